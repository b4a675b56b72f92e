import type { Duplex } from 'node:stream';
import type { LabRack, MachinePower } from '../../../core/contract/labs.ts';
import type { Inventory } from '../../../core/hosts/inventory.ts';
import { failure, type Result } from '../../../core/result.ts';
import type { HandDone } from '../hands.ts';
import { createWorld, reviveWorld } from './create-world.ts';
import { inventoryOf } from './lab-inventory.ts';
import type { LabAbout, LabOptions } from './lab-options.ts';
import { WorldClock } from './serve/clock.ts';
import { duplexPair } from './serve/duplex-pair.ts';
import { ensureHostKey, fingerprintOf } from './serve/host-key.ts';
import { Journal, readJournal } from './serve/journal.ts';
import { reach } from './world/reach.ts';
import { serveSsh } from './serve/ssh-host.ts';
import { kindsOfMachine } from './world/kinds.ts';
import type { Machine } from './world/machine.ts';
import type { WorldHands } from './world/part.ts';
import { bootMenu, consoleBoot } from './world/software/console.ts';
import type { World } from './world/world.ts';

/** Time that a connection to a machine that does not answer takes to fail, in milliseconds of world time: three SYNs. */
const connectTimeoutMs = 21_000;

/** A connection that did not come about; `code` as Node's sockets have it. */
export class ConnectFailure extends Error {
  readonly code: 'ECONNREFUSED' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENOTFOUND';

  constructor(code: ConnectFailure['code'], host: string) {
    super(`connect ${code} ${host}`);
    this.name = 'ConnectFailure';
    this.code = code;
  }
}

export interface HostStatus {
  readonly name: string;
  readonly role: string;
  readonly power: MachinePower;
  readonly address: string | null;
  readonly bootId: string;
  readonly dom0: string | null;
}

/**
 * A practice lab in this process: a world, its clock, its journal, and sshd of every machine over streams. Nothing listens;
 * who wants sockets puts them in front (see process.ts).
 */
export class PracticeLab {
  readonly about: LabAbout;
  readonly #folder: string | null;
  #world: World;
  #clock: WorldClock;
  #journal: Journal | null = null;
  #periodic: NodeJS.Timeout | null = null;
  #disposed = false;
  readonly #keys = new Set<string>();
  readonly #failures = new Set<(problem: unknown) => void>();
  readonly #hostListeners = new Set<() => void>();

  private constructor(about: LabAbout, folder: string | null, world: World, clock: WorldClock) {
    this.about = about;
    this.#folder = folder;
    this.#world = world;
    this.#clock = clock;
    for (const key of about.keys) this.#keys.add(key);
  }

  /**
   * Continues the lab that is in the folder as after a power cut, or makes a new one there. Without a folder nothing is kept.
   * `fresh`: a new one even when the folder holds one.
   */
  static async open(options: LabOptions, folder: string | null, fresh = false): Promise<PracticeLab> {
    const kept = folder === null || fresh ? null : await readJournal(folder);
    const about: LabAbout =
      kept === null
        ? { ...options, startedFrom: 'new' }
        : { ...(kept.about as LabAbout), speed: options.speed, crypto: options.crypto, startedFrom: 'journal' };
    let lab: PracticeLab | null = null;
    const failed = (problem: unknown): void => {
      lab?.fail(problem);
    };
    const world = kept === null ? await createWorld(about.world) : reviveWorld(kept.state);
    const clock = new WorldClock(world.state.now, about.speed, failed);
    lab = new PracticeLab(about, folder, world, clock);
    await lab.#begin(kept?.sequence ?? 0);
    return lab;
  }

  /** A lab on a world that stands, kept nowhere: to try something on a copy of one. */
  static async on(world: World, options: LabOptions): Promise<PracticeLab> {
    let lab: PracticeLab | null = null;
    const clock = new WorldClock(world.now(), options.speed, (problem) => {
      lab?.fail(problem);
    });
    lab = new PracticeLab({ ...options, startedFrom: 'new' }, null, world, clock);
    await lab.#begin(0);
    return lab;
  }

  get world(): World {
    return this.#world;
  }

  /** Milliseconds since 1970 UTC on the world's clock. */
  now(): number {
    return this.#clock.now();
  }

  /** Resolves when what is true in the world now is on disk. */
  readonly committed = (): Promise<void> => this.#journal?.commit() ?? Promise.resolve();

  /**
   * A connection to a machine's SSH server (or another port of it that is served). `via`: the machine from which it goes out; without it
   * it comes from outside, as from the user's desk. Rejects with ConnectFailure.
   */
  async connect(host: string, options: { readonly port?: number; readonly via?: string } = {}): Promise<Duplex> {
    const from = options.via === undefined ? null : this.#machine(options.via);
    const machine =
      this.#world.find(host) ??
      this.#world.atAddress(host) ??
      (from !== null && /^(?:localhost|127\.0\.0\.1)$/u.test(host) ? from : undefined);
    if (machine === undefined) throw new ConnectFailure(/^[0-9.]+$/u.test(host) ? 'EHOSTUNREACH' : 'ENOTFOUND', host);
    const port = options.port ?? 22;
    const verdict = reach(this.#world, machine, port, from);
    if (verdict === 'timeout') {
      await this.#world.wait(connectTimeoutMs);
      throw new ConnectFailure('ETIMEDOUT', host);
    }
    if (verdict === 'refused' || port !== 22) throw new ConnectFailure('ECONNREFUSED', host);
    const [ours, theirs] = duplexPair();
    await serveSsh(machine, theirs, {
      crypto: kindsOfMachine[machine.state.kind].modernSsh === true ? 'modern' : this.about.crypto,
      keys: [...this.#keys],
      committed: this.committed,
      connect: (source, address, at) => this.connect(address, { port: at, via: source.name }),
      failed: (problem) => {
        this.fail(problem);
      },
    });
    return ours;
  }

  async hand(verb: 'pull' | 'plug' | 'fail' | 'recover', what: string): Promise<Result<HandDone>> {
    const hands = this.#hands();
    if (hands === undefined) return failure('no-hands', 'This lab has no hardware to lay hands on.');
    const done = hands[verb](what);
    await this.committed();
    return done;
  }

  /** What stands in the rack, as a person before it sees it. */
  rack(): LabRack {
    return {
      ...(this.#hands()?.look() ?? { cables: [], controllers: [] }),
      machines: this.status().map(({ name, role, power, dom0 }) => ({ name, power, isGuest: role === 'guest', guestOf: dom0 })),
    };
  }

  status(): readonly HostStatus[] {
    return this.#world.machines().map(({ state }) => ({
      name: state.name,
      role: state.role,
      power: state.power,
      address: state.address,
      bootId: state.bootId,
      dom0: state.dom0,
    }));
  }

