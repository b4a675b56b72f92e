import { spawn, type ChildProcess } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import { continueWorld } from '../../main/labs/practice/create-world.ts';
import { registrations } from '../../main/labs/practice/runtime-folder.ts';
import { readJournal } from '../../main/labs/practice/serve/journal.ts';
import { Random } from '../../main/labs/practice/world/random.ts';
import type { WorldState } from '../../main/labs/practice/world/state.ts';
import { openStore } from '../../main/store/open-store.ts';
import { healthOf } from './health.ts';

const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const entry = join(root, 'dist', 'main', 'cli', 'entry.js');

/** A folder for one run and its lab, and a place for the lab's registration that no other lab of this user shares. */
export interface Site {
  readonly folder: string;
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly dispose: () => Promise<void>;
}

export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-kill-'));
  const runtime = join(folder, 'runtime');
  await mkdir(runtime, { mode: 0o700 });
  const environment = { ...process.env, XDG_RUNTIME_DIR: runtime, XENPATH_OPERATOR: 'tests' };
  return {
    folder,
    data: join(folder, 'data'),
    environment,
    dispose: async () => {
      for (const pid of await labPids(environment)) stopProcess(pid);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function labPids(environment: NodeJS.ProcessEnv): Promise<readonly number[]> {
  const folder = join(environment['XDG_RUNTIME_DIR'] ?? '', 'xenpath');
  return (await registrations(folder)).map(({ pid }) => pid);
}

function stopProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** A moment at which something is killed with SIGKILL. */
export interface Kill {
  /** What the moment is meant to be, for the table. */
  readonly kind: string;
  /** Asked of each event as it is printed: milliseconds from it to the kill, or null to wait for another. */
  readonly when: (event: RunEvent) => number | null;
  /** Beside events: kills when the write-ahead log is being checkpointed. */
  readonly atCheckpoint?: true;
  readonly whom: 'run' | 'lab and run';
}

export interface Segment {
  readonly kind: string;
  readonly killed: boolean;
  readonly lines: readonly string[];
  readonly errors: string;
  readonly exit: number | null;
}

/** Starts a run, kills it at each moment in turn, resumes it each time, and lets the last one go to its end. */
export async function killedRun(site: Site, kills: readonly Kill[], words: readonly string[]): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  let run: string | null = null;
  for (const kill of [...kills, null]) {
    const command: readonly string[] = run === null ? ['run', 'rhel5-rdac', '--lab', 'practice', ...words] : ['resume', run];
    const segment = await oneSegment(site, [...command, '--yes', '--json', '--data', site.data], kill);
    segments.push(segment);
    run ??= runOf(segment);
    // A moment that did not come is told; the run is at its end then.
    if (kill !== null && !segment.killed) break;
  }
  return segments;
}

/** Name of the run, from the first line that was printed. */
export function runOf({ lines, errors }: Segment): string {
  const first = lines[0];
  if (first === undefined) throw new Error(`Nothing was printed: ${errors}`);
  return (JSON.parse(first) as { run: string }).run;
}

async function oneSegment(site: Site, words: readonly string[], kill: Kill | null): Promise<Segment> {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd: root,
    env: site.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  let killed = false;
  let armed = false;
  const strike = (): void => {
    if (killed || child.exitCode !== null) return;
    killed = true;
    void killNow(site, kill?.whom ?? 'run', child);
  };
  let written: number | null = null;
  const watch =
    kill?.atCheckpoint === true
      ? setInterval(() => {
          // Opening may checkpoint what the one before left: counted from the first line that was printed.
          if (text === '') return;
          const now = databaseWritten(site);
          if (written !== null && now !== written) strike();
          written ??= now;
        }, 2)
      : null;
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    const from = text.lastIndexOf('\n') + 1;
    text += more;
    if (kill === null || armed) return;
    for (const line of text.slice(from, text.lastIndexOf('\n') + 1).split('\n')) {
      if (line === '' || !line.includes('"event"')) continue;
      const delay = kill.when((JSON.parse(line) as StoredEvent).event);
      if (delay === null) continue;
      armed = true;
      if (delay === 0) strike();
      else setTimeout(strike, delay);
      return;
    }
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => (errors += more));
  const exit = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (watch !== null) clearInterval(watch);
  return {
    kind: kill?.kind ?? 'to its end',
    killed,
    lines: text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter((line) => line !== ''),
    errors,
    exit,
  };
}

