import type { LabRack } from '../../../../core/contract/labs.ts';
import type { Result } from '../../../../core/result.ts';
import type { HandDone } from '../../hands.ts';
import type { Program } from '../programs/program.ts';
import type { Machine } from './machine.ts';
import type { MachineKind, WorldEvent } from './state.ts';
import type { World } from './world.ts';

/**
 * What one area (software of hosts, storage and fabric, generic Unix programs) brings to the world. A world is its state
 * and its parts: the state is data, the parts are code and hold no state of their own.
 */
export interface WorldPart {
  readonly name: string;
  /** Path of the executable to program, by kind of machine. It exists on a machine only where its file does: see executable(). */
  readonly programs?: Partial<Record<MachineKind, Readonly<Record<string, Program>>>>;
  readonly nodes?: readonly ComputedNodes[];
  /** Executes a due agenda item of this type. Changes the world at once (synchronously); what takes time is scheduled. */
  readonly events?: Readonly<Record<string, (world: World, event: WorldEvent) => void>>;
  /**
   * A machine was given power. Takes world time through machine.sleep(), writes to its console, mounts, starts services;
   * ends by returning (the machine is then `up`) or by machine.panic(). Null: this part does not boot that machine.
   */
  readonly boot?: (world: World, machine: Machine) => Promise<void> | null;
  /** Called at once when a machine has lost power or halted, after its sessions and processes are gone. */
  readonly powerLost?: (world: World, machine: Machine) => void;
  /** Whether a connection to this TCP port of a machine that is up succeeds. Null: no opinion. Port 22 is open by default. */
  readonly reach?: (world: World, machine: Machine, port: number, from: Machine | null) => 'open' | 'refused' | 'timeout' | null;
  /** Takes a line that a machine logs; false: it goes where syslogd puts it. */
  readonly log?: (machine: Machine, tag: string, text: string) => boolean;
  readonly hands?: (world: World) => WorldHands;
  readonly blocks?: BlockDevices;
}

/** The lab's own hands: what happens, happens at once in the world. */
export interface WorldHands {
  readonly pull: (cable: string) => Result<HandDone>;
  readonly plug: (cable: string) => Result<HandDone>;
  readonly fail: (controller: string) => Result<HandDone>;
  readonly recover: (controller: string) => Result<HandDone>;
  /** What stands there, as hands would find it. */
  readonly look: () => Pick<LabRack, 'cables' | 'controllers'>;
}

/**
 * Bytes of block devices, for dd, cmp and the like. Promises take as long (in world time) as the device needs: for ever, while no
 * path is left. They reject with a FileError (EIO, ENOSPC, ENXIO).
 */
export interface BlockDevices {
  /** Size in bytes; null when `path` (absolute, links resolved, as /dev/sdb1) is no block device of this machine. */
  readonly size: (world: World, machine: Machine, path: string) => number | null;
  readonly read: (world: World, machine: Machine, path: string, offset: number, length: number) => Promise<Uint8Array>;
  /** `sync`: the write is through to the array when the promise resolves (oflag=direct, conv=fsync); else it may sit in a cache. */
  readonly write: (
    world: World,
    machine: Machine,
    path: string,
    offset: number,
    bytes: Uint8Array,
    sync: boolean,
  ) => Promise<void>;
}

/**
 * Files that are computed when looked at: /proc, /sys, /dev. `prefix` is where they start; `node` answers for the prefix and for
 * any path below it, with undefined for what does not exist. Providers may nest (/proc and /proc/mpp): directories are merged,
 * the provider with the longest prefix is asked first. A prefix whose own node is undefined does not show at all.
 */
export interface ComputedNodes {
  readonly kind: MachineKind;
  readonly prefix: string;
  readonly node: (world: World, machine: Machine, path: string) => ComputedNode | undefined;
}

export type ComputedNode =
  | { readonly kind: 'directory'; readonly entries: readonly string[]; readonly mode?: number }
  | {
      readonly kind: 'file';
      readonly text: string;
      readonly mode?: number;
      /** What writing to it does. Absent: EACCES. Throws FileError for what the kernel refuses. */
      readonly write?: (text: string) => void | Promise<void>;
    }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'block' | 'character'; readonly major: number; readonly minor: number; readonly mode?: number };
