import { z } from 'zod';
import type { Problem } from '../result.ts';
import { stream } from './contract.ts';
import { name, ours } from './ours.ts';

/** Something that a host said, and when. What it said last stays when it does not answer, and gets older. */
export interface Told<Value> {
  /** Null until it answered once. */
  readonly value: Value | null;
  /** When it said so; our clock, ISO 8601. */
  readonly at: string | null;
  /** Why it did not answer the last time; null when it did. */
  readonly problem: Problem | null;
}

/** A domain that exists now, as `xm list` or `xl list` has it, with its load by `xentop`. */
export interface SeenDomain {
  readonly name: string;
  readonly id: number;
  readonly memoryMebibytes: number;
  readonly vcpus: number;
  /** As it was printed: running, blocked, paused, shut down, crashed, dying, a dash where it is not so. */
  readonly state: string;
  readonly cpuSeconds: number;
  /** Of one processor, since the round before; null where that is not known. */
  readonly cpuPercent: number | null;
}

/** What a guest is to be started with, by its file in /etc/xen. */
export interface SeenConfiguration {
  readonly guest: string;
  readonly memoryMebibytes: number | null;
  readonly maximumMebibytes: number | null;
  readonly vcpus: number | null;
  readonly bootloader: string;
  readonly disks: readonly { readonly kind: string; readonly source: string; readonly device: string; readonly mode: string }[];
  readonly vifs: readonly { readonly mac: string; readonly bridge: string }[];
}

/** A virtual network of libvirt. */
export interface SeenNetwork {
  readonly name: string;
  readonly active: boolean;
  readonly autostart: boolean;
  readonly bridge: string;
  readonly address: string;
  readonly netmask: string;
  /** The host's adapter that it is bound to; '' for any, null where it is not forwarded. */
  readonly forward: string | null;
  readonly ranges: readonly { readonly start: string; readonly end: string }[];
}

/** A Xen host with its guests. */
export interface SeenHost {
  readonly host: string;
  /** `tool`: which of the two the host has; it is the console's way in too. */
  readonly domains: Told<{ readonly tool: 'xm' | 'xl'; readonly domains: readonly SeenDomain[] }>;
  /** Guests that libvirt knows and that do not run now. */
  readonly off: Told<readonly string[]>;
  readonly configurations: Told<readonly SeenConfiguration[]>;
  readonly networks: Told<readonly SeenNetwork[]>;
}

/** A logical drive with where it is mapped. */
export interface SeenDrive {
  readonly name: string;
  readonly status: string | null;
  readonly capacity: string | null;
  readonly preferredOwner: string | null;
  readonly currentOwner: string | null;
  /** Host groups and hosts that it is mapped to, each with its LUN. */
  readonly mappings: readonly { readonly lun: number; readonly to: string | null }[];
}

/** A storage subsystem, as SMcli tells it. */
export interface SeenArray {
  readonly host: string;
  readonly controllers: Told<
    readonly { readonly name: string; readonly status: string | null; readonly firmware: string | null }[]
  >;
  readonly drives: Told<readonly SeenDrive[]>;
  readonly groups: Told<
    readonly { readonly name: string | null; readonly hosts: readonly { readonly name: string; readonly ports: number }[] }[]
  >;
}

/** What the hosts of a run say of guests and storage at this moment. Nothing of it is evidence. */
export interface GuestsSight {
  readonly hosts: readonly SeenHost[];
  readonly arrays: readonly SeenArray[];
}

export const guestCalls = {
  /** Asked of the hosts of a run for as long as somebody watches, again at each answer. Problems: those of reading the run and finding its hosts. */
  'guests.watch': stream(z.strictObject({ run: name }), ours<GuestsSight>()),
};
