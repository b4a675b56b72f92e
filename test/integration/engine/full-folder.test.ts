import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../core/run/events.ts';
import { MAY_MOUNT } from './private-host.ts';
import { begun, FINISHED, isAct, Rig, work } from './rig.ts';

const execute = promisify(execFile);
let rig: Rig;
let folder: string;

describe.skipIf(!MAY_MOUNT)('our data folder is full', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-full-'));
    await execute('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder]);
    rig = await Rig.open({ folder });
    work(rig, 'echo x >> begun; echo done > worked');
  });
  afterEach(async () => {
    await rig.dispose();
    await execute('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true });
  });

  const fill = (): void => {
    expect(() => writeFileSync(join(folder, 'fill'), Buffer.alloc(20 * 1024 * 1024))).toThrow('ENOSPC');
  };

  /** Full right after an event was stored. */
  async function fullAt(matches: (event: RunEvent) => boolean): Promise<void> {
    void rig.at(matches, fill);
    const ending = await rig.execute(['look', 'work', 'built']);
    expect(ending.reason).toBe('evidence-lost');
    if (ending.reason !== 'evidence-lost') return;
    expect(ending.problem).toMatchObject({
      code: 'disk-full',
      next: 'Free some space, then go on with `xenpath resume`: what was recorded so far is whole.',
    });
    expect(ending.problem.sentence).toMatch(/^The disk with the data folder .* is full: nothing more can be recorded\./u);
  }

  async function thenResumed(): Promise<void> {
    await rm(join(folder, 'fill'));
    await rig.resume();
    expect(await rig.execute(['look', 'work', 'built'])).toEqual(FINISHED);
    expect(begun(rig)).toBe(1);
    expect(rig.machine().files.exists('/var/run/xenpath.lease')).toBe(false);
    expect(await rig.application.store.verify(rig.run.id)).toMatchObject({ ok: true, value: { problems: [] } });
  }

  it('before an act: what cannot be announced is not done', async () => {
    await fullAt((event) => event.type === 'host-locked');
    expect(begun(rig)).toBe(0);
    expect(await rig.acts()).toEqual([]);
    await thenResumed();
  });

  it('while an act is out: its end is found out by the resume, and it is not done again', async () => {
    await fullAt(isAct);
    expect(begun(rig)).toBe(1);
    expect(await rig.ends()).toEqual([]);
    await thenResumed();
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({ verdict: 'happened' });
  });
});
