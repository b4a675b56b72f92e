import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askMark, clearMarks, MARK_FOLDER, markedCommand, notBegun, readMark } from '../../../main/engine/marker.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'xenpath-marks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The engine's own text, with the marks in a folder of the test. */
const here = (text: string): string => text.replaceAll(MARK_FOLDER, join(folder, 'marks'));

describe.each([[['dash']], [['bash']], [['busybox', 'sh']]])('marks under %s', ([program = '', ...more]) => {
  const run = (text: string) => spawnSync(program, [...more, '-c', here(text)], { encoding: 'utf8', cwd: folder });
  const ask = () => readMark('i1', run(askMark('r1', 'i1')).stdout)?.mark;

  it('tell a command that ended, and how', () => {
    const done = run(markedCommand('echo out; cd /; exit 7', 'r1', 'i1'));
    expect([done.stdout, done.status]).toEqual(['out\n', 7]);
    expect(ask()).toEqual({ state: 'ended', exit: 7 });
  });

  it('leave what a command reads and prints as it is', () => {
    const script = [
      'case x in x) read -r line; echo "$line, isn\'t it" ;; esac # it\'s `odd`',
      'printf "\\000\\377 no newline"; echo to stderr >&2',
      'cat <<END',
      '  ) and $((1 + 1))',
      'END',
    ].join('\n');
    const [plain, marked] = [script, markedCommand(script, 'r1', 'i1')].map((text) =>
      spawnSync(program, [...more, '-c', here(text)], { cwd: folder, input: 'typed\nmore\n' }),
    );
    expect(marked?.stdout.toString('latin1')).toBe(plain?.stdout.toString('latin1'));
    expect(marked?.stderr.toString()).toBe('to stderr\n');
    expect(marked?.stdout.toString('latin1')).toContain("typed, isn't it\n\0\xff no newline  ) and 2\n");
  });

  it('tell one that never began, and keep it from beginning later', () => {
    expect(ask()).toEqual({ state: 'absent' });
    const late = run(markedCommand('touch did', 'r1', 'i1'));
    expect(existsSync(join(folder, 'did'))).toBe(false);
    expect(notBegun('i1', late.status, late.stderr)).toBe(true);
    expect(ask()).toEqual({ state: 'absent' });
  });

  it('tell one that could not be written down from one that ends with the same status', () => {
    writeFileSync(join(folder, 'marks'), 'in the way');
    const without = run(markedCommand('touch did', 'r1', 'i1'));
    expect(notBegun('i1', without.status, without.stderr)).toBe(true);
    expect(existsSync(join(folder, 'did'))).toBe(false);
    rmSync(join(folder, 'marks'));
    const same = run(markedCommand('echo "xenpath: no mark i2" >&2; exit 97', 'r1', 'i1'));
    expect(notBegun('i1', same.status, same.stderr)).toBe(false);
  });

  it('tell one that runs, one whose hearer went, and one that was killed', async () => {
    const start = (text: string) =>
      spawn(program, [...more, '-c', here(text)], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const printing = 'for i in 1 2 3 4 5; do echo out || exit 8; /bin/echo error >&2 || exit 9; sleep 0.05; done; touch finished';
    const deaf = start(markedCommand(`touch begun; while test ! -e go; do sleep 0.1; done; ${printing}; exit 3`, 'r1', 'i1'));
    while (!existsSync(join(folder, 'begun'))) await wait(5);
    expect(ask()).toEqual({ state: 'running', pid: deaf.pid });
    deaf.stdout.destroy();
    deaf.stderr.destroy();
    writeFileSync(join(folder, 'go'), '');
    await new Promise((resolve) => deaf.once('exit', resolve));
    // What it printed reached nobody; it came to its end all the same, and that is known.
    expect(existsSync(join(folder, 'finished'))).toBe(true);
    expect(ask()).toEqual({ state: 'ended', exit: 3 });
    run(clearMarks('r1'));
    rmSync(join(folder, 'begun'));
    const killed = start(markedCommand('touch begun; exec sleep 5', 'r1', 'i1'));
    while (!existsSync(join(folder, 'begun'))) await wait(5);
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('exit', resolve));
    expect(ask()).toEqual({ state: 'killed' });
  });

  it('are read whatever a login shell prints around them, and not taken from another', () => {
    run(markedCommand(':', 'r1', 'i1'));
    const answer = run(askMark('r1', 'i1')).stdout;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    expect(readMark('i1', `Welcome\nxenpath-mark i2 - absent\n${answer}bye`)).toEqual({
      bootId: boot,
      mark: { state: 'ended', exit: 0 },
    });
    for (const forged of [
      '',
      'exit 0',
      'xenpath-mark i2 - exit 0',
      'xenpath-mark i1 - exit 999',
      'xenpath-mark i1 - running 0',
      'xenpath-mark i1 - done',
    ])
      expect(readMark('i1', forged)).toBeNull();
  });
});
