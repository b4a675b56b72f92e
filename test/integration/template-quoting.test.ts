import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celScope } from '../../core/checks/cel.ts';
import { renderCommand } from '../../core/checks/template.ts';

/** Shells of POSIX that this machine has; sh is always there. */
const shells = ['sh', 'dash', 'bash', 'busybox'].filter(
  (name) => spawnSync(name, name === 'busybox' ? ['true'] : ['-c', 'true']).status === 0,
);

describe('values in commands', () => {
  it.each(shells)('come back from %s as the words that they were', (shell) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 16 }).filter((text) => !/[\0\r\n]/u.test(text)),
          { maxLength: 5 },
        ),
        (words) => {
          const scope = celScope({ words });
          const command = renderCommand("/usr/bin/printf '%s\\n' begin {{ words }} end", scope.ok ? scope.value : {}, 'posix');
          if (!command.ok) throw new Error(command.problem.sentence);
          const given = shell === 'busybox' ? ['sh', '-c', command.value] : ['-c', command.value];
          expect(spawnSync(shell, given, { encoding: 'utf8' }).stdout).toBe(['begin', ...words, 'end', ''].join('\n'));
        },
      ),
      { numRuns: 60 },
    );
  });
});
