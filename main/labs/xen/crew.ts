import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, success, type Result } from '../../../core/result.ts';
import { hostImage, imageHostKey, type Images } from './images.ts';
import { arrayCommand, hostCommand, linksOf, type Accelerator } from './machines.ts';
import { labArray, labHosts, type XenLabOptions } from './options.ts';
import { carries, labCables, wholeWiring, type Wiring } from './wiring.ts';
import { VirtualMachine } from './virtual-machine.ts';
import type { MachineAccess } from './ssh-to-machine.ts';

/** Where a set of machines has its files. */
export interface CrewPlaces {
  readonly images: Images;
  /** Disks and what the consoles printed. */
  readonly folder: string;
  readonly sockets: string;
  /** A kept state that they take up, or null: they start from their images. */
  readonly kept: string | null;
}

/** The machines of one lab, running: the array with the switches, and the Xen hosts. */
export class Crew {
  readonly options: XenLabOptions;
  readonly access: readonly MachineAccess[];
  readonly machines: readonly VirtualMachine[];
  readonly #places: CrewPlaces;

  private constructor(
    options: XenLabOptions,
    places: CrewPlaces,
    machines: readonly VirtualMachine[],
    access: readonly MachineAccess[],
  ) {
    this.options = options;
    this.machines = machines;
    this.access = access;
    this.#places = places;
  }

  /**
   * Makes the machines' disks and puts them together; a kept state is taken up. They wait for `go`. The ports of SSH are given, or null: free ones.
   * Problems: `machine-start`, `machine-memory`, `disk-made`.
   */
  static async gather(
    options: XenLabOptions,
    places: CrewPlaces,
    accelerator: Accelerator,
    ports: Readonly<Record<string, number>> | null,
  ): Promise<Result<Crew>> {
    const { images, folder, sockets, kept } = places;
    for (const path of [folder, sockets]) {
      await rm(path, { recursive: true, force: true });
      await mkdir(path, { recursive: true, mode: 0o700 });
    }
    const names = [labArray, ...labHosts(options.hosts)];
    const machines: VirtualMachine[] = [];
    const access: MachineAccess[] = [];
    const crew = new Crew(options, places, machines, access);
    // The array first: hosts' cables lead to it.
    for (const name of names) {
      const image = name === labArray ? join(images.folder, `${labArray}.qcow2`) : hostImage(images, name, options.state);
      const disk = join(folder, `${name}.qcow2`);
      const made = await overlay(kept === null ? image : join(kept, `${name}.qcow2`), disk);
      const port = ports?.[name] ?? (await freePort());
      const where = { sockets, disk, serial: crew.serial(name), sshPort: port, restored: kept !== null };
      const boot = { kernel: join(images.folder, `${labArray}.vmlinuz`), initrd: join(images.folder, `${labArray}.initrd`) };
      const words =
        name === labArray
          ? arrayCommand(options.hosts, { ...where, ...boot }, accelerator)
          : hostCommand(options.hosts, name, where, accelerator);
      const started = made.ok ? await VirtualMachine.start(name, words) : made;
      if (!started.ok) {
        await crew.dispose();
        return started;
      }
      machines.push(started.value);
      access.push({ name, port, hostKey: await imageHostKey(images, name, options.state), keyFile: images.keyFile });
    }
    if (kept !== null) {
      const restored = await Promise.all(machines.map((machine) => machine.restore(join(kept, `${machine.name}.memory`))));
      const bad = restored.find((one) => !one.ok);
      if (bad?.ok === false) {
        await crew.dispose();
        return bad;
      }
    }
    return success(crew);
  }

  serial(name: string): string {
    return join(this.#places.folder, `${name}.serial`);
  }

  /** Lets all of them run. */
  async go(): Promise<Result<null>> {
    return first(await Promise.all(this.machines.map((machine) => machine.go())));
  }

  /** Makes every link as the wiring says. */
  async wire(wiring: Wiring): Promise<Result<null>> {
    const set = labCables(this.options.hosts).flatMap((cable) =>
      linksOf(cable).map(({ machine, link }) => this.machine(machine)?.setLink(link, carries(wiring, cable))),
    );
    return first(await Promise.all(set.flatMap((one) => (one === undefined ? [] : [one]))));
  }

  machine(name: string): VirtualMachine | undefined {
    return this.machines.find((one) => one.name === name);
  }

  /** Pauses all and writes disks and memory into a folder that did not exist; they end. */
  async keep(folder: string): Promise<Result<null>> {
    const whole = await this.wire(wholeWiring);
    if (!whole.ok) return whole;
    for (const machine of this.machines) {
      const paused = await machine.pause();
      if (!paused.ok) return { ok: false, problem: paused.problem };
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const machine of this.machines) {
      const saved = await machine.save(join(folder, `${machine.name}.memory`));
      if (!saved.ok) return { ok: false, problem: saved.problem };
    }
    await this.dispose();
    for (const { name } of this.machines) {
      const moved = await run('mv', [join(this.#places.folder, `${name}.qcow2`), join(folder, `${name}.qcow2`)]);
      if (!moved.ok) return moved;
    }
    return success(null);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.dispose()));
    await rm(this.#places.sockets, { recursive: true, force: true });
  }
}

function first(results: readonly Result<unknown>[]): Result<null> {
  const bad = results.find((one) => !one.ok);
  return bad?.ok === false ? bad : success(null);
}

/** A disk that has what another one has, and keeps what is changed. */
function overlay(backing: string, disk: string): Promise<Result<null>> {
  return run('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', backing, disk]);
}

function run(tool: string, words: readonly string[]): Promise<Result<null>> {
  return new Promise((resolve) => {
    execFile(tool, words, (error, _stdout, stderr) => {
      resolve(
        error === null
          ? success(null)
          : failure('disk-made', `${tool} failed: ${stderr.trim() === '' ? error.message : stderr.trim()}`),
      );
    });
  });
}

/** A port of 127.0.0.1 that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A listening port without a number');
  return address.port;
}
