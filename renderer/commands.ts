import { useEffect, useRef } from 'react';

/** Where a command stands in the palette and among the keys. */
export type CommandGroup = 'step' | 'run' | 'steps' | 'window';

/** Something that can be done by its name, by a key, or from the native menus. */
export interface Command {
  /** Stands for it everywhere; those of the native menus have the menus' names. */
  readonly id: string;
  readonly group: CommandGroup;
  readonly title: string;
  /** One key as it is printed on it, or `Ctrl+` and one, which is Command on a Mac. */
  readonly keys?: string;
  /** More keys that do the same. */
  readonly alsoKeys?: readonly string[];
  /** Beside the title in the palette: the state of a step, say. */
  readonly remark?: string;
  /** Not possible now: shown in grey, with its key. */
  readonly disabled?: boolean;
  readonly run: () => void;
}

const sources = new Set<() => readonly Command[]>();

/** What can be done while the component that says so is shown. Of two with the same id the one that came later holds. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const source = (): readonly Command[] => latest.current;
    sources.add(source);
    return () => void sources.delete(source);
  }, []);
}

/** Everything that can be done now. */
export function allCommands(): readonly Command[] {
  const found = new Map<string, Command>();
  for (const source of sources) for (const command of source()) found.set(command.id, command);
  return [...found.values()];
}

/** Does what goes by this id, if it can be done now. */
export function runCommand(id: string): boolean {
  const command = allCommands().find((one) => one.id === id);
  if (command === undefined || command.disabled === true) return false;
  command.run();
  return true;
}