  /** `SHA256:...` by name of the host. */
  fingerprints(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.#world
        .machines()
        .flatMap((machine) => (machine.state.hostKey === null ? [] : [[machine.name, fingerprintOf(machine.state.hostKey)]])),
    );
  }

  inventory(): Inventory {
    return inventoryOf(this.#world, this.about, this.fingerprints());
  }

  /** Root's password, the same on every host of the lab. */
  password(): string {
    const [root] = this.#world.machines().flatMap(({ state }) => state.users.filter(({ name }) => name === 'root'));
    return root?.password ?? '';
  }

  console(host: string): readonly string[] {
    return this.#machine(host).state.console;
  }

  /** Titles of the boot menu that a machine would show, the default marked. */
  menu(host: string): readonly string[] {
    const menu = bootMenu(this.#machine(host));
    return menu.entries.map((title, index) => (index === menu.default ? `${title} (default)` : title));
  }

  /** Starts a machine anew from an entry of its boot menu, as somebody at its console does; false when there is no such entry. */
  boot(host: string, entry: number | null): boolean {
    return consoleBoot(this.#machine(host), entry);
  }

  /** A button of the machine's front panel. */
  power(host: string, verb: 'on' | 'off' | 'reset'): void {
    const machine = this.#machine(host);
    if (verb === 'on') machine.powerOn();
    else if (verb === 'off') machine.cutPower();
    else machine.reset();
  }

  /** Lets the holder of a key log in as any user; a line as in authorized_keys. */
  addKey(line: string): void {
    this.#keys.add(line);
  }

  /** Resolves when every machine that has power is up or dead. */
  async settled(): Promise<void> {
    while (this.#world.machines().some((machine) => machine.state.power === 'booting' || machine.state.power === 'stopping'))
      await this.#world.nextSignal();
  }

  /** The same world again, as it was when it was new. Host keys stay. */
  async reset(): Promise<void> {
    const keys = new Map(this.#world.machines().map((machine) => [machine.name, machine.state.hostKey]));
    await this.#end();
    this.#world = await createWorld(this.about.world);
    this.#clock = new WorldClock(this.#world.state.now, this.about.speed, (problem) => {
      this.fail(problem);
    });
    for (const machine of this.#world.machines()) machine.state.hostKey = keys.get(machine.name) ?? null;
    await this.#begin(0);
  }

  /** Told of what should never happen. */
  onFailure(listener: (problem: unknown) => void): void {
    this.#failures.add(listener);
  }

  /** Told when a host key was made or the hosts changed. */
  onHosts(listener: () => void): void {
    this.#hostListeners.add(listener);
  }

  fail(problem: unknown): void {
    for (const listener of this.#failures) listener(problem);
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#end();
  }

  #hands(): WorldHands | undefined {
    return this.#world.parts.find((part) => part.hands !== undefined)?.hands?.(this.#world);
  }

  #machine(name: string): Machine {
    const machine = this.#world.find(name);
    if (machine === undefined) throw new ConnectFailure('ENOTFOUND', name);
    return machine;
  }

  async #begin(sequence: number): Promise<void> {
    await Promise.all(this.#world.machines().map((machine) => ensureHostKey(machine)));
    this.#journal = this.#folder === null ? null : await Journal.create(this.#folder, this.#world, this.about, sequence);
    this.#world.runBy(this.#clock.now);
    this.#clock.drive(this.#world);
    this.#world.onSignal((signal) => {
      if (signal.type !== 'up') return;
      const machine = this.#world.find(signal.machine);
      if (machine === undefined || machine.state.hostKey !== null) return;
      ensureHostKey(machine).then(
        () => { for (const listener of this.#hostListeners) listener(); },
        (problem: unknown) => { this.fail(problem); },
      ); // prettier-ignore
    });
    // What happens without a command (an installation, a background process) is on disk soon after it happened.
    this.#periodic = setInterval(() => {
      this.committed().catch((problem: unknown) => {
        this.fail(problem);
      });
    }, 500);
    this.#periodic.unref();
    for (const listener of this.#hostListeners) listener();
  }

  async #end(): Promise<void> {
    if (this.#periodic !== null) clearInterval(this.#periodic);
    this.#clock.stop();
    await this.#journal?.close();
    this.#journal = null;
    // Sessions end with their machines; nothing of this is kept.
    for (const machine of this.#world.machines()) machine.cutPower();
  }
}
