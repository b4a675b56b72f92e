import { join } from 'node:path';
import { assertNever } from '../../../core/result.ts';
import type { Account } from './account.ts';
import type { HostMarks } from './host-marks.ts';
import { killLabs, type Site } from './site.ts';
import { readWal } from './wal.ts';
import type { WatchedProcess } from './watched-process.ts';

/** In what state of things something is killed. The last three say who and how instead. */
export type KillClass =
  | 'after intent, before it is sent'
  | 'command running'
  | 'output arriving'
  | 'exit before its outcome is stored'
  | 'inside an edit'
  | 'host rebooting'
  | 'guest installing'
  | 'fault armed'
  | 'checkpoint of the log'
  | 'the lab and the run'
  | 'the lab alone'
  | 'at random';

/** A process that is hunted, and where one can look at what it does. */
export interface Ground {
  readonly site: Site;
  readonly run: string;
  readonly process: WatchedProcess;
  readonly account: Account;
  readonly marks: HostMarks;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Kills a process in one class of moments: waits until it looks like one, stops the process where it is, looks at store, host and log whether
 * it is one, and kills it there, or lets it go on and waits again. What was so when it stood still is so when it dies. The class that was
 * proved; null when the process came to its end first.
 */
export async function hunt(ground: Ground, kind: KillClass, delay: number): Promise<KillClass | null> {
  const { process } = ground;
  if (kind === 'at random') {
    await pause(delay);
    if (process.ended || !(await process.stop())) return null;
    const met = await provenClass(ground);
    process.kill();
    return met ?? kind;
  }
  while (!process.ended) {
    if (!(await seems(ground, kind))) continue;
    if (!(await process.stop())) return null;
    const looked = performance.now();
    if (await proved(ground, kind)) {
      if (kind === 'the lab and the run' || kind === 'the lab alone') await killLabs(ground.site);
      if (kind === 'the lab alone') process.goOn();
      else process.kill();
      return kind;
    }
    process.goOn();
    // It must come on, however long a look takes.
    await pause(Math.max(3, (performance.now() - looked) / 10));
  }
  return null;
}

/** A moment that is worth a look; returns after a short while in any case. */
async function seems({ site, process, account }: Ground, kind: Exclude<KillClass, 'at random'>): Promise<boolean> {
  const database = join(site.data, 'evidence.db');
  switch (kind) {
    case 'after intent, before it is sent':
      return spin(database, process, (before, now) => now.frames !== before.frames);
    case 'checkpoint of the log':
      return spin(database, process, (_before, now) => now.inCheckpoint);
    case 'output arriving': {
      if ((await account.read()).inFlight('run') === undefined) return nothing();
      const before = process.bytesRead();
      for (let turn = 0; turn < 100 && !process.ended; turn += 1) {
        await breath();
        if (process.bytesRead() > before) return true;
      }
      return false;
    }
    case 'command running':
    case 'exit before its outcome is stored':
    case 'the lab and the run':
    case 'the lab alone':
      return (await account.read()).inFlight('run') !== undefined || nothing();
    case 'inside an edit':
      return (await account.read()).inFlight('edit') !== undefined || nothing();
    case 'host rebooting':
      return (await account.read()).inFlight('reboot') !== undefined || nothing();
    case 'fault armed':
      return (await account.read()).taken.size > 0 || nothing();
    case 'guest installing':
      return true;
    default:
      return assertNever(kind);
  }
}

async function nothing(): Promise<boolean> {
  await pause(2);
  return false;
}

type Sight = NonNullable<ReturnType<typeof readWal>>;

/** Watches the index of the log without rest for some milliseconds. */
async function spin(database: string, process: WatchedProcess, met: (before: Sight, now: Sight) => boolean): Promise<boolean> {
  const before = readWal(database);
  const until = performance.now() + 20;
  while (performance.now() < until && !process.ended) {
    const now = readWal(database);
    if (before !== null && now !== null && met(before, now)) return true;
    await breath();
  }
  return false;
}

/** While the process stands still: is this such a moment? */
async function proved(ground: Ground, kind: Exclude<KillClass, 'at random'>): Promise<boolean> {
  const { account, marks, run, site } = ground;
  // The log first: a reader of the store touches it.
  if (kind === 'checkpoint of the log') return readWal(join(site.data, 'evidence.db'))?.inCheckpoint === true;
  await account.read();
  const intent = account.inFlight('run');
  const mark = async (): Promise<'absent' | 'running' | 'ended' | null> =>
    intent === undefined ? null : marks.markOf(intent.on ?? intent.place.host, run, intent.intent);
  switch (kind) {
    case 'after intent, before it is sent': {
      if (intent === undefined || (await mark()) !== 'absent') return false;
      // What was on its way arrives meanwhile.
      await pause(150);
      return (await mark()) === 'absent';
    }
    case 'command running':
    case 'output arriving':
    case 'the lab and the run':
    case 'the lab alone':
      return (await mark()) === 'running';
    case 'exit before its outcome is stored':
      for (let turn = 0; turn < 300; turn += 1) {
        const now = await mark();
        if (now !== 'running') return now === 'ended';
        await pause(10);
      }
      return false;
    case 'inside an edit':
      return account.inFlight('edit') !== undefined;
    case 'host rebooting': {
      const reboot = account.inFlight('reboot');
      const power = reboot === undefined ? null : await marks.power(reboot.on ?? reboot.place.host);
      return power !== null && power !== 'up';
    }
    case 'guest installing':
      return marks.installing();
    case 'fault armed':
      return account.taken.size > 0;
    default:
      return assertNever(kind);
  }
}

/** The class of a moment that nobody chose; null when it is none of them. */
async function provenClass(ground: Ground): Promise<KillClass | null> {
  const kinds = [
    'checkpoint of the log',
    'inside an edit',
    'host rebooting',
    'command running',
    'exit before its outcome is stored',
    'after intent, before it is sent',
    'fault armed',
  ] as const;
  for (const kind of kinds) if (await proved(ground, kind)) return kind;
  return null;
}
