import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../core/contract/settings.ts';
import { SettingsFile } from '../../../main/app/settings-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xenpath-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('settings of a data folder', () => {
  it('are as they come, and what is changed is there the next time', async () => {
    const first = await SettingsFile.open(folder);
    expect(first.now.value).toMatchObject({ settings: defaultSettings, problem: null });
    expect(await first.change({ theme: 'dark', redact: ['hunter22'] })).toMatchObject({ ok: true });
    expect(first.value).toEqual({ ...defaultSettings, theme: 'dark', redact: ['hunter22'] });
    const again = await SettingsFile.open(folder);
    expect(again.value).toEqual(first.value);
    expect((await stat(join(folder, 'settings.json'))).mode & 0o777).toBe(0o600);
  });

  it('changes that come together are all there', async () => {
    const settings = await SettingsFile.open(folder);
    await Promise.all([
      settings.change({ theme: 'dark' }),
      settings.change({ density: 'comfortable' }),
      settings.change({ connectSeconds: 5 }),
    ]);
    expect((await SettingsFile.open(folder)).value).toMatchObject({ theme: 'dark', density: 'comfortable', connectSeconds: 5 });
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{"connectSeconds": 0}', 'connectSeconds: '],
    ['{"theme": "pink"}', 'theme: '],
  ])('a file that is none gets a sentence, and is kept when something is changed: %s', async (text, why) => {
    const file = join(folder, 'settings.json');
    await writeFile(file, text);
    const settings = await SettingsFile.open(folder);
    expect(settings.value).toEqual(defaultSettings);
    expect(settings.now.value.problem).toMatchObject({ code: 'settings-unread' });
    expect(settings.now.value.problem?.sentence).toContain(why);
    expect(await readFile(file, 'utf8')).toBe(text);
    await settings.change({ theme: 'light' });
    expect(settings.now.value.problem).toBeNull();
    expect(await readFile(`${file}.not-read`, 'utf8')).toBe(text);
  });

  it('a folder that cannot be written to changes nothing, and says so', async () => {
    const settings = await SettingsFile.open(join(folder, 'settings.json', 'not-a-folder'));
    await writeFile(join(folder, 'settings.json'), 'x');
    expect(await settings.change({ theme: 'dark' })).toMatchObject({ ok: false, problem: { code: 'settings-unwritten' } });
    expect(settings.value.theme).toBe('system');
  });
});
