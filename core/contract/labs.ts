import { z } from 'zod';
import type { Problem } from '../result.ts';
import { call, stream } from './contract.ts';
import { name, nothing, ours } from './ours.ts';

/** What a new practice lab is to be; what is left out is as it comes. */
export const practiceWish = z.strictObject({
  hosts: z.number().int().min(1).max(16).exactOptional(),
  state: z.enum(['fresh', 'xen', 'multipath', 'guests']).exactOptional(),
  seed: z.number().int().min(0).max(0xffff_ffff).exactOptional(),
  luns: z.number().int().min(1).max(32).exactOptional(),
  paths: z.union([z.literal(2), z.literal(4), z.literal(8)]).exactOptional(),
  architecture: z.enum(['i686', 'x86_64']).exactOptional(),
  speed: z.number().positive().max(10_000).exactOptional(),
  crypto: z.enum(['legacy', 'modern']).exactOptional(),
});
export type PracticeWish = z.infer<typeof practiceWish>;

/** Which hosts a new run works on. */
export const hostsChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('practice'), wish: practiceWish }),
  z.strictObject({ kind: z.literal('lab'), name }),
  /** An inventory that is kept in the data folder. */
  z.strictObject({ kind: z.literal('inventory'), name }),
]);
export type HostsChoice = z.infer<typeof hostsChoice>;

/** A lab that runs, or one that could. */
export interface LabListing {
  readonly name: string;
  readonly kind: 'practice' | 'xen';
  readonly simulated: boolean;
  readonly running: boolean;
  /** How much faster its time passes; null while it does not run. */
  readonly scale: number | null;
  readonly hosts: readonly string[];
  /** What its hands may take away and give back, by the labels on the cables. */
  readonly cables: readonly string[];
}

/** An inventory of the user's own hosts that the data folder keeps. */
export interface InventoryListing {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Why it cannot be used, when it cannot. */
  readonly problem: Problem | null;
}

/** What stands in the rack of a lab, as a person before it sees it. */
export interface LabRack {
  readonly cables: readonly LabCable[];
  readonly controllers: readonly LabController[];
  readonly machines: readonly LabMachine[];
}
export interface LabCable {
  readonly label: string;
  /** Its two ends: `port 0 of xenhost`, `port 1 of sw1`. */
  readonly ends: readonly [string, string];
  readonly plugged: boolean;
}
export interface LabController {
  readonly name: 'A' | 'B';
  readonly works: boolean;
}
/** A machine of the lab; guests are machines too, and have no button of their own. */
export interface LabMachine {
  readonly name: string;
  readonly power: MachinePower;
  readonly isGuest: boolean;
  /** Name of the Xen host that it is a guest of, while it runs there. */
  readonly guestOf: string | null;
}
/** `panic`: it has power and answers nothing until somebody resets it. */
export type MachinePower = 'off' | 'booting' | 'up' | 'stopping' | 'panic';

/** A mistake of the catalogue, as something a person does. */
export interface MistakeListing {
  readonly name: string;
  readonly title: string;
  /** What the person believed. */
  readonly belief: string;
  /** When in the procedure people make it: the step's id. What it takes may not be there at another time; then making it is refused. */
  readonly moment: { readonly when: 'before' | 'after'; readonly step: string };
}

/** Labs come and go without a window's doing: the command line and other runs start them. */
export const labCalls = {
  'labs.watch': stream(nothing, ours<readonly LabListing[]>()),
  'labs.up': call(practiceWish, ours<LabListing>()),
  'labs.down': call(z.strictObject({ name }), nothing),
  /** In the place of a person at the rack; a sentence of what was done. */
  'labs.hand': call(z.strictObject({ lab: name, does: z.enum(['pull', 'plug', 'fail', 'recover']), what: name }), z.string()),
  /** What stands in its rack, now and whenever that changes; ends when the lab does. */
  'labs.rack': stream(z.strictObject({ lab: name }), ours<LabRack>()),
  /** A button at the front of a machine. */
  'labs.power': call(z.strictObject({ lab: name, host: name, does: z.enum(['on', 'off', 'reset']) }), nothing),
  'inventories.list': call(nothing, ours<readonly InventoryListing[]>()),
  /** Those that can be made in this lab, in the order of its procedure. */
  'labs.mistakes': call(z.strictObject({ lab: name }), ours<readonly MistakeListing[]>()),
  'labs.break': call(z.strictObject({ lab: name, mistake: name }), z.string()),
};
