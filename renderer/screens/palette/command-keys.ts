import { useEffect } from 'react';
import { allCommands, type Command } from '../../commands.ts';

/** Where typing is typing. */
const TYPED_INTO = 'input, textarea, select, [contenteditable], [role=listbox], [role=menu]';

/**
 * Listens for the keys of all commands. A single key acts only where nothing is typed and no dialog is open; with Ctrl (or Command) also while something is
 * typed, but not in a terminal, whose programs have those keys for themselves. `held`: a dialog was asked for that is not there yet; what is typed meanwhile is
 * for it.
 */
export function useCommandKeys(held: ((key: string) => void) | null): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (held !== null && document.querySelector('[role=dialog]') === null) {
        event.preventDefault();
        if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) held(event.key);
        return;
      }
      if (event.altKey || event.repeat || event.defaultPrevented || event.isComposing) return;
      const target = event.target instanceof Element ? event.target : document.body;
      const wanted =
        event.ctrlKey || event.metaKey ? `Ctrl+${event.shiftKey ? 'Shift+' : ''}${event.key.toUpperCase()}` : event.key;
      if (document.querySelector('[role=dialog]') !== null || target.closest('.xterm') !== null) return;
      if (!wanted.startsWith('Ctrl+') && target.closest(TYPED_INTO) !== null) return;
      const command = allCommands().find((one) => one.disabled !== true && keysOf(one).includes(wanted));
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [held]);
}

export function keysOf({ keys, alsoKeys }: Command): readonly string[] {
  return [...(keys === undefined ? [] : [keys]), ...(alsoKeys ?? [])];
}
