import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { stepsOf } from '../../core/procedure/order.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { Checkpoint } from '../../core/checks/checkpoint.ts';
import type { Inventory } from '../../core/hosts/inventory.ts';
import type { Lab } from '../../main/app/lab.ts';
import { check, type Checked } from '../../main/engine/check.ts';
import type { OpenRun } from '../../main/engine/open-run.ts';
import { defaultLabOptions, defaultSpeed } from '../../main/labs/practice/lab-options.ts';
import { PracticeLab } from '../../main/labs/practice/lab.ts';
import { defaultWorldOptions, hostNames } from '../../main/labs/practice/options.ts';
import type { BatchPart } from '../../main/ssh/batch.ts';
import { batchText, drawNonce } from '../../main/ssh/run-batch.ts';
import type { HostSession } from '../../main/ssh/session.ts';
import { makeKey, startRealHost, type RealHost } from '../hosts/real-host.ts';
import { askAll, beginRun, inventoryOf, type RunOnHosts } from '../hosts/run-on-hosts.ts';
import { keepSsh } from './kept-ssh.ts';
import { interleaved, measurement, type Measurement } from './measurement.ts';
import { diskWaits, unrecorded, watchedRecording } from './recording.ts';

export interface BenchOptions {
  /** Root of the clone. */
  readonly root: string;
  /** Folder of its own on a disk of this machine: an fsync on a file system in memory costs nothing. */
  readonly folder: string;
  /** Rounds of short subjects; passes are asked a tenth as often. */
  readonly rounds: number;
  readonly say: (line: string) => void;
}

const HOSTS = 4;
/** Rounds before anything counts: compilation, first pages, first channels. */
const WARMING = 5;

