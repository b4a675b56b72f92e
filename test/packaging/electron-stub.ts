import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands in Electron's program before its fuses: electron/fuses calls it the sentinel. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1 of the list, nine fuses, each as Electron is handed out. */
const FUSES = [Buffer.from([1, 9]), Buffer.from('101100101')];

/** Files that Electron comes with on Linux and packages carry along. */
const COMPANIONS = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'chrome_100_percent.pak',
  'chrome_200_percent.pak',
  'icudtl.dat',
  'libEGL.so',
  'libGLESv2.so',
  'libffmpeg.so',
  'libvk_swiftshader.so',
  'libvulkan.so.1',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
  'vk_swiftshader_icd.json',
];

/** A folder that looks like Electron for Linux to whoever packages it: a program with fuses in it that does nothing, and its companions. */
export async function writeElectronStub(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true });
  await mkdir(join(folder, 'resources'), { recursive: true });
  const program = Buffer.concat([await readFile('/bin/true'), Buffer.from(SENTINEL), ...FUSES]);
  await writeFile(join(folder, 'electron'), program, { mode: 0o755 });
  await writeFile(join(folder, 'version'), version);
  await writeFile(join(folder, 'locales', 'en-US.pak'), 'stub');
  for (const name of COMPANIONS) await writeFile(join(folder, name), 'stub');
}