async function killNow(site: Site, whom: Kill['whom'], child: ChildProcess): Promise<void> {
  if (whom === 'run') {
    child.kill('SIGKILL');
    return;
  }
  for (const pid of await labPids(site.environment)) stopProcess(pid);
  child.kill('SIGKILL');
}

/** When the database itself was written to last, milliseconds since 1970: with a write-ahead log only a checkpoint does that. */
function databaseWritten(site: Site): number | null {
  try {
    return statSync(join(site.data, 'evidence.db')).mtimeMs;
  } catch {
    return null;
  }
}

/** The step that an event is about, and of an intent what kind it is. */
export function at(step: string, kind: 'intent' | 'act-done' | 'step-started', delay: number): Kill['when'] {
  return (event) => {
    if (event.type !== kind) return null;
    if (event.type === 'act-done') return null;
    return event.place.step === step ? delay : null;
  };
}

/** What a killed run left: everything that can be compared with an undisturbed one. */
export interface Outcome {
  readonly verdict: string;
  readonly exit: number | null;
  /** Printed and not stored as printed. */
  readonly lost: readonly string[];
  /** Actions that are recorded to have happened more than once. */
  readonly twice: readonly string[];
  readonly evidence: readonly string[];
  readonly world: readonly string[];
}

export async function outcomeOf(site: Site, segments: readonly Segment[]): Promise<Outcome> {
  for (const { kind, killed, lines } of segments)
    console.log(`${killed ? 'killed' : 'ended '} ${kind}: ${lines.length} lines printed before`);
  const last = segments[segments.length - 1];
  const summary = JSON.parse(last?.lines.findLast((line) => line.includes('"verdict"')) ?? '{}') as { verdict?: string };
  const run = runOf(segments[0] ?? missing());
  const opened = await openStore(site.data, { readOnly: true });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  const events = await opened.value.events(run);
  if (!events.ok) throw new Error(events.problem.sentence);
  const verified = await opened.value.verify(run);
  await opened.value.dispose();
  const bySequence = new Map(events.value.map((one) => [one.sequence, one]));
  const printed = segments.flatMap(({ lines }) => lines.filter((line) => line.includes('"event"')));
  const lost = printed.filter((line) => {
    const told = JSON.parse(line) as StoredEvent;
    return !isDeepStrictEqual(told, bySequence.get(told.sequence));
  });
  for (const pid of await labPids(site.environment)) process.kill(pid, 'SIGTERM');
  const world = await worldOf(join(site.data, 'labs', 'practice'));
  return {
    verdict: summary.verdict ?? 'none',
    exit: last?.exit ?? null,
    lost: lost.map((line) => line.slice(0, 200)),
    twice: happenedTwice(events.value.map(({ event }) => event)),
    evidence: verified.ok ? verified.value.problems : [verified.problem.sentence],
    world,
  };
}

function missing(): never {
  throw new Error('No segment');
}

/** Acts that change something and that are known to have happened, by step, host, action and item, where there is more than one. */
function happenedTwice(events: readonly RunEvent[]): readonly string[] {
  const intents = new Map<string, string>();
  const happened = new Map<string, number>();
  for (const event of events) {
    if (
      event.type === 'intent' &&
      event.class !== 'read' &&
      event.kind !== 'edit' &&
      event.kind !== 'put' &&
      event.kind !== 'lease'
    ) {
      const { step, host, action, item } = event.place;
      intents.set(event.intent, [step, host, event.on ?? '', action ?? '', item ?? ''].join(' '));
    }
    const counts =
      (event.type === 'act-done' && event.succeeded) || (event.type === 'act-settled' && event.verdict === 'happened');
    if (!counts) continue;
    const act = intents.get(event.intent);
    if (act !== undefined) happened.set(act, (happened.get(act) ?? 0) + 1);
  }
  return [...happened].filter(([, times]) => times > 1).map(([act, times]) => `${act}: ${times} times`);
}

/** What must be the same in two worlds that went through the same procedure: health, packages, zones, mappings, file systems, configurations. */
async function worldOf(folder: string): Promise<readonly string[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const kept = await readJournal(folder);
    if (kept !== null) return [...healthOf(continueWorld(structuredClone(kept.state))), ...contentsOf(kept.state)].sort();
    if (Date.now() > deadline) throw new Error(`${folder} holds no world`);
  }
}

