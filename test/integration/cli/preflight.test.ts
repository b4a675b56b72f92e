import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xenpath, type CommandDone } from './command.ts';

/** Hardware and software are looked at before a run begins, on a lab on which two things are wrong. */
describe('preflight', () => {
  let folder: string;
  const call = (...words: readonly string[]): Promise<CommandDone> =>
    xenpath(words, { data: join(folder, 'data'), environment: { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });
  const onLab = ['rhel5-rdac', '--lab', 'practice'] as const;
  const runs = async (): Promise<readonly unknown[]> => JSON.parse((await call('runs', '--json')).stdout) as readonly unknown[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-preflight-'));
    const up = await call('lab', 'practice', 'up', '--mistake', 'dvd-taken-out', '--mistake', 'controller-left-offline');
    expect(up.exit).toBe(0);
  });
  afterAll(async () => {
    await call('lab', 'practice', 'down');
    await rm(folder, { recursive: true, force: true });
  });

  it('tells all that is wrong at once, with what to do, and begins nothing', async () => {
    const done = await call('run', ...onLab, '--yes', '--set', 'serverProduct=another');
    expect(done.exit).toBe(1);
    expect(done.stderr).toMatch(/^xenhost, files: not so: /mu);
    expect(done.stderr).toMatch(/^ARCJMTDS48K1, array: not so: /mu);
    expect(done.stderr).toMatch(/^! xenhost, server: not so: It is the machine that the procedure was written for\. /mu);
    expect(done.stderr).toMatch(/^Nothing was begun: [0-9]+ things that the run needs are missing or not as it should be\.$/mu);
    expect(await runs()).toEqual([]);
  });

  it('is in the plan, which asks the same when it is told to', async () => {
    const plan = await call('plan', ...onLab);
    expect(plan.exit).toBe(0);
    expect(plan.stdout).toMatch(/Asked before the run begins, all at once: Hardware and software \([0-9]+ checks/u);
    const asked = await call('plan', ...onLab, '--preflight');
    expect(asked.exit).toBe(1);
    expect(asked.stderr).toMatch(/^xenhost, files: not so: /mu);
  });

  it('is passed when it is well, which the run records; what was left out is recorded too', async () => {
    expect((await call('lab', 'practice', 'recover', 'A')).exit).toBe(0);
    const skipped = await call('run', ...onLab, '--yes', '--no-preflight', '--only', 'switches', '--json');
    expect(skipped.stdout).toContain('Begun without preflight');
    expect((await call('lab', 'practice', 'reset')).exit).toBe(0);
    const done = await call('run', ...onLab, '--yes', '--only', 'server', '--json');
    expect(done.stdout).toMatch(/Preflight before the run: [0-9]+ checks on [0-9]+ hosts, none against it\. No warning\./u);
  });
});
