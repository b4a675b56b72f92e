import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ownLab, type Lab } from '../../../main/app/lab.ts';
import { startRealHost, type RealHost } from '../../hosts/real-host.ts';
import { inventoryOf } from '../../hosts/run-on-hosts.ts';

const execute = promisify(execFile);

/** What a host with a /run of its own needs: Linux, and root, who may make mount points of his own. */
export const MAY_MOUNT = process.platform === 'linux' && process.getuid?.() === 0;

export interface PrivateHost {
  readonly host: RealHost;
  readonly lab: Lab;
  /** Where the procedure's steps write. */
  readonly folder: string;
  /** Shell text that runs before each command, as start-up files do. */
  readonly before: (script: string) => Promise<void>;
  /** Puts the command itself in another's hands: `$SSH_ORIGINAL_COMMAND` holds it. */
  readonly instead: (script: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/**
 * Debian's sshd, whose commands see a /run of their own: locks and marks of runs lie there, and nobody else's. `runSize`: how large it is, as mount(8)
 * has it for tmpfs.
 */
export async function startPrivateHost(runSize = '1m', folderSize = '1m'): Promise<PrivateHost> {
  const own = await mkdtemp(join(tmpdir(), 'xenpath-force-'));
  const force = join(own, 'force');
  const host = await startRealHost({ config: [`ForceCommand ${force}`] });
  const run = join(host.folder, 'run');
  const folder = join(host.folder, 'small');
  for (const [path, size] of [
    [run, runSize],
    [folder, folderSize],
  ] as const) {
    await mkdir(path);
    await execute('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  }
  const write = async (before: string, instead: string): Promise<void> => {
    const text = `#!/bin/sh\nexport run=${run}\nexec unshare -m sh -c 'mount --bind "$run" /run\n. ${host.folder}/inside'\n`;
    await writeFile(join(host.folder, 'inside'), `${before}\n${instead}\n`);
    await writeFile(force, text);
    await chmod(force, 0o755);
  };
  const plain = 'exec sh -c "$SSH_ORIGINAL_COMMAND"';
  await write('', plain);
  return {
    host,
    lab: ownLab(inventoryOf({ xenhost: host.target() })),
    folder,
    before: (script) => write(script, plain),
    instead: (script) => write('', script),
    dispose: async () => {
      await host.stop();
      for (const path of [run, folder]) await execute('umount', ['-l', path]);
      await host.dispose();
      await rm(own, { recursive: true, force: true });
    },
  };
}
