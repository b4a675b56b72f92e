import { FileError } from './file-error.ts';
import { Files } from './files.ts';
import { Killed, signalName } from './killed.ts';
import { kindsOfMachine } from './kinds.ts';
import { clockText } from './clock.ts';
import type { MachineState, MountState, ProcessState } from './state.ts';
import type { World } from './world.ts';

/** Time from the order to reboot until the network is gone. */
const stopMs = 4_000;

/** One host, switch or management station: its state, and what can be done to it. What is here and not in the state dies with the power. */
export class Machine {
  readonly world: World;
  readonly state: MachineState;
  readonly files: Files;
  /** Set when the machine loses power or halts; a new one for each boot. */
  #life = new AbortController();
  readonly #kill = new Map<number, (signal: number) => void>();

  constructor(world: World, state: MachineState) {
    this.world = world;
    this.state = state;
    this.files = new Files({
      mounts: () => state.mounts,
      tree: (id) => world.tree(id),
      computed: () => world.computedNodes(state.kind),
      node: (provider, path) => provider.node(world, this, path),
      now: () => this.now(),
      freeBytes: (tree) => world.freeBytes(tree),
    });
  }

  get name(): string {
    return this.state.name;
  }

  get up(): boolean {
    return this.state.power === 'up';
  }

  /** The machine's own clock, milliseconds since 1970 UTC. */
  now(): number {
    return this.world.now() + this.state.clockSkewMs;
  }

  /** Aborted at the moment when this boot of the machine ends. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  /** Waits in world time; rejects with Killed when the machine goes down first. */
  sleep(milliseconds: number): Promise<void> {
    return this.world.wait(milliseconds, this.life);
  }

  /** Gives power to a machine that is off. The boot itself is the parts' work and takes time; whenUp() waits for it. */
  powerOn(): void {
    if (this.state.power !== 'off') return;
    this.state.power = 'booting';
    this.state.console = [];
    this.world.schedule(this.world.now() + kindsOfMachine[this.state.kind].firmwareMs, {
      type: 'machine.boot',
      machine: this.name,
    });
  }

  /** Takes the power away: at once, without a word. Boots nothing again. */
  cutPower(): void {
    this.#end();
    this.state.power = 'off';
  }

  /** Orderly: sessions are dropped after a moment, then the machine is off, or boots again. */
  shutDown(then: 'off' | 'reboot'): void {
    if (this.state.power !== 'up' && this.state.power !== 'panic') return;
    this.state.power = 'stopping';
    this.world.schedule(this.world.now() + stopMs, { type: 'machine.down', machine: this.name, then });
  }

  /** The kernel died: whatever runs here stops, the console says why. */
  panic(lines: readonly string[]): void {
    this.writeConsole(lines);
    this.#end();
    this.state.power = 'panic';
  }

  /** As the reset button: at once, from any state with power. */
  reset(): void {
    if (this.state.power === 'off') return;
    this.cutPower();
    this.powerOn();
  }

  /** Resolves when the machine is up; rejects when `signal` is set first. */
  async whenUp(signal?: AbortSignal): Promise<void> {
    while (!this.up) await this.world.nextSignal(signal);
  }

  /** Mounts a tree (or a computed file system) at a path whose directory exists. */
  mount(mount: MountState): void {
    if (!this.files.isDirectory(mount.path)) throw new FileError('ENOENT', mount.path);
    this.state.mounts.push(mount);
  }

  unmount(path: string): void {
    const at = this.state.mounts.findLastIndex((mount) => mount.path === path);
    if (at < 0) throw new FileError('EINVAL', path);
    const [gone] = this.state.mounts.splice(at, 1);
    if (gone?.type === 'tmpfs' && gone.tree !== null) this.world.removeTree(gone.tree);
  }

  /** Adds a process to the table. `onKill` is told signals (by number) that are sent to it; without it any deadly signal removes it. */
  startProcess(
    entry: Omit<ProcessState, 'pid' | 'startedAt' | 'state' | 'group'> & { readonly group?: number },
    onKill?: (signal: number) => void,
  ): ProcessState {
    const pid = this.state.nextPid;
    this.state.nextPid = pid >= 32_767 ? 300 : pid + 1;
    const process: ProcessState = { ...entry, pid, group: entry.group ?? pid, startedAt: this.now(), state: 'S' };
    this.state.processes.push(process);
    if (onKill !== undefined) this.#kill.set(pid, onKill);
    return process;
  }

