import { join } from 'node:path';
import type { TerminalHost, TerminalPlace } from '../../../core/contract/terminals.ts';
import type { Redactor } from '../../../core/evidence/redactor.ts';
import type { InventoryHost } from '../../../core/hosts/inventory.ts';
import { assertNever, failure, success, type Result } from '../../../core/result.ts';
import { joinedHosts } from '../../engine/act-join.ts';
import { inventoriesFolder, labFor, labOfRun } from '../choose-lab.ts';
import { windowSignIn, type Questions } from '../desk/questions.ts';
import { openInventory } from '../inventory-file.ts';
import type { Lab } from '../lab.ts';
import { homeOf, openReach, type Application, type Reach } from '../open-application.ts';
import { labOf, runningLab } from '../practice-lab.ts';
import { readOwnRun } from '../runs.ts';
import type { Sessions } from '../../ssh/sessions.ts';

/** The way to the hosts of one place, shared by the terminals that are open there: one connection a host, and its secrets asked once. */
export interface Way {
  readonly sessions: Pick<Sessions, 'open'>;
  /** Knows every secret that was used on it. */
  readonly redactor: Redactor;
  readonly simulated: boolean;
  /** To be called once, when it is not needed any more. */
  readonly release: () => Promise<void>;
}

/** The same with everything else that is known of these hosts. */
export interface WayWithReach extends Way {
  readonly reach: Reach;
}

interface Kept {
  readonly reach: Reach;
  readonly abort: AbortController;
  users: number;
}

type Hosts = ReadonlyMap<string, InventoryHost>;

export class Ways {
  readonly #application: Application;
  readonly #questions: Questions;
  readonly #kept = new Map<string, Promise<Result<Kept>>>();

  constructor(application: Application, questions: Questions) {
    this.#application = application;
    this.#questions = questions;
  }

  /** Hosts of a place; nothing is connected to and no lab is started. Problems: those of finding the place. */
  async hosts(place: TerminalPlace): Promise<Result<readonly TerminalHost[]>> {
    const hosts = await this.#hosts(place);
    if (!hosts.ok) return hosts;
    return success([...hosts.value].map(([name, { role, address }]) => ({ name, role, address })));
  }

  async to(place: TerminalPlace): Promise<Result<WayWithReach>> {
    const key = JSON.stringify([place.kind, place.name]);
    const kept = this.#kept.get(key) ?? this.#make(place);
    this.#kept.set(key, kept);
    const made = await kept;
    if (!made.ok) {
      this.#kept.delete(key);
      return made;
    }
    const { reach, abort } = made.value;
    made.value.users += 1;
    // Hosts may have come into being since.
    const hosts = await this.#hosts(place);
    if (hosts.ok)
      for (const [name, host] of hosts.value) if (!Object.hasOwn(reach.lab.inventory.hosts, name)) reach.sessions.add(name, host);
    const release = async (): Promise<void> => {
      made.value.users -= 1;
      if (made.value.users > 0) return;
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      abort.abort();
      await reach.dispose();
      await reach.lab.dispose();
    };
    return success({ reach, sessions: reach.sessions, redactor: reach.redactor, simulated: reach.lab.simulated, release });
  }

  async #make(place: TerminalPlace): Promise<Result<Kept>> {
    const lab = await this.#lab(place);
    if (!lab.ok) return lab;
    const abort = new AbortController();
    const { store, entry, settings } = this.#application;
    const reach = openReach(lab.value, {
      dataFolder: store.folder,
      settings: settings.value,
      entry: { ...entry, ...windowSignIn(this.#questions, null, abort.signal, entry.secrets) },
    });
    await reach.knowSecrets();
    return success({ reach, abort, users: 0 });
  }

  async #lab(place: TerminalPlace): Promise<Result<Lab>> {
    const home = homeOf(this.#application);
    switch (place.kind) {
      case 'run': {
        const run = await readOwnRun(this.#application, place.name);
        return run.ok ? labOfRun(home, run.value) : run;
      }
      case 'lab': {
        const client = await runningLab(home, place.name);
        return client === undefined ? noLab(place.name) : success(await labOf(client, home));
      }
      case 'inventory': {
        const lab = await labFor(home, place);
        return lab.ok ? success(lab.value) : { ok: false, problem: first(lab.problems) };
      }
      default:
        return assertNever(place);
    }
  }

  async #hosts(place: TerminalPlace): Promise<Result<Hosts>> {
    switch (place.kind) {
      case 'run': {
        const run = await readOwnRun(this.#application, place.name);
        if (!run.ok) return run;
        const own = new Map(Object.entries(run.value.inventory.hosts));
        return success(new Map([...own, ...joinedHosts(own, run.value.state)]));
      }
      case 'lab': {
        const client = await runningLab(homeOf(this.#application), place.name);
        return client === undefined ? noLab(place.name) : success(new Map(Object.entries((await client.inventory()).hosts)));
      }
      case 'inventory': {
        if (!/^[\w-]+$/u.test(place.name)) return failure('no-such-inventory', `There is no inventory ${place.name}.`);
        const folder = inventoriesFolder(this.#application.store.folder);
        const opened = await openInventory(join(folder, `${place.name}.yaml`));
        return opened.ok ? success(new Map(Object.entries(opened.value.hosts))) : { ok: false, problem: first(opened.problems) };
      }
      default:
        return assertNever(place);
    }
  }
}

function noLab(name: string): Result<never> {
  return failure('no-such-lab', `No practice lab called ${name} runs.`, 'Start it, or go on with the run that it belongs to.');
}

function first<Problem>(problems: readonly Problem[]): Problem {
  const [problem] = problems;
  if (problem === undefined) throw new Error('A failure without a problem');
  return problem;
}
