import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeElectronStub } from './electron-stub.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
// Part of electron-builder; its types are not among ours.
const asar = require('@electron/asar') as {
  readonly listPackage: (archive: string, options: { readonly isPack: boolean }) => string[];
  readonly extractAll: (archive: string, folder: string) => void;
};

/** Largest archive, in bytes: what is in it is measured at about 90 MB, a third of it the shell of the practice lab and what that shell brings. */
const LARGEST = 110_000_000;

describe.skipIf(process.platform !== 'linux')('the desktop packages', () => {
  let folder: string;
  let packed: string;
  let listed: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xenpath-packages-'));
    const stub = join(folder, 'electron');
    const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Readonly<Record<string, string>>;
    };
    await writeElectronStub(stub, devDependencies['electron'] ?? '');
    const words = [
      '--linux',
      'dir',
      '--x64',
      `-c.electronDist=${stub}`,
      `-c.directories.output=${join(folder, 'out')}`,
      '--publish',
      'never',
    ];
    const built = spawnSync(process.execPath, [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...words], {
      cwd: root,
      encoding: 'utf8',
      // Nothing is fetched: what would be has to fail here.
      env: {
        ...process.env,
        HTTPS_PROXY: 'http://127.0.0.1:9',
        HTTP_PROXY: 'http://127.0.0.1:9',
        https_proxy: 'http://127.0.0.1:9',
      },
    });
    expect(built.status, `${built.stdout}\n${built.stderr}`).toBe(0);
    packed = join(folder, 'out', 'linux-unpacked');
    listed = asar.listPackage(join(packed, 'resources', 'app.asar'), { isPack: false });
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('carry what runs', () => {
    const needed = [
      '/package.json',
      '/LICENSE',
      '/dist/main/electron/entry.js',
      '/dist/main/electron/lab-entry.js',
      '/dist/main/cli/main.js',
      '/dist/preload/preload.cjs',
      '/dist/renderer/index.html',
      '/assets/procedures/rhel5-rdac.yaml',
      '/assets/scripts/verify-load.sh',
      '/node_modules/sqlite3/package.json',
      '/node_modules/ssh2/package.json',
    ];
    expect(needed.filter((name) => !listed.includes(name))).toEqual([]);
  });

  it('carry nothing else: no sources, tests, maps, types, other rooms', async () => {
    const own = listed.filter((name) => !name.startsWith('/node_modules'));
    const rooms = new Set(own.map((name) => name.split('/').slice(1, 3).join('/')));
    expect([...rooms].sort()).toEqual(
      [
        'LICENSE',
        'assets',
        'assets/icons',
        'assets/procedures',
        'assets/scripts',
        'dist',
        'dist/core',
        'dist/main',
        'dist/preload',
        'dist/renderer',
        'node_modules',
        'package.json',
      ].filter((name) => name !== 'node_modules'),
    );
    expect(listed.filter((name) => /\.(ts|map|tsbuildinfo|cc|gyp)$/u.test(name))).toEqual([]);
    expect(
      listed.filter((name) => /^\/node_modules\/(electron|vitest|typescript|playwright|react|cpu-features)\//u.test(name)),
    ).toEqual([]);
    expect((await stat(join(packed, 'resources', 'app.asar'))).size).toBeLessThan(LARGEST);
  });

  it('keep native modules beside the archive, and only those that are used', async () => {
    const unpacked = await readdir(join(packed, 'resources', 'app.asar.unpacked'), { recursive: true });
    const natives = unpacked.filter((name) => name.endsWith('.node'));
    expect(natives.filter((name) => !name.includes('sqlite3'))).toEqual([]);
    expect(natives).toContain('node_modules/sqlite3/build/Release/node_sqlite3.node');
  });

  it('have the fuses that were decided on', () => {
    const read = spawnSync(
      process.execPath,
      [join(root, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js'), 'read', '--app', join(packed, 'xenpath-desktop')],
      { encoding: 'utf8' },
    );
    const fuses = Object.fromEntries(
      [...read.stdout.matchAll(/(\w+) is (Enabled|Disabled|Removed|Inherited)/gu)].map(([, name = '', state = '']) => [
        name,
        state,
      ]),
    );
    expect(fuses).toMatchObject({
      RunAsNode: 'Disabled',
      EnableCookieEncryption: 'Enabled',
      EnableNodeOptionsEnvironmentVariable: 'Disabled',
      EnableNodeCliInspectArguments: 'Disabled',
      EnableEmbeddedAsarIntegrityValidation: 'Enabled',
      OnlyLoadAppFromAsar: 'Enabled',
      LoadBrowserProcessSpecificV8Snapshot: 'Disabled',
      GrantFileProtocolExtraPrivileges: 'Disabled',
    });
  });

  it('bring the command line beside the window', async () => {
    const launcher = join(packed, 'xenpath');
    expect((await stat(launcher)).mode & 0o111).toBe(0o111);
    const text = await readFile(launcher, 'utf8');
    expect(text).toContain('--ozone-platform=headless --disable-gpu --cli "$@"');
    // The program that it names is there. The stub is /bin/true: it ends well.
    expect(existsSync(join(packed, 'xenpath-desktop'))).toBe(true);
    expect(spawnSync(launcher, ['--version']).status).toBe(0);
  });

  it('run as they are packed, on the stand-in for Electron', async () => {
    const application = join(folder, 'application');
    asar.extractAll(join(packed, 'resources', 'app.asar'), application);
    const compiled = spawnSync(
      process.execPath,
      [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'test', 'standin')],
      {
        encoding: 'utf8',
      },
    );
    expect(compiled.status, compiled.stdout).toBe(0);
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] = join(root, 'test', 'standin', 'bin');
    const { startDesktop } = await import('../e2e/desktop/application.ts');
    const { application: running, window } = await startDesktop(folder, application);
    try {
      expect(await window.title()).toContain('Xenpath');
      expect(await running.evaluate(({ app }) => app.getAppPath())).toBe(application);
      await window.getByText('ada').first().waitFor();
    } finally {
      await running.close();
    }
  });
});