  endProcess(pid: number): void {
    this.#kill.delete(pid);
    const at = this.state.processes.findIndex((process) => process.pid === pid);
    if (at >= 0) this.state.processes.splice(at, 1);
    for (const process of this.state.processes) if (process.parent === pid) process.parent = 1;
  }

  process(pid: number): ProcessState | undefined {
    return this.state.processes.find((process) => process.pid === pid);
  }

  /** From now on signals to this process go there: it has become another program (exec), or can handle them now. */
  handleSignals(pid: number, onKill: (signal: number) => void, command?: string): void {
    this.#kill.set(pid, onKill);
    const process = this.process(pid);
    if (process !== undefined && command !== undefined) process.command = command;
  }

  /** Sends a signal (0 only asks whether it is there). False: no such process. */
  kill(pid: number, signal: number): boolean {
    const process = this.process(pid);
    if (process === undefined) return false;
    if (signal === 0) return true;
    const handler = this.#kill.get(pid);
    if (handler !== undefined) handler(signal);
    else if (pid > 1 && signal !== 17 && signal !== 18) this.endProcess(pid);
    return true;
  }

  /** A line in the kernel's ring buffer and, while syslog can write, in /var/log/messages. */
  logKernel(text: string): void {
    this.state.kernelLog.push({ at: this.now(), text });
    if (this.state.kernelLog.length > 2_000) this.state.kernelLog.splice(0, 500);
    this.logSystem('kernel', text);
  }

  /** A line of syslog: `tag` as `xend[2612]` or `kernel`. */
  logSystem(tag: string, text: string): void {
    if (this.world.parts.some((part) => part.log?.(this, tag, text) === true)) return;
    try {
      if (this.files.isDirectory('/var/log'))
        this.files.append(
          '/var/log/messages',
          `${clockText(this.now(), 'syslog')} ${this.state.hostname} ${tag}: ${text}\n`,
          0o600,
        );
    } catch (problem) {
      // A full or read-only /var/log loses the line, as syslogd does.
      if (!(problem instanceof FileError)) throw problem;
    }
  }

  writeConsole(lines: readonly string[]): void {
    this.state.console.push(...lines);
    if (this.state.console.length > 1_000) this.state.console.splice(0, this.state.console.length - 1_000);
    this.world.signal({ type: 'console', machine: this.name, lines });
  }

  /** Called by the world when the agenda says so. */
  boot(): void {
    if (this.state.power !== 'booting') return;
    this.#life = new AbortController();
    this.state.bootId = this.world.random.uuid();
    this.state.bootedAt = this.world.now();
    this.state.nextPid = 300;
    this.state.processes = [
      {
        pid: 1,
        parent: 0,
        group: 1,
        user: 'root',
        command: kindsOfMachine[this.state.kind].init,
        startedAt: this.now(),
        tty: '?',
        state: 'S',
      },
    ];
    this.state.mounts = [{ ...kindsOfMachine[this.state.kind].root, path: '/', tree: this.state.root }];
    const life = this.life;
    void this.#bootWith(life);
  }

  async #bootWith(life: AbortSignal): Promise<void> {
    try {
      for (const part of this.world.parts) {
        await part.boot?.(this.world, this);
        if (life.aborted) return;
      }
      this.state.power = 'up';
      this.world.signal({ type: 'up', machine: this.name });
    } catch (problem) {
      if (!(problem instanceof Killed)) this.world.fail(problem);
    }
  }

  /** Called by the world when the agenda says so. */
  down(then: 'off' | 'reboot'): void {
    this.cutPower();
    if (then === 'reboot') this.powerOn();
  }

  #end(): void {
    if (this.state.power === 'off') return;
    this.#life.abort(new Killed(signalName(9)));
    for (const handler of [...this.#kill.values()]) handler(9);
    this.#kill.clear();
    for (const mount of this.state.mounts) if (mount.type === 'tmpfs' && mount.tree !== null) this.world.removeTree(mount.tree);
    this.state.processes = [];
    this.state.mounts = [];
    this.state.kernelLog = [];
    this.state.power = 'off';
    this.world.cancelWhere((event) => event.machine === this.name && event.survivesPower !== true);
    for (const part of this.world.parts) part.powerLost?.(this.world, this);
    this.world.signal({ type: 'down', machine: this.name });
  }
}
