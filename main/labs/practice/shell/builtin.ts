import type { Shell } from './shell.ts';

/** What a builtin may ask of the interpreter. */
export interface BuiltinTools {
  readonly text: (text: string) => Promise<number>;
  readonly command: (words: readonly string[]) => Promise<number>;
}

export type Builtin = (shell: Shell, words: readonly string[], tools: BuiltinTools) => Promise<number> | number;
