import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostBoot, hostClock, hostIdentity } from '../../../core/probes/host.ts';
import type { ProbeOutput } from '../../../core/probes/probe.ts';
import { quotePosix } from '../../../core/probes/quote.ts';
import { readingOf } from '../../../core/probes/reading.ts';
import { probes } from '../../../core/probes/registry.ts';
import { expectSections, sectioned } from '../../../core/probes/sections.ts';
import { fixturesOf } from '../../core/probes/fixtures.ts';

/** Commands of probes under real shells. */
const shells = ['sh', 'bash'] as const;

const folder = mkdtempSync(join(tmpdir(), 'xenpath-probes-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(shell: string, command: string): ProbeOutput {
  const done = spawnSync(shell, ['-c', command], { env: { LC_ALL: 'C' } });
  return { stdout: new Uint8Array(done.stdout), stderr: new Uint8Array(done.stderr), exit: done.status, truncated: false };
}

describe.each(shells)('%s', (shell) => {
  it('takes every command of a POSIX probe as it is', () => {
    for (const probe of probes.filter((one) => one.shell === 'posix')) {
      for (const { about } of fixturesOf(probe.name)) {
        const command = probe.command(probe.parameters.parse(about.parameters));
        const { status, stderr } = spawnSync(shell, ['-n', '-c', command]);
        expect({ probe: probe.name, status, stderr: stderr.toString() }).toEqual({ probe: probe.name, status: 0, stderr: '' });
      }
    }
  });

  it('hands a quoted word on unchanged', () => {
    for (const word of ["it's", '$(reboot) `reboot` $HOME', '* ? [a]', '\\', '"', '~root', ' ', '', '-n', '!!', 'ä\x1b\t']) {
      const { stdout } = run(shell, `printf %s ${quotePosix(word)}`);
      expect(new TextDecoder().decode(stdout)).toBe(word);
    }
  });

  it('prints sections that are read as what they hold', () => {
    const open = join(folder, 'open');
    const closed = join(folder, 'closed');
    writeFileSync(open, 'one\ntwo');
    writeFileSync(closed, 'one\ntwo\n');
    const { stdout } = run(
      shell,
      sectioned([
        { name: 'open', run: `cat ${quotePosix(open)}` },
        { name: 'closed', run: `cat ${quotePosix(closed)}` },
        { name: 'absent', run: `cat ${quotePosix(join(folder, 'absent'))}` },
        { name: 'no program', run: '/nowhere/program' },
        { name: 'status', run: '(exit 7)' },
      ]),
    );
    const reading = readingOf({ stdout, stderr: new Uint8Array(), exit: 0, truncated: false }, 0);
    const section = expectSections(reading, ['open', 'closed', 'absent', 'no program', 'status']);
    const shape = (name: string) => [section(name).lines.map((line) => line.text), section(name).open, section(name).exit.value];
    expect(shape('open')).toEqual([['one', 'two'], true, 0]);
    expect(shape('closed')).toEqual([['one', 'two'], false, 0]);
    expect(shape('absent')).toEqual([[], false, 1]);
    expect(shape('no program')).toEqual([[], false, 127]);
    expect(shape('status')).toEqual([[], false, 7]);
  });

  it('gives facts of the machine that it runs on', () => {
    expect(hostIdentity.parse(run(shell, hostIdentity.command({})), {})).toMatchObject({ ok: true, facts: { kernel: 'Linux' } });
    const clock = hostClock.parse(run(shell, hostClock.command({})), {});
    expect(clock.ok && Math.abs(clock.facts.epochSeconds - Date.now() / 1000)).toBeLessThan(60);
    expect(hostBoot.parse(run(shell, hostBoot.command({})), {})).toMatchObject({ ok: true });
  });

  it('answers of programs that are not there become absence, not failure', () => {
    for (const probe of probes.filter(
      (one) => one.shell === 'posix' && one.roles.includes('dom0') && one.name.startsWith('xm.'),
    )) {
      const [fixture] = fixturesOf(probe.name);
      const parameters = probe.parameters.parse(fixture?.about.parameters);
      expect(probe.parse(run(shell, probe.command(parameters)), parameters)).toMatchObject({
        ok: true,
        facts: { present: false },
      });
    }
  });
});
