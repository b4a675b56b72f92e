import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inert } from '../../core/evidence/inert.ts';
import type { Inventory, InventoryHost } from '../../core/hosts/inventory.ts';
import { didYouMean } from '../../core/procedure/similar.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { RunHeader } from '../../core/run/state.ts';
import type { PracticeLabClient } from '../labs/practice/client.ts';
import { defaultLabOptions, type LabOptions } from '../labs/practice/lab-options.ts';
import type { LabProcesses } from '../labs/practice/lab-processes.ts';
import type { WorldOptions } from '../labs/practice/options.ts';
import { stateFolder } from '../labs/practice/runtime-folder.ts';
import type { Lab } from './lab.ts';
import { practiceKey } from './practice-key.ts';

/** Where practice labs are at home: the data folder that they go with, and the entry's way of running them. */
export interface PracticeHome {
  readonly folder: string;
  readonly labs: LabProcesses;
}

/** What somebody asked a practice lab to be; what is left out is as it comes. */
export interface PracticeWish {
  readonly world: Partial<WorldOptions>;
  readonly speed?: number;
  readonly crypto?: LabOptions['crypto'];
}

/** Name of the lab that `lab practice up` starts. */
export const PRACTICE = 'practice';

/** A lab that a run started goes down when nobody was connected to it for four hours; a person's (`lab practice up`) stays. What it was stays too. */
const OWN_LAB_IDLE_MS = 4 * 3_600_000;
/** One that was started for a look goes down with it; where that process was killed, it does so by itself after ten minutes. */
const PASSING_LAB_IDLE_MS = 600_000;

/** Time of the hosts in which those of a lab that was brought back may come up: what is not up by then is asked as it is. */
const UP_WITHIN_MS = 600_000;
/** Milliseconds of our own in which a busy machine of ours may get there. */
const OWN_SIDE_MS = 15_000;

/** How long a lab that is started here stays: `kept` outlives who asked for it, `passing` goes down when it is disposed of. */
export type Stay = 'kept' | 'passing';

/** Name of the lab that a run starts for itself: one for each data folder. */
export function ownLabName(dataFolder: string): string {
  return `run-${createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 12)}`;
}

/** Where a lab keeps its world: that of a data folder within it, so that it goes with it. */
export function labFolder(dataFolder: string, name: string): string {
  return name === ownLabName(dataFolder) ? join(dataFolder, 'labs', PRACTICE) : stateFolder(name);
}

/** The running lab that is meant: by its name; without one `practice`, else the one of the data folder. */
export async function runningLab(home: PracticeHome, name: string): Promise<PracticeLabClient | undefined> {
  const named = await home.labs.find(name);
  return named ?? (name === PRACTICE ? home.labs.find(ownLabName(home.folder)) : undefined);
}

/**
 * The practice lab for a new run: one that runs already, or one of its own with a fresh world, which outlives the run unless it is only `passing`. Problems:
 * `lab-other` when the one that runs is not what was asked for, `no-such-lab`, `lab-start`.
 */
export function practiceLab(home: PracticeHome, name: string, wish: PracticeWish, stay: Stay = 'kept'): Promise<Result<Lab>> {
  return inTurn(home.labs, () => runningOrNew(home, name, wish, stay));
}

async function runningOrNew(home: PracticeHome, name: string, wish: PracticeWish, stay: Stay): Promise<Result<Lab>> {
  const running = await runningLab(home, name);
  if (running !== undefined) {
    const other = await differences(running, wish);
    if (other.length === 0) return success(await labOf(running, home));
    return failure(
      'lab-other',
      `The practice lab ${running.registration.name} runs already, and is not what was asked for: ${other.join(', ')}.`,
      'Leave the options out to use it, or take it down first: xenpath lab practice down',
    );
  }
  if (name !== PRACTICE) {
    const there = (await home.labs.registrations()).map((one) => one.name);
    const near = didYouMean(name, [PRACTICE, ...there]);
    return failure(
      'no-such-lab',
      `No practice lab called ${inert(name)} runs.`,
      near ?? `Start it: xenpath lab practice up --name ${inert(name)}`,
    );
  }
  const own = ownLabName(home.folder);
  const started = await home.labs.start({
    options: labOptions(own, wish),
    folder: labFolder(home.folder, own),
    fresh: true,
    idleEndMs: stay === 'kept' ? OWN_LAB_IDLE_MS : PASSING_LAB_IDLE_MS,
  });
  if (!started.ok) return started;
  const lab = await labOf(started.value, home);
  return success(stay === 'kept' ? lab : { ...lab, dispose: () => started.value.stop() });
}

/**
 * The lab of a run that is gone on with: as it runs, else brought back as after a power cut, and then with its machines up: asked while they start, they would be told
 * of as hosts on which nothing answers. `signal` ends the wait for them.
 */
export async function practiceLabOfRun(home: PracticeHome, header: RunHeader, signal?: AbortSignal): Promise<Result<Lab>> {
  const brought = await inTurn(home.labs, () => runningOrBack(home, header));
  if (!brought.ok) return brought;
  const { client, fromJournal } = brought.value;
  if (fromJournal) await machinesUp(client, signal);
  return success(await labOf(client, home));
}

