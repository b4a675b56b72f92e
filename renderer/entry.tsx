import '@patternfly/react-core/dist/styles/base.css';
import './theme/window.css';
import './theme/run.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { StoresContext } from './connection/stores-context.ts';
import { openStores } from './connection/window-stores.ts';
import { followSystemTheme } from './theme/follow-system.ts';
import { Window } from './window.tsx';
import { Words } from './words/words.tsx';

followSystemTheme();
const stores = openStores('window');
const place = document.getElementById('window');
if (place === null) throw new Error('The page has no place for the window.');
createRoot(place).render(
  <StrictMode>
    <Words>
      <StoresContext value={stores}>
        <Window />
      </StoresContext>
    </Words>
  </StrictMode>,
);
