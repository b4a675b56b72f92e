import { open, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { whyNot } from '../app/file-problem.ts';
import { wrongInput } from './problems.ts';

/** Ends the command before it begins anything where the file of `--report` cannot be written when it is over. */
export async function reportCanBeWritten(file: string | undefined): Promise<void> {
  if (file === undefined || file === '-') return;
  const path = resolve(file);
  const folder = dirname(path);
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory() === true) throw notWritable(file, 'it is a folder', 'Name a file in it.');
  try {
    if (!(await stat(folder)).isDirectory()) throw notWritable(file, `${folder} is no folder`, 'Name a file in a folder.');
    // Only the system knows all that may stand against it: what is there is opened and left as it is, what is not is made and taken away.
    await (await open(path, 'a')).close();
    if (there === null) await rm(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const missing = error.code === 'ENOENT';
    const why = missing ? `there is no folder ${folder}` : whyNot(error);
    throw notWritable(file, why, missing ? 'Make it first, or name another file.' : 'Name another file.');
  }
}

function notWritable(file: string, why: string, next: string): Error {
  return wrongInput({ code: 'report-not-writable', sentence: `The report could not be written to ${file}: ${why}.`, next });
}
