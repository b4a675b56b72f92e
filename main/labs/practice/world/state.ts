import type { MachinePower } from '../../../../core/contract/labs.ts';
import type { HostRole } from '../../../../core/hosts/inventory.ts';
import type { SystemName } from '../options.ts';
import type { SoftwareState } from './software/state.ts';
import type { DebianState } from './debian/state.ts';
import type { StorageState } from './storage/state.ts';

/**
 * The whole simulated world as ONE plain JSON object: it is written to the journal, read back after a crash, and copied in
 * tests. No functions, no Dates, no Maps, no undefined. Times are milliseconds since 1970 UTC on the world's own clock.
 */
export interface WorldState {
  format: 1;
  /** The family of its hosts; `rhel5` where nothing is said. */
  system?: SystemName;
  seed: number;
  /** State of the random generator (see random.ts). */
  random: number;
  /** The moment up to which the agenda has been executed. */
  now: number;
  /** Source of identifiers that must never repeat (agenda items, trees). */
  counter: number;
  /** What is going to happen, ordered by time. Survives the process; see world.ts. */
  agenda: AgendaItem[];
  machines: Record<string, MachineState>;
  /** Software of each machine, by the machine's name. */
  software: Record<string, SoftwareState>;
  storage: StorageState;
  /** Debian hosts and their array; absent in worlds without. */
  debian?: DebianState;
  /** Every file system there is, by id: local roots, file systems on LUNs and in images, tmpfs. */
  trees: Record<string, TreeState>;
}

/** Plain data: `type` names the handler (registered by a WorldPart), the rest is the handler's. */
export interface WorldEvent {
  readonly type: string;
  /** The machine in which this happens. Losing power removes such events, unless `survivesPower`. */
  readonly machine?: string;
  readonly survivesPower?: boolean;
  readonly [detail: string]: unknown;
}

export interface AgendaItem {
  id: number;
  at: number;
  event: WorldEvent;
}

/** Which operating system answers: decides shell, PATH, and which registered programs exist. */
export type MachineKind = 'rhel5' | 'debian12' | 'fos';

export interface MachineState {
  name: string;
  role: HostRole;
  kind: MachineKind;
  architecture: 'i686' | 'x86_64';
  power: MachinePower;
  /** As /proc/sys/kernel/random/boot_id prints it; a new one for each boot. */
  bootId: string;
  bootedAt: number;
  /** Clock of the machine minus the world's, in milliseconds. */
  clockSkewMs: number;
  hostname: string;
  /** Address in the lab's network; null while it has none (a guest that is down). */
  address: string | null;
  /** For a guest: the machine that runs it now, else null. */
  dom0: string | null;
  /** PEM of the SSH host key; null until the lab has made one. */
  hostKey: string | null;
  users: UserState[];
  /** Environment of a login, beside what sshd sets. */
  environment: Record<string, string>;
  /** Id of the tree mounted at `/`. */
  root: string;
  /** Ordered as mounted; the first is `/`. Emptied when power goes; boot mounts what fstab says. */
  mounts: MountState[];
  /** What ps shows. Emptied when power goes. */
  processes: ProcessState[];
  nextPid: number;
  /** Kernel ring buffer of this boot: what dmesg shows. */
  kernelLog: { at: number; text: string }[];
  /** What the serial console showed last, newest at the end, at most 1000 lines. */
  console: string[];
}

export interface UserState {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
  /** Plain: these are practice hosts whose password is printed by the lab. */
  password: string | null;
}

export interface MountState {
  /** `/dev/sde1`, `none`, `proc`, ... as mount(8) shows it. */
  device: string;
  /** Absolute, no trailing slash except `/`. */
  path: string;
  /** `ext3`, `proc`, `tmpfs`, ... */
  type: string;
  options: string;
  /** The tree that is seen there; null for computed file systems (proc, sysfs, devpts). */
  tree: string | null;
}

export interface ProcessState {
  pid: number;
  parent: number;
  user: string;
  /** Full command line, as ps -ef shows it (kernel threads and daemons as they name themselves). */
  command: string;
  startedAt: number;
  /** `?`, `pts/0`. */
  tty: string;
  /** ps state letters: S, D, R, Z. */
  state: string;
  /** Process group: what `kill -- -N` and Ctrl-C mean. */
  group: number;
}

/** A file system: path (from its own root, `/` itself included) to node. */
export interface TreeState {
  nodes: Record<string, FileNode>;
}

interface NodeBase {
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
}

export type FileNode =
  | (NodeBase & { kind: 'directory' })
  | (NodeBase & { kind: 'link'; target: string })
  | (NodeBase & {
      kind: 'file';
      /** Content: UTF-8 text, or base64 of bytes that are no UTF-8. Neither: empty. */
      text?: string;
      base64?: string;
      /** Length when larger than the content: what is beyond reads as zero bytes (a sparse or a zeroed image). */
      size?: number;
      /** Bytes allocated on disk, when it differs from the length (sparse files). */
      allocated?: number;
      /** Id in the storage state of what is on this file when it serves as a disk image. */
      disk?: string;
    })
  | (NodeBase & { kind: 'block' | 'character'; major: number; minor: number })
  | (NodeBase & { kind: 'fifo' });
