import { writeFile } from 'node:fs/promises';
import { whyNot } from '../app/file-problem.ts';
import { wrongInput } from './problems.ts';
import type { Terminal } from './terminal.ts';

/** Writes what an option like `--html FILE` asks for and says so; `-` is standard output. Ends the command where the file cannot be written. */
export async function writeText(terminal: Terminal, file: string, text: string): Promise<void> {
  if (file === '-') {
    await terminal.print(text);
    return;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    const sentence = `${file} cannot be written: ${whyNot(error)}.`;
    throw wrongInput({ code: 'file-not-written', sentence });
  }
  terminal.say(`Written: ${file}`);
}