/** Resolves when the machines of a lab that was brought back are up, as far as they have power; later than within its deadline they are what they are. `signal` gives up sooner. */
export async function machinesUp(lab: PracticeLabClient, signal?: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(UP_WITHIN_MS / lab.registration.speed + OWN_SIDE_MS);
  await lab.settled(signal === undefined ? late : AbortSignal.any([signal, late]));
}

async function runningOrBack(
  home: PracticeHome,
  header: RunHeader,
): Promise<Result<{ readonly client: PracticeLabClient; readonly fromJournal: boolean }>> {
  const { name, scale } = header.lab;
  const running = await home.labs.find(name);
  if (running !== undefined) return success({ client: running, fromJournal: false });
  const folder = labFolder(home.folder, name);
  if (!existsSync(folder)) {
    return failure(
      'lab-gone',
      `The practice lab ${name} that this run worked on is gone: ${folder} is not there.`,
      'What the run recorded can be read; a new run begins with a new lab.',
    );
  }
  const idle = name === ownLabName(home.folder) ? { idleEndMs: OWN_LAB_IDLE_MS } : {};
  const started = await home.labs.start({ options: labOptions(name, { world: {}, speed: scale }), folder, ...idle });
  return started.ok ? success({ client: started.value, fromJournal: true }) : started;
}

const turns = new WeakMap<LabProcesses, Promise<unknown>>();

/** Labs are looked for and started one after the other: two who look at a time would find none, and start one each in the same folder. */
function inTurn<Value>(labs: LabProcesses, work: () => Promise<Value>): Promise<Value> {
  const before = turns.get(labs) ?? Promise.resolve();
  const mine = before.then(work, work);
  turns.set(labs, mine);
  return mine;
}

export function labOptions(name: string, wish: PracticeWish): LabOptions {
  return {
    ...defaultLabOptions,
    name,
    world: { ...defaultLabOptions.world, ...wish.world },
    ...(wish.speed === undefined ? {} : { speed: wish.speed }),
    ...(wish.crypto === undefined ? {} : { crypto: wish.crypto }),
  };
}

async function differences(lab: PracticeLabClient, wish: PracticeWish): Promise<readonly string[]> {
  const { options } = await lab.status();
  const wanted: readonly (readonly [string, unknown, unknown])[] = [
    ...Object.entries(wish.world).map(
      ([key, value]) => [key, value, { ...defaultLabOptions.world, ...options.world }[key as keyof WorldOptions]] as const,
    ),
    ...(wish.speed === undefined ? [] : [['speed', wish.speed, options.speed] as const]),
    ...(wish.crypto === undefined ? [] : [['crypto', wish.crypto, options.crypto] as const]),
  ];
  return wanted
    .filter(([, asked, is]) => JSON.stringify(asked) !== JSON.stringify(is))
    .map(([key, , is]) => `its ${key} is ${typeof is === 'string' ? is : JSON.stringify(is)}`);
}

/** A running lab as runs see it: logged in to with a key of the data folder's own, over streams, without any socket that listens. */
export async function labOf(client: PracticeLabClient, home: PracticeHome): Promise<Lab> {
  const key = await practiceKey(home.folder);
  await client.addKey(key.line);
  const inventory = await client.inventory();
  const { speed, seed, name } = client.registration;
  return {
    kind: 'practice',
    name,
    simulated: true,
    scale: speed,
    seed,
    inventory: withKey(inventory, key.file),
    hands: client.hands(),
    isLabKey: labKeys(home.labs),
    // A host behind another one is reached as on real hosts: through it.
    stream: async (host, { jump }) => (jump === undefined ? client.connectHost(host) : undefined),
    dispose: async () => {},
  };
}

function withKey(inventory: Inventory, file: string): Inventory {
  const signedIn = (host: InventoryHost): InventoryHost => ({ ...host, auth: { key: file } });
  return {
    ...inventory,
    hosts: Object.fromEntries(Object.entries(inventory.hosts).map(([name, host]) => [name, signedIn(host)])),
  };
}

/** True for the host keys that a lab process of this user registered. A lab that ended leaves none: its registration goes with it. */
export function labKeys(labs: LabProcesses): (fingerprint: string) => Promise<boolean> {
  return async (fingerprint) =>
    (await labs.registrations()).some(({ hostKeys }) => Object.values(hostKeys).includes(fingerprint));
}

/**
 * The lab whose hosts an inventory names, when it pins for every host a key that one running lab registered: its time runs at that
 * lab's pace. The hosts still have to prove these keys. Undefined: hosts of the user's own.
 */
export async function labBehind(labs: LabProcesses, inventory: Inventory): Promise<Lab | undefined> {
  const pins = Object.values(inventory.hosts).map(({ hostKey }) => hostKey);
  for (const { name, hostKeys } of await labs.registrations()) {
    const registered = new Set(Object.values(hostKeys));
    if (pins.length === 0 || !pins.every((pin) => pin !== undefined && registered.has(pin))) continue;
    const client = await labs.find(name);
    if (client === undefined) continue;
    const { speed, seed } = client.registration;
    return {
      kind: 'practice',
      name,
      simulated: true,
      scale: speed,
      seed,
      inventory,
      hands: client.hands(),
      isLabKey: labKeys(labs),
      dispose: async () => {},
    };
  }
  return undefined;
}
