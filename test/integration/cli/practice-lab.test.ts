import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xenpath, type CommandDone } from './command.ts';

/** The command line with practice hosts, each test going on where the one before it ended. */
describe('the command line on a practice lab', () => {
  let folder: string;
  const call = (...words: readonly string[]): Promise<CommandDone> =>
    xenpath(words, { data: join(folder, 'data'), environment: { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-lab-'));
  });
  afterAll(async () => {
    await call('lab', 'practice', 'down');
    await rm(folder, { recursive: true, force: true });
  });

  it('a run starts a lab of its own, which stays; Ctrl-C stops in order with exit 3, and resume goes on', async () => {
    const stopped = await xenpath(
      ['run', 'rhel5-rdac', '--lab', 'practice', '--yes', '--to', 'xen-boot', '--seed', '5', '--speed', '120'],
      {
        data: join(folder, 'data'),
        environment: { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder },
        interruptWhen: (stderr) => stderr.includes('The switches: sw1'),
      },
    );
    expect(stopped.stderr).toContain('Stopping after the act in flight.');
    expect(stopped.stderr).toMatch(/Go on with: xenpath resume/u);
    expect(stopped.exit).toBe(3);
    const status = await call('lab', 'practice', 'status', '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ options: { speed: 120, world: { seed: 5 } } });
    const went = await call('resume', '--yes', '--to', 'xen-boot');
    expect(went.stderr).toContain('The host runs on Xen');
    expect(went.stderr).toContain('On simulated hosts, at 120 times the pace of real ones.');
    // The rest of the procedure was not asked for: the run is not at its end.
    expect(went.exit).toBe(3);
  });

  it('another lab than the one that runs is refused, with what to do', async () => {
    const other = await call('run', 'rhel5-rdac', '--lab', 'practice', '--luns', '6', '--yes');
    expect(other.exit).toBe(2);
    expect(other.stderr).toContain('its luns is 4');
    expect(other.stderr).toContain('xenpath lab practice down');
  });

  it('an inventory of it works over 127.0.0.1, and its hosts are known for a lab’s by the keys that they prove', async () => {
    const file = join(folder, 'hosts.yaml');
    expect((await call('lab', 'practice', 'inventory', '--write', file)).exit).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('127.0.0.1');
    const asked = await call('probe', 'run', 'host.identity', '--inventory', file, '--host', 'xenhost');
    expect(JSON.parse(asked.stdout)).toMatchObject({ node: 'xenhost', xenKernel: true });
    const plan = await call('plan', 'rhel5-rdac', '--inventory', file, '--json');
    expect(JSON.parse(plan.stdout)).toMatchObject({ about: { simulated: true, scale: 120 } });
  });

  it('a cable that somebody pulls is found by check as broke, and holds again when it is plugged in', async () => {
    const cables = JSON.parse((await call('lab', 'practice', 'inventory', '--json')).stdout) as {
      fabric: { cables: readonly { label: string; from: { host?: string } }[] };
    };
    const label = cables.fabric.cables.find(({ from }) => from.host === 'xenhost')!.label;
    expect((await call('lab', 'practice', 'pull', label)).exit).toBe(0);
    const broke = await call('check', 'last', '--only', 'cables', '--json');
    const found = JSON.parse(broke.stdout) as { findings: readonly { state: string }[] };
    expect(found.findings.some(({ state }) => state === 'broke')).toBe(true);
    expect(broke.exit).toBe(1);
    expect((await call('lab', 'practice', 'plug', label)).exit).toBe(0);
    const again = await call('check', 'last', '--only', 'cables', '--json');
    expect((JSON.parse(again.stdout) as typeof found).findings.every(({ state }) => state === 'holds')).toBe(true);
  });

  it('a part of the topology is asked again by its id; a note on a cable carries its picture', async () => {
    const shown = JSON.parse((await call('topology', 'show', 'last', '--json')).stdout) as {
      view: { links: readonly { id: string; kind: string }[] };
    };
    const cable = shown.view.links.find(({ kind }) => kind === 'cable')!.id;
    const asked = await call('look', 'last', 'switch-port:sw1:0');
    expect(asked.stderr).toMatch(/sw1 answered [1-9]\d* of \d+ questions?\./u);
    expect(asked.exit).toBe(0);
    const wrong = await call('look', 'last', 'switch-port:sw1:00');
    expect(wrong.stderr).toContain('Did you mean `switch-port:sw1:0`?');
    expect(wrong.exit).toBe(2);

    const picture = join(import.meta.dirname, '..', '..', '..', 'assets', 'icons', '64x64.png');
    const noted = await call('note', 'last', 'The label is under the tie', '--element', cable, '--picture', picture);
    expect(noted.stderr).toMatch(/^noted, signed /mu);
    expect(noted.exit).toBe(0);
    const bytes = await readFile(picture);
    const { state } = JSON.parse((await call('show', 'last', '--json')).stdout) as { state: { notes: readonly object[] } };
    expect(state.notes.at(-1)).toMatchObject({
      element: cable,
      attachment: { name: '64x64.png', output: { bytes: bytes.length } },
    });
    expect((await call('note', 'last', 'x', '--element', 'cable', '--picture', picture)).exit).toBe(2);
    const noPicture = await call('note', 'last', 'x', '--picture', join(import.meta.dirname, 'command.ts'));
    expect(noPicture.stderr).toContain('neither a PNG nor a JPEG');
    expect(noPicture.exit).toBe(2);
  });

  it('wrong names are told: cable, host, lab', async () => {
    expect((await call('lab', 'practice', 'pull', 'no-such-cable')).exit).toBe(2);
    expect((await call('lab', 'practice', 'console', 'xenhos')).stderr).toContain('Did you mean `xenhost`?');
    expect((await call('lab', 'practice', 'status', '--name', 'other')).stderr).toContain('No practice lab called other runs.');
  });

  it('stop ends a run in another process, after the act in flight', async () => {
    const running = call('resume', '--yes');
    let stopped: CommandDone;
    do stopped = await call('stop', 'last');
    while (!stopped.stderr.includes('Go on with') && !(await settled(running)));
    const ended = await running;
    expect(stopped.stderr).toMatch(/Stopped\. Go on with: xenpath resume/u);
    expect(ended.exit).toBe(3);
  });
});

async function settled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}