const compared = [
  '/boot/grub/grub.conf', '/etc/modprobe.conf', '/etc/fstab', '/etc/sysconfig/iptables', '/etc/xen/test0', '/etc/xen/test1', '/etc/redhat-release', '/etc/mpp.conf',
] as const; // prettier-ignore

function contentsOf(state: WorldState): readonly string[] {
  const lines: string[] = [];
  for (const [name, { packages }] of Object.entries(state.software))
    lines.push(...packages.map((one) => `${name} package ${one.name}-${one.version}-${one.release}.${one.architecture}`));
  for (const machine of Object.values(state.machines)) {
    if (machine.kind !== 'rhel5') continue;
    const trees = machine.mounts.flatMap(({ tree, path }) => (tree === null ? [] : [{ tree, path: path === '/' ? '' : path }]));
    for (const file of compared)
      for (const { tree, path } of trees) {
        const node = state.trees[tree]?.nodes[file.slice(path.length)];
        if (file.startsWith(path) && node?.kind === 'file')
          lines.push(`${machine.name} ${file}: ${withoutChance(node.text ?? '')}`);
      }
  }
  for (const [name, { effective }] of Object.entries(state.storage.switches))
    lines.push(`${name} zones ${JSON.stringify(effective)}`);
  for (const { mappings, hosts, hostGroups } of Object.values(state.storage.arrays))
    lines.push(JSON.stringify({ mappings, hosts, hostGroups }));
  const fileSystems = Object.values(state.storage.fileSystems).map(({ type, label }) => `file system ${type} ${label}`);
  return [...lines, ...fileSystems];
}

/** Identifiers that are drawn anew in every run. */
function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gu, 'UUID')
    .replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/gu, 'MAC');
}

/** The moments that must be among them, in the order of the procedure; delays in real milliseconds at the speed of the lab. */
export const moments: readonly Kill[] = [
  { kind: 'after intent, before it is sent', when: at('host-group', 'intent', 0), whom: 'run' },
  { kind: 'command running', when: at('xen-kernel', 'intent', 12), whom: 'run' },
  { kind: 'inside an edit', when: at('xen-default', 'intent', 3), whom: 'run' },
  { kind: 'host rebooting', when: at('xen-boot', 'intent', 150), whom: 'run' },
  { kind: 'exit before its outcome is stored', when: at('tools', 'intent', 25), whom: 'run' },
  { kind: 'output arriving', when: at('hba-driver', 'intent', 40), whom: 'run' },
  { kind: 'the lab too', when: at('rdac-build', 'intent', 60), whom: 'lab and run' },
  { kind: 'guest installing', when: at('lun-guest-installed', 'step-started', 400), whom: 'run' },
  { kind: 'checkpoint of the log', when: () => null, atCheckpoint: true, whom: 'run' },
  { kind: 'fault armed', when: at('cable-pulled', 'intent', 120), whom: 'run' },
];

/** The same moments, sooner or later after their events. */
export function shifted(factor: number): readonly Kill[] {
  return moments.map((kill) => ({
    ...kill,
    kind: `${kill.kind} (${factor})`,
    when: (event) => {
      const delay = kill.when(event);
      return delay === null ? null : Math.round(delay * factor);
    },
  }));
}

/** Writes the report and kills that after so many milliseconds; whether it was killed in time. */
export async function killedReport(site: Site, run: string, file: string, delay: number): Promise<boolean> {
  const child = spawn(process.execPath, [entry, 'report', run, '--html', file, '--data', site.data], {
    cwd: root,
    env: site.environment,
    stdio: 'ignore',
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), delay);
  const signal = await new Promise<string | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', (_code, by) => done(by));
  });
  clearTimeout(timer);
  return signal === 'SIGKILL';
}

/** Ten moments at random, in the order of the procedure, at random distances from an event. */
export function randomMoments(seed: number, steps: readonly string[]): readonly Kill[] {
  const random = new Random({ random: seed });
  const chosen = new Set<string>();
  while (chosen.size < 10) chosen.add(steps[random.integer(0, steps.length - 1)] ?? '');
  return steps
    .filter((step) => chosen.has(step))
    .map((step): Kill => {
      const delay = random.integer(0, 300);
      return { kind: `random: ${step} and ${delay} ms`, when: at(step, 'step-started', delay), whom: 'run' };
    });
}
