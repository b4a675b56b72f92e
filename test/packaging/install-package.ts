import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

const lockEntry = z.looseObject({ version: z.string().optional(), dev: z.boolean().optional() });
const lockFile = z.object({ packages: z.record(z.string(), lockEntry) });
const manifest = z.object({
  version: z.string(),
  dependencies: z.record(z.string(), z.string()),
  bin: z.record(z.string(), z.string()),
});

/** Packs this clone as `npm publish` would, into a folder; gives the path of the tarball. */
export async function packClone(folder: string): Promise<string> {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root, env: environment(folder), maxBuffer: 1 << 26 });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball.');
  return join(folder, tarball);
}

/** Paths in a tarball, without the `package/` that npm puts before them. */
export async function listTarball(tarball: string): Promise<readonly string[]> {
  const { stdout } = await run('tar', ['-tzf', tarball], { maxBuffer: 1 << 26 });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.replace(/^package\//u, '')]));
}

/**
 * Installs a tarball with npm into a project of its own, without network and without npm's cache. What it depends on is copied from
 * this clone's node_modules, compiled sqlite3 included, and nothing that only development needs; npm finds it in place, as the lock
 * file says, and adds the package and its command. Gives the path of the command.
 */
export async function installTarball(tarball: string, project: string): Promise<string> {
  const lock = lockFile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  const own = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const needed = Object.entries(lock.packages).filter(
    ([path, entry]) => path !== '' && entry.dev !== true && existsSync(join(root, path)),
  );
  const modules = join(project, 'node_modules');
  for (const [path] of needed) {
    // One inside another comes with it.
    if (path.lastIndexOf('node_modules/') > 0) continue;
    await mkdir(dirname(join(project, path)), { recursive: true });
    await cp(join(root, path), join(project, path), { recursive: true });
  }
  await mkdir(join(modules, '.bin'), { recursive: true });
  await cp(join(root, 'node_modules', '.bin'), join(modules, '.bin'), { recursive: true, verbatimSymlinks: true });
  const here = `file:${tarball}`;
  const packages = Object.fromEntries(needed);
  const { version, dependencies, bin } = own;
  await write(join(project, 'package.json'), { private: true, dependencies: { xenpath: here } });
  await write(join(project, 'package-lock.json'), {
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { dependencies: { xenpath: here } },
      ...packages,
      'node_modules/xenpath': { version, resolved: here, dependencies, bin },
    },
  });
  // npm's record of what is installed; it believes it when it is younger than the folders.
  await write(join(modules, '.package-lock.json'), { lockfileVersion: 3, requires: true, packages });
  await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: project,
    env: environment(project),
  });
  return join(modules, '.bin', 'xenpath');
}

/** Of this process only what finds programs; a home and a cache that are empty. */
export function environment(folder: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: join(folder, 'home'), npm_config_cache: join(folder, 'npm-cache') };
}

function write(file: string, content: unknown): Promise<void> {
  return writeFile(file, JSON.stringify(content));
}
