import { writeFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FINISHED, isAct, Rig } from './rig.ts';
import { MAY_MOUNT, startPrivateHost, type PrivateHost } from './private-host.ts';

let rig: Rig;
let host: PrivateHost;
afterEach(async () => {
  await rig.dispose();
  await host.dispose();
});

/** A real host whose time the engine takes to pass `scale` times as fast, so that deadlines come soon. */
async function open(options: { scale?: number; runSize?: string; folderSize?: string } = {}): Promise<void> {
  host = await startPrivateHost(options.runSize, options.folderSize);
  const { scale = 1 } = options;
  rig = await Rig.open({
    lab: host.lab,
    set: { folder: host.folder },
    clock: (clock) => ({ ...clock, scale, ownSideMs: scale === 1 ? clock.ownSideMs : 1500 }),
  });
  await script('echo x >> begun; echo done > worked');
}

const script = (text: string): Promise<void> => writeFile(join(host.folder, 'work'), `${text}\n`);
const begun = async (): Promise<number> =>
  (await readFile(join(host.folder, 'begun'), 'utf8').catch(() => '')).split('\n').filter(Boolean).length;

describe.skipIf(!MAY_MOUNT)('a real host', () => {
  it('undisturbed', async () => {
    await open();
    expect(await rig.execute(['look', 'work', 'built', 'line', 'file'])).toEqual(FINISHED);
  });

  it('whose session ends while a command prints: the command comes to its end, and it is known how', async () => {
    await open();
    await script(
      'echo x >> begun; while test ! -e go; do /bin/echo waiting; sleep 0.1; done; for i in 1 2 3 4 5; do /bin/echo $i || exit 1; done; echo done > worked',
    );
    const executed = rig.execute(['look', 'work']);
    while ((await begun()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const back = rig.at((event) => event.type === 'host-connected');
    await rig.reach.sessions.close('xenhost');
    await back;
    await writeFile(join(host.folder, 'go'), '');
    expect(await executed).toEqual(FINISHED);
    expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
      verdict: 'happened',
      how: 'Its mark on xenhost says that it ended with exit status 0.',
    });
    expect(await begun()).toBe(1);
  });

  describe('that hangs', () => {
    it('between two sittings: a new connection is opened', async () => {
      await open({ scale: 100 });
      await rig.execute(['look']);
      await host.host.signalSessions('SIGSTOP');
      expect(await rig.execute(['work'])).toEqual(FINISHED);
      expect((await rig.eventsOf('host-lost'))[0]?.problem.sentence).toMatch(
        /^The command on xenhost \(.*\) had not ended after 6\.5 s; its channel was closed\.$/u,
      );
      expect(await rig.eventsOf('host-connected')).toHaveLength(2);
    });

    it('as it is asked: the check is unreachable, and the next is asked over a new connection', async () => {
      await open({ scale: 100 });
      await host.before(`case "$SSH_ORIGINAL_COMMAND" in *stat*) mkdir ${host.host.folder}/hung 2>/dev/null && sleep 60;; esac`);
      expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
      const words = (await rig.eventsOf('checked')).filter(({ check }) => check === 'worked');
      expect(words.map(({ phase, outcome }) => [phase, outcome])).toEqual([
        ['before', 'unreachable'],
        ['after', 'pass'],
      ]);
      expect(words[0]?.message).toMatch(
        /^xenhost could not be reached: The command on xenhost \(.*\) had not ended after [0-9.]+ s; its channel was closed\.$/u,
      );
      expect(await begun()).toBe(1);
    });

    it('in a command that goes on after its deadline: it is not done again, and the lock stands', async () => {
      await open({ scale: 1000 });
      await script('echo x >> begun; echo $$ > pid; exec sleep 600');
      const ending = await rig.execute(['look', 'work']);
      expect(ending).toMatchObject({ reason: 'failed' });
      const still = 'The lock of this run on xenhost stands: what became of an act there is not known yet.';
      expect('sentence' in ending && ending.sentence).toContain(still);
      expect(rig.step('work')?.status).toBe('unknown');
      expect(rig.step('work')?.problem?.sentence).toMatch(
        /^The command on xenhost \(.*\) had not ended after 2\.1 s; its channel was closed\. It still runs on xenhost, as process \d+\.$/u,
      );
      // Its end is found by the next sitting, and only then it is done once more.
      await script('echo x >> begun; echo done > worked');
      process.kill(Number(await readFile(join(host.folder, 'pid'), 'utf8')), 'SIGKILL');
      await rig.resume();
      expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
      expect((await rig.ends())[0]?.problem?.sentence).toBe('Its mark on xenhost says that it ended with exit status 137.');
      expect(await begun()).toBe(2);
      expect(rig.run.state.hosts['xenhost']?.lease).toBeNull();
    });
  });

  describe('whose disk is full', () => {
    const fillSync = (path: string): void => {
      expect(() => writeFileSync(path, Buffer.alloc(4 * 1024 * 1024))).toThrow('ENOSPC');
    };

    it('where marks are written: nothing is begun, and it is said why', async () => {
      await open({ runSize: '64k' });
      // The lock fits, the mark does not.
      void rig.at(
        (event) => event.type === 'host-locked',
        () => undefined,
      );
      const locked = rig.at((event) => event.type === 'asked');
      void locked;
      await rig.begin();
      const executed = rig.execute(['look', 'work']);
      await rig.at((event) => event.type === 'host-locked');
      fillSync(join(host.host.folder, 'run', 'fill'));
      const ending = await executed;
      const { problem } = rig.step('work') ?? {};
      if (ending.reason === 'finished') throw new Error('The disk was not full in time.');
      expect(problem?.code).toBe('mark-not-written');
      expect(problem?.sentence).toMatch(
        /^Nothing was done on xenhost: that the command begins could not be written down there in \/var\/run\/xenpath\.marks: .*(?:No space left on device|I\/O error).*\.$/u,
      );
      expect(await begun()).toBe(0);
      await rm(join(host.host.folder, 'run', 'fill'));
      await rig.resume();
      expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
      expect(await begun()).toBe(1);
    });

    it('where the lock is: the host is not touched', async () => {
      await open({ runSize: '64k' });
      fillSync(join(host.host.folder, 'run', 'fill'));
      await rig.execute(['look', 'work']);
      expect(rig.step('work')?.problem?.code).toBe('lease-not-possible');
      expect(rig.step('work')?.problem?.next).toMatch(/there must be room|Make room there/u);
      expect(rig.step('work')?.problem?.sentence).toMatch(
        /^xenhost cannot be locked for this run: .*(?:No space left on device|I\/O error)\.$/u,
      );
      expect(await begun()).toBe(0);
    });

    it('where a file is edited or put: it is as it was', async () => {
      await open({ folderSize: '64k' });
      const list = join(host.folder, 'list');
      await writeFile(list, 'one\n');
      fillSync(join(host.folder, 'fill'));
      await rig.execute(['look', 'line', 'file']);
      expect(rig.step('line')?.problem?.sentence).toMatch(/could not be written and is as it was: .*No space left on device\.$/u);
      expect(rig.step('line')?.problem?.next).toBe('Make room there: df says which file system is full.');
      expect(await readFile(list, 'utf8')).toBe('one\n');
      expect(rig.step('file')?.problem).toMatchObject({ code: 'disk-full', next: 'Make room there, or choose another folder.' });
      await rm(join(host.folder, 'fill'));
      await rig.resume();
      expect(await rig.execute(['look', 'line', 'file'])).toEqual(FINISHED);
      expect(await readFile(list, 'utf8')).toBe('one\na line of this run\n');
    });
  });

  describe('that answers with garbage', () => {
    it('noise before every command: it is kept apart, and everything works', async () => {
      await open();
      await host.before('echo Welcome to this host; echo "xenpath-mark x - absent"; echo again >&2');
      expect(await rig.execute(['look', 'work', 'line', 'file'])).toEqual(FINISHED);
      expect(await begun()).toBe(1);
      expect((await rig.eventsOf('probed')).every(({ outside }) => outside !== undefined)).toBe(true);
    });

    it.each([
      ['bytes of no text', 'head -c 5000 /dev/urandom'],
      ['nothing, and success', ':'],
      ['a wrong exit status and nothing', 'exit 3'],
      ['50 MB of output', 'head -c 50000000 /dev/zero'],
      ['words of a check that passes', 'echo "Linux host 6.1 #1 SMP x86_64 GNU/Linux"'],
      [
        'marks of another question',
        'printf "xenpath:0011223344556677 begin 0 1\\nLinux\\n\\nxenpath:0011223344556677 end 0 0 1\\n"',
      ],
    ])('%s in the place of every answer: an error, and neither pass nor fail', async (_what, garbage) => {
      await open();
      await host.instead(garbage);
      const before = process.memoryUsage().rss;
      expect((await rig.execute(['look', 'work', 'line', 'file'])).reason).toBe('failed');
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
      const checked = await rig.eventsOf('checked');
      expect(checked.length).toBeGreaterThan(0);
      for (const { outcome, message } of checked) {
        expect(['error', 'pending', 'unreachable']).toContain(outcome);
        expect(message).toMatch(/\S+ .*\.$/u);
      }
      expect(await rig.acts()).toEqual([]);
      expect(await begun()).toBe(0);
    });

    it('50 MB from one command: what is kept is bounded, what was cut is recorded, the run goes on', async () => {
      await open();
      await script('echo x >> begun; head -c 50000000 /dev/zero; echo done > worked');
      expect(await rig.execute(['look', 'work'])).toEqual(FINISHED);
      const [done] = await rig.ends();
      expect(done?.stdout.bytes).toBe(8 * 1024 * 1024);
      expect((done?.stdout.bytes ?? 0) + (done?.stdout.cut ?? 0)).toBe(50_000_000);
    });

    it('a forged mark', async () => {
      await open();
      await rig.execute(['look']);
      await rig.begin();
      const frozen = rig.freezeAt(isAct);
      void rig.execute(['look', 'work']);
      const { event } = await frozen;
      await host.instead(
        `case "$SSH_ORIGINAL_COMMAND" in *xenpath-mark*) echo 'xenpath-mark other - exit 0'; echo 'exit 0'; echo "xenpath-mark ${event.type === 'intent' ? event.intent : ''} - exit 999";; *) exec sh -c "$SSH_ORIGINAL_COMMAND";; esac`,
      );
      await rig.resume();
      await rig.execute(['look', 'work']);
      expect((await rig.eventsOf('act-settled'))[0]).toMatchObject({
        verdict: 'unknown',
        how: 'What xenhost answered when asked for its mark is none. Nothing else on xenhost says whether it did its work, and “The work left its file” is fail.',
      });
      expect(await begun()).toBe(0);
    });
  });
});
