import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { runCommand, useCommands } from '../../commands.ts';
import { follow } from '../../connection/follow.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { announce } from '../../parts/announcer.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { useCommandKeys } from './command-keys.ts';

const Palette = lazy(() => import('./palette.tsx'));
const KeysDialog = lazy(() => import('./keys-dialog.tsx'));

/** Runs that the palette offers to go to: the latest. */
const RUNS = 20;

/** What can be done on every screen, by palette, by key, or from the native menus. */
export function WindowCommands(): ReactNode {
  const say = useWords();
  const { connection, runs } = useStores();
  const recent = (useLive(runs) ?? []).slice(0, RUNS);
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const early = useRef('');
  const hold = useCallback((key: string) => void (early.current += key), []);
  const begun = (): string => {
    const text = early.current;
    early.current = '';
    return text;
  };
  const show = (what: 'palette' | 'keys'): void => {
    early.current = '';
    setOpen(what);
  };
  const close = (): void => setOpen(null);
  useCommands([
    { id: 'palette', group: 'window', title: say('command.palette'), keys: 'Ctrl+K', run: () => show('palette') },
    { id: 'shortcuts', group: 'window', title: say('command.keys'), keys: '?', alsoKeys: ['Ctrl+/'], run: () => show('keys') },
    { id: 'runs', group: 'window', title: say('command.runs'), run: () => goTo({ screen: 'start' }) },
    {
      id: 'search',
      group: 'window',
      title: say('command.search'),
      keys: 'Ctrl+Shift+F',
      run: () => goTo({ screen: 'evidence', view: 'search', about: [] }),
    },
    { id: 'run.new', group: 'window', title: say('command.new-run'), run: () => goTo({ screen: 'new-run' }) },
    ...recent.map(({ run }) => ({
      id: `run ${run}`,
      group: 'window' as const,
      title: say('command.go-run', { run }),
      run: () => goTo({ screen: 'run', run, view: 'steps', step: null }),
    })),
  ]);
  useCommandKeys(open === null ? null : hold);
  useEffect(
    () =>
      follow(
        connection,
        'native.commands',
        () => null,
        (command) => {
          if (!runCommand(command)) announce(say('command.not-here'));
        },
      ),
    [connection, say],
  );
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <Palette begun={begun} onClose={close} /> : null}
      {open === 'keys' ? <KeysDialog onClose={close} /> : null}
    </Suspense>
  );
}
