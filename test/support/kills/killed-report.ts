import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { entry, root, type Site } from './site.ts';
import { WatchedProcess } from './watched-process.ts';

/**
 * Writes the report of a run and kills that while it is being written: something stands beside the file's place, and the file is not there.
 * `bytes`: how much must have been written by then. True when the moment was proved with the process standing still.
 */
export async function killedReport(site: Site, run: string, file: string, bytes: number): Promise<boolean> {
  const child = spawn(process.execPath, [entry, 'report', run, '--html', file, '--data', site.data], {
    cwd: root,
    env: site.environment,
    stdio: 'ignore',
  });
  const watched = new WatchedProcess(child);
  const ended = new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  let hit = false;
  while (!watched.ended && !hit) {
    if (!beingWritten(file, child.pid, bytes)) {
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    if (!(await watched.stop())) break;
    hit = beingWritten(file, child.pid, bytes);
    if (hit) watched.kill();
    else watched.goOn();
  }
  await ended;
  return hit;
}

function beingWritten(file: string, pid: number | undefined, bytes: number): boolean {
  if (existsSync(file)) return false;
  return readdirSync(dirname(file)).some((name) => {
    if (!name.startsWith(`${basename(file)}.${pid}.`)) return false;
    const status = statSync(join(dirname(file), name), { throwIfNoEntry: false });
    return status !== undefined && status.size >= bytes;
  });
}
