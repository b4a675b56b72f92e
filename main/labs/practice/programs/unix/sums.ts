import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { FileError } from '../../world/file-error.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, options, pathOf, programName } from './call-files.ts';
import { chunks } from './streams.ts';

const algorithms = { md5, sha1, sha224, sha256, sha384, sha512 } as const;

async function digest(call: ProgramCall, algorithm: keyof typeof algorithms, word: string): Promise<string> {
  const hash = algorithms[algorithm].create();
  for await (const chunk of chunks(call, word)) {
    hash.update(chunk);
    await call.drained();
  }
  return Buffer.from(hash.digest()).toString('hex');
}

/** md5sum, sha1sum, sha256sum: print, or check a list with -c. */
export function sum(algorithm: keyof typeof algorithms): Program {
  return async (call) => {
    const { given, operands } = options(call);
    let status = 0;
    for (const word of operands.length === 0 ? ['-'] : operands) {
      try {
        if (given.has('c') || given.has('check')) {
          if (!(await check(call, algorithm, word, given.has('status')))) status = 1;
        } else call.write(`${await digest(call, algorithm, word)}  ${word}\n`);
      } catch (problem) {
        if (!(problem instanceof FileError)) throw problem;
        complain(call, `${word}: ${problem.message}`);
        status = 1;
      }
    }
    return status;
  };
}

async function check(call: ProgramCall, algorithm: keyof typeof algorithms, list: string, silent: boolean): Promise<boolean> {
  const text = list === '-' ? await call.readInput() : call.machine.files.readText(pathOf(call, list));
  let failed = 0;
  let unread = 0;
  let total = 0;
  for (const line of text.split('\n')) {
    const match = /^([0-9a-fA-F]+) [ *](.*)$/u.exec(line);
    if (match === null) continue;
    total += 1;
    try {
      const good = (await digest(call, algorithm, match[2] ?? '')) === (match[1] ?? '').toLowerCase();
      if (!good) failed += 1;
      if (!silent) call.write(`${match[2] ?? ''}: ${good ? 'OK' : 'FAILED'}\n`);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `${match[2] ?? ''}: ${problem.message}`);
      if (!silent) call.write(`${match[2] ?? ''}: FAILED open or read\n`);
      unread += 1;
    }
  }
  if (total === 0)
    complain(call, `${list}: no properly formatted ${programName(call).replace('sum', '').toUpperCase()} checksum lines found`);
  if (unread > 0) complain(call, `WARNING: ${String(unread)} of ${String(total)} listed files could not be read`);
  if (failed > 0 && !silent) complain(call, `WARNING: ${String(failed)} of ${String(total)} computed checksums did NOT match`);
  return failed + unread === 0 && total > 0;
}
