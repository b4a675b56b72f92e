import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { InventoryListing, labCalls, LabListing, LabRack, MistakeListing } from '../../../core/contract/labs.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import type { PracticeLabClient } from '../../labs/practice/client.ts';
import type { LabProcesses } from '../../labs/practice/lab-processes.ts';
import { isOfLab } from '../../labs/practice/mistakes/apply.ts';
import type { Mistake } from '../../labs/practice/mistakes/mistake.ts';
import { mistakesOf } from '../../labs/practice/mistakes/mistakes.ts';
import type { Answers } from '../../rpc/serve.ts';
import { inventoriesFolder } from '../choose-lab.ts';
import { openInventory } from '../inventory-file.ts';
import { PRACTICE, practiceLab, runningLab, type PracticeHome } from '../practice-lab.ts';

/** How often it is looked whether labs came or went: other processes of the user start and end them. Milliseconds. */
const LOOK_EVERY_MS = 1000;

/** What a window may ask of labs. */
export function labAnswers(home: PracticeHome): Answers<typeof labCalls> {
  const client = async (name: string): Promise<Result<PracticeLabClient>> => {
    const found = await runningLab(home, name);
    return found === undefined ? failure('no-such-lab', `No practice lab called ${name} runs.`) : success(found);
  };
  return {
    'labs.watch': (_nothing, { signal }) => success(watchLabs(home.labs, signal)),
    'labs.up': async ({ speed, crypto, ...world }) => {
      const lab = await practiceLab(home, PRACTICE, {
        world,
        ...(speed === undefined ? {} : { speed }),
        ...(crypto === undefined ? {} : { crypto }),
      });
      if (!lab.ok) return lab;
      const { name } = lab.value;
      await lab.value.dispose();
      const found = await client(name);
      return found.ok ? success(await listing(found.value)) : found;
    },
    'labs.down': async ({ name }) => {
      const found = await client(name);
      if (!found.ok) return found;
      await found.value.stop();
      return success(null);
    },
    'labs.hand': async ({ lab, does, what }) => {
      const found = await client(lab);
      if (!found.ok) return found;
      const done = await found.value.hands()[does](what);
      return done.ok ? success(done.value.sentence) : done;
    },
    'inventories.list': async () => success(await listInventories(home.folder)),
    'labs.rack': async ({ lab }, { signal }) => {
      const found = await client(lab);
      return found.ok ? success(watchRack(found.value, signal)) : found;
    },
    'labs.power': async ({ lab, host, does }) => {
      const found = await client(lab);
      if (!found.ok) return found;
      const { machines } = await found.value.rack();
      if (!machines.some(({ name, isGuest }) => name === host && !isGuest))
        return failure('no-such-machine', `The practice lab ${lab} has no machine called ${host} with a button of its own.`);
      await found.value.power(host, does);
      return success(null);
    },
    'labs.mistakes': async ({ lab }) => {
      const found = await client(lab);
      if (!found.ok) return found;
      const { options } = await found.value.status();
      return success(mistakesOf[options.world.system ?? 'rhel5'].filter(isOfLab).map(mistakeListing));
    },
    'labs.break': async ({ lab, mistake }) => {
      const found = await client(lab);
      if (!found.ok) return found;
      const made = await found.value.mistake(mistake);
      return made.ok ? success(`${made.value.title}. What was believed: ${made.value.belief}`) : made;
    },
  };
}

function mistakeListing({ name, title, belief, moment }: Mistake): MistakeListing {
  return {
    name,
    title,
    belief,
    moment: 'before' in moment ? { when: 'before', step: moment.before } : { when: 'after', step: moment.after },
  };
}

async function* watchRack(lab: PracticeLabClient, signal: AbortSignal): AsyncGenerator<LabRack> {
  let told = '';
  while (!signal.aborted) {
    // A lab that went down while it was asked tells nothing more; that it went is told by the list of labs.
    const rack = await lab.rack().catch(() => null);
    if (rack === null) return;
    const now = JSON.stringify(rack);
    if (now !== told) yield rack;
    told = now;
    await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function* watchLabs(labs: LabProcesses, signal: AbortSignal): AsyncGenerator<readonly LabListing[]> {
  let told = '';
  while (!signal.aborted) {
    const all = await runningLabs(labs);
    const now = JSON.stringify(all);
    if (now !== told) yield all;
    told = now;
    await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function runningLabs(labs: LabProcesses): Promise<readonly LabListing[]> {
  const known = await labs.registrations();
  const clients = await Promise.all(known.map(({ name }) => labs.find(name)));
  return Promise.all(clients.flatMap((one) => (one === undefined ? [] : [listing(one)])));
}

async function listing(client: PracticeLabClient): Promise<LabListing> {
  const { name, speed } = client.registration;
  const { hosts, fabric } = await client.inventory();
  return {
    name,
    kind: 'practice',
    simulated: true,
    running: true,
    scale: speed,
    hosts: Object.keys(hosts),
    cables: fabric?.cables.map(({ label }) => label) ?? [],
  };
}

async function listInventories(dataFolder: string): Promise<readonly InventoryListing[]> {
  const folder = inventoriesFolder(dataFolder);
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -'.yaml'.length);
      const opened = await openInventory(join(folder, file));
      return opened.ok
        ? { name, hosts: Object.keys(opened.value.hosts), problem: null }
        : { name, hosts: [], problem: opened.problems[0] ?? null };
    }),
  );
}
