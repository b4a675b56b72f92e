/**
 * The proof on real hosts: the Xen lab in QEMU, built on the first run and kept. What this machine lacks is told in one line; as root on Debian, `--install`
 * installs it first.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

setUp();
const NEEDED = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  sfdisk: 'fdisk',
  cpio: 'cpio',
  setpriv: 'util-linux',
  'ssh-keygen': 'openssh-client',
};
const has = (program) =>
  spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${program}`], { stdio: 'ignore' }).status === 0;
const packages = () => [...new Set(Object.keys(NEEDED).flatMap((program) => (has(program) ? [] : [NEEDED[program]])))];
const run = (program, words) => spawnSync(program, words, { cwd: root, stdio: 'inherit' }).status ?? 1;

if (packages().length > 0 && process.argv.includes('--install')) {
  run('apt-get', ['update']);
  run('apt-get', ['install', '-y', '--no-install-recommends', ...packages()]);
}
const missing = packages();
if (missing.length > 0) {
  console.log(`The Xen lab needs what is not installed. On Debian: apt-get install --no-install-recommends ${missing.join(' ')}`);
  process.exit(2);
}
process.exit(run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'xen']));
