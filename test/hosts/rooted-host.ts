import { execFile, execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { missingForRealHosts, startRealHost, type RealHost } from './real-host.ts';

const run = promisify(execFile);

/** Programs of busybox that would reach out of their root and end this machine. */
const LEFT_OUT = new Set(['reboot', 'poweroff', 'halt', 'init', 'linuxrc', 'switch_root', 'pivot_root', 'chroot', 'kexec']);

/** Why this machine cannot start one; undefined when it can. */
export function missingForRootedHosts(): string | undefined {
  const missing = missingForRealHosts();
  if (missing !== undefined) return missing;
  if (process.getuid?.() !== 0) return 'a root of files of its own needs root (chroot)';
  try {
    execFileSync('busybox', ['--list-full'], { stdio: 'ignore' });
  } catch {
    return 'busybox is missing: apt-get install busybox';
  }
  return undefined;
}

/**
 * Debian's sshd, whose commands run in a root of their own: busybox for programs, the given files (by absolute path) for everything
 * else. The kernel below is this machine's, and /proc holds what is given and nothing more: what files say is there, and nothing runs.
 */
export async function startRootedHost(files: Readonly<Record<string, string>>): Promise<RealHost> {
  const root = await mkdtemp(join(tmpdir(), 'xenpath-root-'));
  try {
    await installBusybox(root);
    for (const folder of ['dev', 'proc', 'root', 'tmp', 'sys']) await mkdir(join(root, folder), { recursive: true });
    await run('mknod', ['-m', '666', join(root, 'dev', 'null'), 'c', '1', '3']);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), content);
    }
    const login = join(root, '..', `${root.slice(tmpdir().length + 1)}-login`);
    await writeFile(
      login,
      `#!/bin/sh\nexec env -i PATH=/usr/bin:/bin HOME=/root /usr/sbin/chroot ${root} /bin/sh -c "$SSH_ORIGINAL_COMMAND"\n`,
    );
    await chmod(login, 0o755);
    const host = await startRealHost({ config: [`ForceCommand ${login}`], environment: { HOME: root } });
    return {
      ...host,
      dispose: async () => {
        await host.dispose();
        await rm(login, { force: true });
        await rm(root, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** busybox, the libraries that it needs, and a link for each of its programs where a system has it. */
async function installBusybox(root: string): Promise<void> {
  const own = (await run('sh', ['-c', 'command -v busybox'])).stdout.trim();
  await mkdir(join(root, 'bin'), { recursive: true });
  await copyFile(own, join(root, 'bin', 'busybox'));
  await chmod(join(root, 'bin', 'busybox'), 0o755);
  // ldd refuses a program that is linked statically: there is nothing to copy then.
  const needed = await run('ldd', [own]).then(
    ({ stdout }) => [...stdout.matchAll(/(\/\S+) \(0x/gu)].map((match) => match[1] ?? ''),
    () => [],
  );
  for (const library of needed) {
    await mkdir(dirname(join(root, library)), { recursive: true });
    await copyFile(library, join(root, library));
  }
  const listed = (await run('busybox', ['--list-full'])).stdout.split('\n');
  for (const path of listed) {
    const name = path.split('/').at(-1) ?? '';
    if (name === '' || name === 'busybox' || LEFT_OUT.has(name)) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await symlink('/bin/busybox', join(root, path));
  }
}
