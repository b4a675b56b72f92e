import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findChromium } from '../../../main/pdf/find-chromium.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-browsers-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function program(path: string, mode = 0o755): Promise<string> {
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, mode);
  return path;
}

test('the one that is named comes first, then the one in PATH', async () => {
  const own = await program(join(folder, 'my-browser'));
  const inPath = await program(join(folder, 'google-chrome'));
  const environment = { PATH: `/nowhere:${folder}`, XENPATH_CHROMIUM: own };
  expect(await findChromium({ platform: 'linux', environment })).toEqual({ ok: true, value: own });
  expect(await findChromium({ platform: 'linux', environment: { PATH: environment.PATH } })).toEqual({ ok: true, value: inPath });
});

test('what cannot be run is none, and a wrong name is not passed over', async () => {
  await program(join(folder, 'chromium'), 0o644);
  // Root may run what nobody may: a folder of that name is no program either way.
  await mkdir(join(folder, 'sub'));
  const none = await findChromium({ platform: 'linux', environment: { PATH: join(folder, 'sub') } });
  expect(none).toMatchObject({ ok: false, problem: { code: 'no-chromium' } });
  const wrong = await findChromium({ platform: 'linux', environment: { PATH: folder, XENPATH_CHROMIUM: '/nowhere/chromium' } });
  expect(wrong).toMatchObject({ ok: false, problem: { code: 'chromium-missing' } });
  expect(await findChromium({ platform: 'linux', environment: { PATH: folder } })).toMatchObject({ ok: false });
});
