/**
 * `npm run bench`: what SSH, a verification pass and recording cost on this machine. Against OpenSSH's sshd, with the machine's own ssh
 * beside it; then against practice hosts. Options after `--`: --json, --rounds N, --only terminals|window, --write FILE.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, setUp } from './setup.mjs';

setUp({ window: true });
if (!existsSync('/usr/sbin/sshd')) {
  process.stderr.write('The benchmark needs /usr/sbin/sshd (Debian: apt-get install openssh-server).\n');
  process.exit(2);
}
const code = run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join('test', 'bench')]);
if (code !== 0) process.exit(code);
const { bench } = await import(join(root, 'dist', 'bench', 'bench', 'bench.js'));
await bench(root, process.argv.slice(2));
