/**
 * `npm start`: sets up what is missing, then opens the desktop application; where Electron's binary is not here and cannot be fetched, or with
 * `npm start -- --browser`, serves the window on 127.0.0.1. Other arguments are handed on.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const say = (line) => process.stderr.write(`${line}\n`);
const words = process.argv.slice(2).filter((word) => word !== '--browser');
const inBrowser = process.argv.includes('--browser');

/** Electron's binary, fetched by its own installer where it is missing; null where it cannot be had. */
function electron() {
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) {
    say('Set-up: fetching Electron, once.');
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore' });
  }
  return existsSync(named) ? join(folder, 'dist', readFileSync(named, 'utf8').trim()) : null;
}

setUp({ window: true });
const binary = inBrowser ? null : electron();
if (binary === null) {
  if (!inBrowser) say("Electron's binary is not here and could not be fetched: the window is served for a browser instead.");
  process.argv.splice(2, process.argv.length, ...words);
  await import(join(root, 'dist', 'main', 'loopback', 'entry.js'));
} else {
  const desktop = spawn(binary, [root, ...words], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => desktop.kill(signal));
  desktop.on('exit', (code) => process.exit(code ?? 1));
}
