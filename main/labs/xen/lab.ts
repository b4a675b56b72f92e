import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import { success, type Result } from '../../../core/result.ts';
import type { HandDone } from '../hands.ts';
import { acceleratorHere } from './accelerator.ts';
import { lastOf } from './booted.ts';
import { Crew } from './crew.ts';
import { guestHostKey, imagesOf, type Images } from './images.ts';
import { xenInventory } from './inventory.ts';
import { hostSettings, keepState } from './keep-state.ts';
import { stateKey } from './keys.ts';
import type { Accelerator } from './machines.ts';
import { labArray, type XenLabOptions } from './options.ts';
import { labFolder, socketsFolder, stateFolder, type XenPlaces } from './places.ts';
import type { Tell } from './progress.ts';
import type { XenLabStatus, XenMachineStatus } from './protocol.ts';
import { openMachine, runScript } from './ssh-to-machine.ts';
import { carries, labCables, layHand, wholeWiring, type Hand, type Wiring } from './wiring.ts';

/** How long hosts may take to be themselves again after their kept state was brought back, in milliseconds. */
const settleDeadlineMs = 300_000;
const consoleBytes = 64 * 1024;

/** A Xen lab in this process: its machines run as children of it, and end with it. */
export class XenLab {
  readonly options: XenLabOptions;
  readonly #places: XenPlaces;
  readonly #images: Images;
  readonly #accelerator: Accelerator;
  readonly #kept: string;
  readonly #sockets: string;
  readonly #startedAt = new Date().toISOString();
  #crew: Crew;
  #wiring: Wiring = wholeWiring;
  #replacing: Promise<unknown> = Promise.resolve();

  private constructor(
    options: XenLabOptions,
    places: XenPlaces,
    made: { readonly images: Images; readonly accelerator: Accelerator; readonly kept: string; readonly sockets: string },
    crew: Crew,
  ) {
    this.options = options;
    this.#places = places;
    this.#images = made.images;
    this.#accelerator = made.accelerator;
    this.#kept = made.kept;
    this.#sockets = made.sockets;
    this.#crew = crew;
  }

  /** Brings a lab up from its kept state; the first time, makes that. The images have to be there. */
  static async open(options: XenLabOptions, places: XenPlaces, tell: Tell): Promise<Result<XenLab>> {
    const sockets = socketsFolder(places.runtime, options.name);
    if (!sockets.ok) return sockets;
    const images = await imagesOf(places);
    const { accelerator } = await acceleratorHere();
    const preparation = await readFile(join(places.recipe, 'prepare-host.sh'), 'utf8');
    const kept = stateFolder(places, stateKey(images.key, options, { accelerator, qemu: await qemuVersion(), preparation }));
    if (!existsSync(kept)) {
      const work = `${labFolder(places, options.name)}.first`;
      const start = { options, images, accelerator, recipe: places.recipe, work, sockets: sockets.value, to: kept };
      const done = await keepState(start, tell);
      if (!done.ok) return done;
    }
    tell({ what: 'the kept state is brought back', leftMs: 20_000 });
    const made = { images, accelerator, kept, sockets: sockets.value };
    const crew = await takeUp(options, places, made, null);
    return crew.ok ? success(new XenLab(options, places, made, crew.value)) : crew;
  }

