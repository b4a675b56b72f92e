import { createContext, useContext } from 'react';
import type { WindowStores } from './window-stores.ts';

export const StoresContext = createContext<WindowStores | null>(null);

/** The stores of this page. */
export function useStores(): WindowStores {
  const stores = useContext(StoresContext);
  if (stores === null) throw new Error('Nothing is drawn outside of the window’s stores.');
  return stores;
}
