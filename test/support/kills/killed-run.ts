import { spawn } from 'node:child_process';
import type { StoredEvent } from '../../../core/run/events.ts';
import { Account } from './account.ts';
import { hunt, type KillClass } from './hunt.ts';
import { HostMarks } from './host-marks.ts';
import { entry, root, type Site } from './site.ts';
import { WatchedProcess } from './watched-process.ts';

/** What is to be killed in which moment: the hunt begins so many milliseconds after the run came to a step. */
export interface Aim {
  readonly kind: KillClass;
  readonly from: string;
  readonly delay: number;
}

/** One process of a run, from its start to its end or kill. */
export interface Segment {
  readonly aim: Aim | null;
  /** The class that the kill was proved to be of; null when there was none. */
  readonly hit: KillClass | null;
  readonly lines: readonly string[];
  readonly errors: string;
  readonly exit: number | null;
}

/** Starts a run, kills it at each aim in turn, resumes it each time, and lets the last one go to its end. `order`: steps as they are done. */
export async function killedRun(
  site: Site,
  aims: readonly Aim[],
  order: readonly string[],
  words: readonly string[],
): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const aim of [...aims, null]) {
    const first = segments[0];
    const command = first === undefined ? ['run', 'rhel5-rdac', '--lab', 'practice', ...words] : ['resume', runOf(first)];
    const segment = await oneSegment(site, [...command, '--yes', '--json', '--data', site.data], aim, order);
    segments.push(segment);
    if (aim !== null) console.log(`aimed at ${aim.kind}, hit ${segment.hit ?? 'nothing'}: ${segment.lines.length} lines printed`);
    // A moment that did not come is told; the run is at its end then.
    if (aim !== null && segment.hit === null) break;
  }
  return segments;
}

/** Name of the run, from the first line that was printed. */
export function runOf({ lines, errors }: Pick<Segment, 'lines' | 'errors'>): string {
  const first = lines[0];
  if (first === undefined) throw new Error(`Nothing was printed: ${errors}`);
  return (JSON.parse(first) as { run: string }).run;
}

async function oneSegment(site: Site, words: readonly string[], aim: Aim | null, order: readonly string[]): Promise<Segment> {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: root,
    env: site.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watched = new WatchedProcess(child);
  const marks = new HostMarks(site);
  let text = '';
  let errors = '';
  const hunts: Promise<KillClass | null>[] = [];
  const begin = async (run: string, { kind, delay }: Aim): Promise<KillClass | null> => {
    if (kind !== 'at random') await new Promise((resolve) => setTimeout(resolve, delay));
    try {
      return await hunt({ site, run, process: watched, account: new Account(site, run), marks }, kind, delay);
    } catch (problem) {
      watched.kill();
      throw problem;
    }
  };
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const from = text.lastIndexOf('\n') + 1;
    text += more;
    if (aim === null || hunts.length > 0) return;
    const lines = text.slice(from, text.lastIndexOf('\n') + 1).split('\n');
    if (!lines.some((line) => hasCome(line, aim.from, order))) return;
    const hunting = begin(runOf({ lines: text.split('\n'), errors }), aim);
    hunting.catch(() => undefined);
    hunts.push(hunting);
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => (errors += more));
  const exit = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const [hit = null] = await Promise.all(hunts);
  marks.dispose();
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return { aim, hit, lines: lines.filter((line) => line !== ''), errors, exit };
}

/** A printed line is about a step or one that comes after it. */
function hasCome(line: string, step: string, order: readonly string[]): boolean {
  if (!line.includes('"event"')) return false;
  const { event } = JSON.parse(line) as StoredEvent;
  const at = 'place' in event ? order.indexOf(event.place?.step ?? '') : -1;
  return event.type !== 'planned' && at >= order.indexOf(step);
}