  /** Resolves with a sentence when a machine ended by itself. */
  async broken(): Promise<string> {
    for (;;) {
      const crew = this.#crew;
      const sentence = await Promise.race(crew.machines.map(({ ended }) => ended));
      // A reset ends them too, and brings others.
      await this.#replacing;
      if (crew === this.#crew) return sentence;
    }
  }

  async hand(verb: Hand, what: string): Promise<Result<HandDone>> {
    const laid = layHand(this.#wiring, labCables(this.options.hosts), verb, what);
    if (!laid.ok) return laid;
    const wired = await this.#crew.wire(laid.value.wiring);
    if (!wired.ok) return wired;
    this.#wiring = laid.value.wiring;
    return success({ sentence: laid.value.sentence, at: new Date().toISOString() });
  }

  /** Back to the kept state. The ports stay. */
  reset(): Promise<Result<null>> {
    const replaced = this.#replace();
    this.#replacing = replaced.catch(() => undefined);
    return replaced;
  }

  async #replace(): Promise<Result<null>> {
    const ports = Object.fromEntries(this.#crew.access.map(({ name, port }) => [name, port]));
    const before = this.#crew;
    const made = { images: this.#images, accelerator: this.#accelerator, kept: this.#kept, sockets: this.#sockets };
    await before.dispose();
    const crew = await takeUp(this.options, this.#places, made, ports);
    if (!crew.ok) return crew;
    this.#crew = crew.value;
    this.#wiring = wholeWiring;
    return success(null);
  }

  async power(name: string): Promise<Result<null>> {
    const done = await this.#crew.machine(name)?.reset();
    return done === undefined || done.ok ? success(null) : done;
  }

  /** What a machine's console showed last. */
  async console(name: string): Promise<readonly string[]> {
    const text = await lastOf(this.#crew.serial(name), consoleBytes);
    return text.split(/\r?\n/u).slice(-200);
  }

  machines(): readonly XenMachineStatus[] {
    return this.#crew.access.map(({ name, port, hostKey }) => ({
      name,
      role: name === labArray ? 'array' : 'dom0',
      pid: this.#crew.machine(name)?.pid ?? 0,
      sshPort: port,
      hostKey,
    }));
  }

  /** `SHA256:...` of the key of the guests that are installed in it. */
  guestKey(): Promise<string> {
    return guestHostKey(this.#images);
  }

  inventory(): Inventory {
    return xenInventory(this.options, this.machines(), this.#images.keyFile);
  }

  status(): XenLabStatus {
    return {
      name: this.options.name,
      pid: process.pid,
      options: this.options,
      accelerator: this.#accelerator,
      startedAt: this.#startedAt,
      machines: this.machines(),
      cables: labCables(this.options.hosts).map((cable) => ({
        label: cable.label,
        pulled: this.#wiring.pulled.includes(cable.label),
        light: carries(this.#wiring, cable),
      })),
      failedControllers: this.#wiring.failed,
    };
  }

  async dispose(): Promise<void> {
    await this.#crew.dispose();
  }
}

/** Machines that go on from the kept state, their clocks set, and the paths to the array there again. */
async function takeUp(
  options: XenLabOptions,
  places: XenPlaces,
  made: { readonly images: Images; readonly accelerator: Accelerator; readonly kept: string; readonly sockets: string },
  ports: Readonly<Record<string, number>> | null,
): Promise<Result<Crew>> {
  const where = { images: made.images, folder: labFolder(places, options.name), sockets: made.sockets, kept: made.kept };
  const gathered = await Crew.gather(options, where, made.accelerator, ports);
  if (!gathered.ok) return gathered;
  const crew = gathered.value;
  const going = await crew.go();
  const script = await readFile(join(places.recipe, 'settle-host.sh'), 'utf8');
  const settled = going.ok
    ? await Promise.all(
        crew.access.map(async (access): Promise<Result<unknown>> => {
          const session = await openMachine(access);
          if (!session.ok) return session;
          try {
            const state = access.name === labArray ? ('fresh' as const) : options.state;
            const now = `NOW=${(Date.now() / 1000).toFixed(3)}\n`;
            return await runScript(session.value, `${hostSettings({ state })}${now}${script}`, settleDeadlineMs);
          } finally {
            await session.value.dispose();
          }
        }),
      )
    : [going];
  const bad = settled.find((one) => !one.ok);
  if (bad?.ok !== false) return success(crew);
  await crew.dispose();
  return bad;
}

/** QEMU's version in its own words; a kept memory is taken up by the version that wrote it. */
function qemuVersion(): Promise<string> {
  return new Promise((resolve) => {
    execFile('qemu-system-x86_64', ['--version'], (error, stdout) =>
      resolve(error === null ? (stdout.split('\n')[0] ?? '') : ''),
    );
  });
}
