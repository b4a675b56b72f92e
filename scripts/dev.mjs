/**
 * `npm run dev`: for working on the window. Its sources are served with reload, and spoken to is a Xenpath as it was built: after a change in core or main
 * begin it again. The dev server hands what is for Xenpath on to its door, as the page that the door expects.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';
import { root, setUp } from './setup.mjs';

setUp({ window: true });
const entry = join(root, 'dist', 'main', 'loopback', 'entry.js');
const xenpath = spawn(process.execPath, [entry, '--no-open', ...process.argv.slice(2)], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
const [line] = await once(createInterface({ input: xenpath.stdout }), 'line');
const door = new URL(line);
const onward = { target: door.origin, changeOrigin: true, headers: { origin: door.origin } };
const server = await createServer({
  configFile: join(root, 'vite.renderer.config.ts'),
  server: { host: '127.0.0.1', proxy: { '/session': onward, '/window': { ...onward, ws: true } } },
});
await server.listen();
process.stdout.write(`${server.resolvedUrls.local[0]}${door.hash}\n`);
xenpath.on('exit', (code) => void server.close().then(() => process.exit(code ?? 1)));
// Ctrl-C reaches both: the window goes on until the acts in flight have ended.
process.on('SIGINT', () => undefined);
