import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import { xenpath, type CommandDone } from './command.ts';

/** How somebody comes from a list of hosts to a whole inventory, on a lab whose own inventory is left aside. */
describe('an inventory of one’s own', () => {
  let folder: string;
  let bare: string;
  let whole: Record<string, unknown>;
  const call = (...words: readonly string[]): Promise<CommandDone> =>
    xenpath(words, { data: join(folder, 'data'), environment: { XDG_RUNTIME_DIR: folder, XDG_STATE_HOME: folder } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-own-'));
    bare = join(folder, 'bare.yaml');
    const written = join(folder, 'lab.yaml');
    expect((await call('lab', 'practice', 'up', '--state', 'xen', '--write-inventory', written)).exit).toBe(0);
    whole = parse(await readFile(written, 'utf8')) as Record<string, unknown>;
    const { fabric: _fabric, ...rest } = whole;
    await writeFile(bare, stringify(rest));
  });
  afterAll(async () => {
    await call('lab', 'practice', 'down');
    await rm(folder, { recursive: true, force: true });
  });

  it('without fabric: the first chapter is checked and run; what needs it is refused in one sentence, and told in the plan', async () => {
    const checked = await call('check', 'rhel5-rdac', '--inventory', bare, '--upto', 'switches', '--json');
    expect(checked.exit).toBe(0);
    expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'passed' });
    const begun = await call('run', 'rhel5-rdac', '--inventory', bare, '--only', 'switches', '--yes');
    expect(begun.stderr).toMatch(/^! The inventory has no section `fabric:`\. It is needed from step cables on/mu);
    expect(begun.stderr).toContain('✓ proved');
    const further = await call('resume', '--yes');
    expect(further.exit).toBe(2);
    expect(further.stderr).toMatch(/^The inventory has no section `fabric:`.*\n {2}`xenpath topology adopt --inventory FILE`/mu);
    expect(further.stderr).toMatch(/^Run \S+ keeps the inventory and the parameters that it began with\.$/mu);
    const refused = await call('check', 'rhel5-rdac', '--inventory', bare, '--only', 'zoning');
    expect(refused.exit).toBe(2);
    expect(refused.stderr.match(/^The inventory has no section/gmu)).toHaveLength(1);
    const plan = await call('plan', 'rhel5-rdac', '--inventory', bare, '--to', 'zoning');
    expect(plan.exit).toBe(0);
    expect(plan.stdout).toContain('! The inventory has no section `fabric:`. It is needed from step cables on, and by zoning');
    expect(plan.stdout).not.toContain('[logical-drives,');
  });

  it('adopting asks the hosts, and what it proposes does for the steps that need a fabric', async () => {
    const adopted = await call('topology', 'adopt', '--inventory', bare);
    expect(adopted.exit).toBe(0);
    const { fabric } = parse(adopted.stdout) as { fabric: unknown };
    const { fabric: declared } = inventorySchema.parse(whole);
    const found = inventorySchema.parse({ ...whole, fabric }).fabric;
    expect(found?.controllerPorts).toEqual(declared?.controllerPorts);
    expect(found?.zones).toEqual(declared?.zones);
    expect(found?.luns.map(({ lun, name, preferredController }) => [lun, name, preferredController])).toEqual(
      declared?.luns.map(({ lun, name, preferredController }) => [lun, name, preferredController]),
    );
    const full = join(folder, 'full.yaml');
    await writeFile(full, `${await readFile(bare, 'utf8')}${adopted.stdout}`);
    const checked = await call('check', 'rhel5-rdac', '--inventory', full, '--chapter', 'storage', '--json');
    expect(checked.stderr).toBe('');
    expect(JSON.parse(checked.stdout)).toMatchObject({ verdict: 'passed' });
    const both = await call('topology', 'adopt', 'last', '--inventory', bare);
    expect(both.exit).toBe(2);
  });

  it('an adopted fabric leaves out what nobody could be asked, and the host that is away is told with exit 4', async () => {
    const away = join(folder, 'away.yaml');
    const hosts = whole['hosts'] as Record<string, Record<string, unknown>>;
    await writeFile(away, stringify({ ...whole, hosts: { ...hosts, sw2: { ...hosts['sw2'], port: 1 } } }));
    const adopted = await call('topology', 'adopt', '--inventory', away);
    expect(adopted.exit).toBe(4);
    expect(parse(adopted.stdout)).toMatchObject({ fabric: { switches: [{ name: 'sw1' }] } });
    expect(adopted.stderr).toContain('sw2');
  });

  it('a probe goes to no host that it is not for, and what cannot be read is not established', async () => {
    const alien = await call('probe', 'run', 'xm.list', '--host', 'sw1', '--inventory', bare);
    expect(alien.exit).toBe(2);
    expect(alien.stderr).toContain(
      '`xm.list` is for hosts of role dom0 with a posix shell; sw1 is of role switch, its shell is fos.',
    );
    const unread = await xenpath(['probe', 'parse', 'xm.list'], {
      data: join(folder, 'data'),
      input: '[root@xen1 ~]# xm list\n',
    });
    expect(unread.stderr).toContain('Line 1 looks like a prompt that was pasted with it');
    expect(unread.exit).toBe(3);
    const nothing = await call('probe', 'list', 'zzz');
    expect(nothing).toMatchObject({ exit: 0, stdout: '' });
    expect(nothing.stderr).toContain('No probe has “zzz” in its name or title');
  });

  it.each([
    [['plan', 'rhel5-rdac', '--inventory', '/tmp'], 'The inventory /tmp cannot be read: it is a folder.'],
    [['probe', 'parse', 'xm.list', '--stderr', '/nope'], '/nope cannot be read: there is no such file or folder.'],
    [['topology', 'show', '--at', '999999'], 'has no event 999999: its last one is '],
    [['report', '--html', '/nope/x.html'], 'The report could not be written to /nope/x.html: there is no such file or folder.'],
    [['report', '--pdf', '-'], 'A PDF does not go to standard output'],
  ])('%j is refused with a sentence', async (words, sentence) => {
    const done = await call(...words);
    expect(done.exit).toBe(2);
    expect(done.stderr).toContain(sentence);
    expect(done.stderr).not.toMatch(/ENOENT|EISDIR|Error:/u);
  });

  it('- is standard output for every form of a report that is text', async () => {
    expect((await call('report', '--html', '-')).stdout).toMatch(/^<!doctype html>/iu);
    expect(JSON.parse((await call('report', '--json', '-')).stdout)).toHaveProperty('verdict');
    expect((await call('report', '--junit', '-')).stdout).toMatch(/^<\?xml/u);
  });

  it('a lab that was taken down and comes back is told as up when its machines answer', async () => {
    expect((await call('lab', 'practice', 'down')).exit).toBe(0);
    const again = join(folder, 'again.yaml');
    // Slow enough that the start of a machine takes longer than that of a command.
    const up = await call('lab', 'practice', 'up', '--speed', '8', '--write-inventory', again);
    expect(up.stderr).toContain('the world that it had');
    const asked = await call('probe', 'run', 'host.clock', '--inventory', again, '--host', 'xenhost');
    expect(asked.stderr).toContain('exit status 0');
    expect(asked.exit).toBe(0);
  });
});
