import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf, inventoryFromSsh, withHost } from '../../../main/app/edit-inventory.ts';
import { Inventories, judgeInventory } from '../../../main/app/inventories.ts';

const TEXT = `format: 1
hosts:
  # the first of all
  one: { role: dom0, address: 10.0.0.1, auth: { key: ~/.ssh/lab } }
  two:
    role: dom0
    address: 10.0.0.2 # in the other row
    jump: one
    parameters: { note: kept }
fabric:
  ports:
    - { host: one, port: 1, wwpn: '21:00:00:e0:8b:9a:1c:5e' }
`;

function must<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: { readonly sentence: string } },
): Value {
  if (!result.ok) throw new Error(result.problem.sentence);
  return result.value;
}

describe('a host of an inventory as a form', () => {
  it('is changed where it stands: comments and everything else stay', () => {
    const fields = must(fieldsOf(TEXT, 'two'));
    expect(fields).toMatchObject({ address: '10.0.0.2', jump: 'one', signIn: 'default' });
    const text = must(
      withHost(TEXT, 'two', 'two', {
        ...fields,
        port: '2022',
        group: 'row 2',
        signIn: 'password',
        secret: 'env',
        secretName: 'LAB',
      }),
    );
    expect(text).toContain('# the first of all');
    expect(text).toContain('# in the other row');
    expect(text).toContain('parameters: { note: kept }');
    expect(judgeInventory(text, null).problems).toEqual([]);
    expect(must(fieldsOf(text, 'two'))).toMatchObject({
      port: '2022',
      group: 'row 2',
      signIn: 'password',
      secret: 'env',
      secretName: 'LAB',
    });
  });

  it('gets another name also where others name it', () => {
    const text = must(withHost(TEXT, 'one', 'gate', must(fieldsOf(TEXT, 'one'))));
    expect(judgeInventory(text, null)).toMatchObject({ problems: [], hosts: ['gate', 'two'] });
    expect(text).toContain('jump: gate');
    expect(text).toContain('host: gate');
  });

  it('what the form says wrongly is told of its field', () => {
    const text = must(withHost(TEXT, 'two', 'two', { ...must(fieldsOf(TEXT, 'two')), port: 'many', hostKey: 'x' }));
    expect(judgeInventory(text, null).problems.map(({ path }) => path)).toEqual(['hosts.two.port', 'hosts.two.hostKey']);
  });

  it('is put in, taken out, and never put over another', () => {
    const fields = must(fieldsOf(TEXT, 'one'));
    expect(withHost(TEXT, null, 'two', fields)).toMatchObject({ ok: false, problem: { code: 'host-exists' } });
    const more = must(withHost('format: 1\nhosts: {}\n', null, 'three', fields));
    expect(judgeInventory(more, null).hosts).toEqual(['three']);
    const less = must(withHost(TEXT, 'two', 'two', null));
    expect(judgeInventory(less, null).hosts).toEqual(['one']);
    expect(withHost('a: [', null, 'x', fields)).toMatchObject({ ok: false, problem: { code: 'inventory-unreadable' } });
  });

  it('hosts of a client configuration become an inventory that is right', () => {
    const text = inventoryFromSsh('lab', [
      { name: 'gate', address: '192.0.2.1', port: 2222, user: 'me', key: '~/.ssh/id', jump: null, legacy: false },
      { name: 'xen1', address: 'x1', port: null, user: null, key: null, jump: 'gate', legacy: true },
    ]);
    expect(judgeInventory(text, null)).toMatchObject({ problems: [], hosts: ['gate', 'xen1'] });
    expect(text).toContain('crypto: legacy');
  });
});

describe('inventories that are kept', () => {
  let folder: string;
  let inventories: Inventories;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-inventories-'));
    inventories = new Inventories(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are written whole, for their owner alone, with the text of before kept', async () => {
    const first = must(await inventories.save('lab', TEXT, null));
    expect((await stat(inventories.file('lab'))).mode & 0o777).toBe(0o600);
    must(await inventories.save('lab', `${TEXT}parameters: {}\n`, first.version));
    const copies = await readdir(join(folder, 'inventories', 'before'));
    expect(copies).toHaveLength(1);
    expect(await readFile(join(folder, 'inventories', 'before', copies[0] ?? ''), 'utf8')).toBe(TEXT);
    expect(await inventories.names()).toEqual(['lab']);
  });

  it('are not written over what somebody else changed, nor over another, nor wrongly', async () => {
    const first = must(await inventories.save('lab', TEXT, null));
    expect(await inventories.save('lab', TEXT, null)).toMatchObject({ ok: false, problem: { code: 'inventory-exists' } });
    await writeFile(inventories.file('lab'), `# mine\n${TEXT}`);
    expect(await inventories.save('lab', TEXT, first.version)).toMatchObject({
      ok: false,
      problem: { code: 'inventory-changed' },
    });
    const wrong = await inventories.save('other', 'format: 1\nhosts:\n  a: { role: dom0 }\n', null);
    expect(wrong).toMatchObject({ ok: false, problem: { code: 'inventory-wrong' } });
    expect(wrong.ok ? '' : wrong.problem.sentence).toMatch(/^Line 3: /u);
    expect(await inventories.names()).toEqual(['lab']);
  });

  it('are taken away to where they can be brought back from', async () => {
    must(await inventories.save('lab', TEXT, null));
    const copy = must(await inventories.delete('lab'));
    expect(await inventories.names()).toEqual([]);
    expect(await readFile(copy, 'utf8')).toBe(TEXT);
    expect(await inventories.delete('lab')).toMatchObject({ ok: false, problem: { code: 'inventory-undeleted' } });
  });
});
