import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { createSecrets } from '../../../main/ssh/secrets.ts';

const purpose = { host: 'xen1', user: 'root', kind: 'password', hidden: true } as const;

it('takes a secret from the environment or a private file, and tells the redactor first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-secrets-'));
  try {
    const file = join(folder, 'password');
    await writeFile(file, 'two words\n', { mode: 0o600 });
    const learned: string[] = [];
    const secrets = createSecrets({ environment: { P: 'one', EMPTY: '' }, learn: (secret) => learned.push(secret) });
    expect(await secrets.reveal({ env: 'P' }, purpose)).toEqual({ ok: true, value: 'one' });
    expect(await secrets.reveal({ file }, purpose)).toEqual({ ok: true, value: 'two words' });
    expect(learned).toEqual(['one', 'two words']);
    await chmod(file, 0o640);
    expect(await secrets.reveal({ file }, purpose)).toMatchObject({ ok: false, problem: { code: 'secret-exposed' } });
    expect(await secrets.reveal({ file: join(folder, 'none') }, purpose)).toMatchObject({
      ok: false,
      problem: { code: 'secret-missing' },
    });
    expect(await secrets.reveal({ env: 'EMPTY' }, purpose)).toMatchObject({ ok: false, problem: { code: 'secret-missing' } });
    expect(await secrets.reveal('ask', purpose)).toMatchObject({ ok: false, problem: { code: 'nobody-to-ask' } });
    expect(learned).toHaveLength(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('asks once for a password, and each time for what a host wants to know', async () => {
  const ask = vi.fn(async () => 'answer');
  const secrets = createSecrets({ environment: {}, learn: () => {}, ask });
  await secrets.reveal('ask', purpose);
  await secrets.reveal('ask', purpose);
  expect(ask).toHaveBeenCalledTimes(1);
  await secrets.reveal('ask', { ...purpose, host: 'xen2' });
  expect(ask).toHaveBeenCalledTimes(2);
  const code = { ...purpose, kind: 'answer', prompt: 'Code:' } as const;
  await secrets.reveal('ask', code);
  await secrets.reveal('ask', code);
  expect(ask).toHaveBeenCalledTimes(4);
});
