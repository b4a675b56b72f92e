import type { Terminal } from '../../../main/cli/terminal.ts';

/** A terminal that keeps what is written to it. */
export function keepingTerminal(
  colour = false,
): Terminal & { readonly said: string[]; readonly printed: string[]; readonly progressed: string[] } {
  const said: string[] = [];
  const printed: string[] = [];
  const progressed: string[] = [];
  return {
    said,
    printed,
    progressed,
    interactive: false,
    colour,
    columns: 100,
    print: async (text) => void printed.push(text),
    printBytes: async (bytes) => void printed.push(new TextDecoder().decode(bytes)),
    say: (line) => void said.push(line),
    progress: (line) => void progressed.push(line),
    ask: async () => null,
    askHidden: async () => null,
  };
}