/** Everything against Debian's sshd on 127.0.0.2 and up, the machine's ssh beside it. */
export async function benchRealHosts(options: BenchOptions): Promise<readonly Measurement[]> {
  const text = await readFile(join(options.root, 'test', 'fixtures', 'procedures', 'bench.yaml'), 'utf8');
  const hosts: RealHost[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  try {
    for (let index = 0; index < HOSTS; index += 1) {
      const address = `127.0.0.${index + 2}`;
      // A bare home: what the login shell of this user reads at each exec is no part of the figure.
      const host = await startRealHost({ address, environment: { HOME: options.folder } });
      closing.push(host.dispose);
      hosts.push(host);
    }
    const inventory = inventoryOf(Object.fromEntries(hosts.map((host, index) => [`host${index + 1}`, host.target()])));
    const begun = await beginRun(options.folder, text, inventory);
    closing.push(begun.dispose);
    options.say(`${cpus().length} processors, ${hosts.length} hosts; asking everything once`);
    const first = await askAll(begun.run);
    mustPass(first);
    const kept = await Promise.all(hosts.map(keepSsh));
    closing.push(() => Promise.all(kept.map(({ dispose }) => dispose())));
    const session = await sessionOf(begun, 'host1');

    options.say('one exec');
    const [ours, theirs] = await interleaved(options.rounds, WARMING, [
      () => ourTrue(session),
      () => kept[0]?.exec('true') ?? Promise.reject(new Error('no ssh')),
    ]);

    options.say('one result, recorded and not');
    const recorded = await recording(begun, options);

    options.say(`${first.length} checks on ${hosts.length} hosts`);
    const texts = checkpointsOf(begun.run).map(partsOf);
    const passes = Math.max(5, Math.round(options.rounds / 10));
    const [pass, passBeside] = await interleaved(passes, 1, [
      async () => mustPass(await askAll(begun.run)),
      () =>
        Promise.all(
          kept.map(async ({ exec }) => {
            for (const parts of texts) await exec(batchText(parts, drawNonce()));
          }),
        ),
    ]);
    const size = `${first.length / hosts.length} checks on each of ${hosts.length} hosts`;
    return [
      measurement('sshd', 'one exec of `true`, kept session', ours ?? [], 10),
      measurement('sshd', 'the same by ssh, ControlMaster', theirs ?? []),
      ...recorded,
      measurement('sshd', `a verification pass: ${size}`, pass ?? [], 2000),
      measurement('sshd', 'the same commands by ssh, ControlMaster', passBeside ?? []),
    ];
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The same against simulated hosts in this process. */
export async function benchPracticeHosts(options: BenchOptions): Promise<readonly Measurement[]> {
  const text = await readFile(join(options.root, 'test', 'fixtures', 'procedures', 'bench.yaml'), 'utf8');
  const key = join(options.folder, 'practice-key');
  await makeKey(key, 'ed25519');
  const keys = [(await readFile(`${key}.pub`, 'utf8')).trim()];
  const world = { ...defaultWorldOptions, hosts: HOSTS };
  const practice = await PracticeLab.open({ ...defaultLabOptions, world, keys }, null);
  const closing: (() => Promise<unknown>)[] = [() => practice.dispose()];
  try {
    await practice.settled();
    const begun = await beginRun(options.folder, text, labOf(practice, key));
    closing.push(begun.dispose);
    options.say('practice hosts: asking everything once');
    const first = await askAll(begun.run);
    mustPass(first);
    const session = await sessionOf(begun, hostNames(defaultWorldOptions)[0] ?? '');
    options.say('practice hosts: one exec');
    const [ours] = await interleaved(options.rounds, WARMING, [() => ourTrue(session)]);
    options.say(`practice hosts: ${first.length} checks on ${HOSTS} hosts`);
    const passes = Math.max(3, Math.round(options.rounds / 20));
    const [pass] = await interleaved(passes, 1, [async () => mustPass(await askAll(begun.run))]);
    const size = `${first.length / HOSTS} checks on each of ${HOSTS} hosts`;
    return [
      measurement('practice', 'one exec of `true`, kept session', ours ?? []),
      measurement('practice', `a verification pass: ${size}`, pass ?? []),
    ];
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** What recording adds to one check: the whole check with and without a store, and the time inside the store. */
async function recording(begun: RunOnHosts, options: BenchOptions): Promise<readonly Measurement[]> {
  const watched = watchedRecording(begun.run);
  const bare = unrecorded(begun.run);
  const step = stepsOf(begun.run.procedure)[0]?.step;
  const checkpoint = step?.checkpoints[0];
  if (step === undefined || checkpoint === undefined) throw new Error('The procedure of the benchmark has no check.');
  const inStore: number[] = [];
  const commits: number[] = [];
  const [withStore = [], without = []] = await interleaved(options.rounds, WARMING, [
    async () => {
      await check(watched.run, step, 'host1', checkpoint, 'later');
      inStore.push(watched.spent());
      commits.push(...watched.commits());
    },
    () => check(bare, step, 'host1', checkpoint, 'later'),
  ]);
  const disk = await diskWaits(options.folder, options.rounds);
  const difference = withStore.map((taken, index) => taken - (without[index] ?? Number.NaN));
  return [
    measurement('sshd', 'one check with its result recorded', withStore),
    measurement('sshd', 'the same check, nothing recorded', without),
    measurement('sshd', 'added by recording (pairs of the two)', difference, 1),
    measurement('store', 'inside the store for one result: output, facts and outcome', inStore.slice(WARMING)),
    measurement('store', 'its one transaction', commits.slice(WARMING)),
    measurement('store', 'a page written to this disk (fdatasync), for comparison', disk),
  ];
}

async function ourTrue(session: HostSession): Promise<void> {
  const done = await session.exec({ command: 'true', timeoutMs: 20_000 });
  if (!done.ok || done.value.exit !== 0) throw new Error('true did not end with 0.');
}

async function sessionOf(begun: RunOnHosts, host: string): Promise<HostSession> {
  const session = await begun.run.ports.sessions.open(host);
  if (!session.ok) throw new Error(session.problem.sentence);
  return session.value;
}

function mustPass(all: readonly Checked[]): void {
  const other = all.filter(({ outcome }) => outcome !== 'pass');
  if (other.length === 0) return;
  const told = other.map(({ check: id, place, outcome, message }) => `${id} on ${place.host}: ${outcome}: ${message ?? ''}`);
  throw new Error(`What is measured must pass.\n${told.join('\n')}`);
}

function checkpointsOf(run: OpenRun): readonly Checkpoint[] {
  return stepsOf(run.procedure).flatMap(({ step }) => step.checkpoints);
}

/** The probes of a checkpoint as the engine sends them; their parameters are constants here. */
function partsOf(checkpoint: Checkpoint): readonly BatchPart[] {
  return Object.values(checkpoint.probes).map(({ probe: name, with: given }) => {
    const probe = findProbe(name);
    if (probe === undefined) throw new Error(`There is no probe ${name}.`);
    return { command: probe.command(probe.parameters.parse(given ?? {})), deadlineMs: probe.deadline };
  });
}

/** A lab in this process as a run sees it, over streams, with a key that its hosts know. */
function labOf(practice: PracticeLab, key: string): Lab {
  const declared = practice.inventory();
  const hosts = Object.entries(declared.hosts).filter(([, { role }]) => role === 'dom0');
  const inventory: Inventory = {
    ...declared,
    hosts: Object.fromEntries(hosts.map(([name, host]) => [name, { ...host, auth: { key } }])),
  };
  const prints = new Set(Object.values(practice.fingerprints()));
  return {
    kind: 'practice',
    name: inventory.name,
    simulated: true,
    scale: defaultSpeed,
    inventory,
    hands: null,
    isLabKey: (fingerprint) => prints.has(fingerprint),
    stream: (host) => practice.connect(host),
    dispose: async () => {},
  };
}
