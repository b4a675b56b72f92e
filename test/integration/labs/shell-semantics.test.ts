import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellCases } from '../../main/labs/practice/shell/scripts.ts';

const shells: readonly (readonly string[])[] = [['dash'], ['bash'], ['busybox', 'sh']];

/** The practice shell is held to the same table in test/main/labs/practice/shell: here the table itself is held to real shells. */
describe.each(shells.map((shell) => ({ shell })))('$shell', ({ shell }) => {
  it.each(shellCases)('$name', ({ script, input, stdout, status }) => {
    const directory = mkdtempSync(join(tmpdir(), 'shell-case-'));
    try {
      const [program = '', ...args] = shell;
      const ran = spawnSync(program, [...args, '-c', script], {
        cwd: directory,
        input: input ?? '',
        encoding: 'utf8',
        timeout: 20_000,
        env: { PATH: process.env['PATH'], HOME: '/root' },
      });
      expect({ stdout: ran.stdout, status: ran.status }).toEqual({ stdout, status: status ?? 0 });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
