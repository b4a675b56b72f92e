import { z } from 'zod';
import type { ActionClass } from '../actions/action.ts';
import type { Problem } from '../result.ts';
import type { Underway } from '../run/underway.ts';
import { call, stream } from './contract.ts';
import { element, name, nothing, ours } from './ours.ts';

const steps = z.array(name).max(1000).nullable();

/** What a person may have done in a run. One at a time: hosts are changed by one hand. */
export const task = z.discriminatedUnion('kind', [
  /** Steps and hosts that are to be done; null: all that are left. `redo`: steps that act although they are already so. */
  z.strictObject({ kind: z.literal('go'), steps, hosts: steps, redo: z.array(name).max(1000) }),
  /** Asks checkpoints again and changes nothing. */
  z.strictObject({ kind: z.literal('check'), steps, hosts: steps }),
  z.strictObject({ kind: z.literal('undo'), step: name, host: name }),
  z.strictObject({ kind: z.literal('restore'), path: z.string().min(1).max(4096), host: name }),
  z.strictObject({ kind: z.literal('unlock'), host: name }),
  /** Asks, of the machine that it stands in, what tells of an element of the topology, and keeps the answers. Changes nothing. */
  z.strictObject({ kind: z.literal('look'), element }),
]);
export type Task = z.infer<typeof task>;

/** What a person says of a run; nothing is asked of any host. */
export const word = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('waive'), step: name, check: name, host: name, reason: z.string().trim().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal('attest'),
    step: name,
    check: name.nullable(),
    host: name,
    statement: z.string().trim().min(1).max(10_000),
    /** Closes an act whose outcome is not known. */
    act: z.enum(['happened', 'did-not-happen']).nullable(),
  }),
  z.strictObject({ kind: z.literal('skip'), step: name, host: name, reason: z.string().trim().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal('note'),
    step: name.nullable(),
    host: name.nullable(),
    element: element.exactOptional(),
    text: z.string().trim().min(1).max(100_000),
  }),
]);
export type Word = z.infer<typeof word>;

/** A file that an edit would change. `diff`: as diff -u writes it; null when it cannot be told yet, and then why. */
export interface EditShown {
  readonly host: string;
  readonly path: string;
  readonly diff: string | null;
  readonly why: string | null;
}

/** Something that a person has to answer before work goes on. */
export type Question =
  | {
      readonly kind: 'step';
      readonly step: string;
      readonly title: string;
      readonly host: string;
      readonly class: ActionClass;
      readonly commands: readonly { readonly title: string; readonly command: string; readonly class: ActionClass }[];
      readonly edits: readonly EditShown[];
      readonly firstOf: readonly string[];
    }
  | { readonly kind: 'rest'; readonly step: string; readonly done: string; readonly rest: readonly string[] }
  | {
      readonly kind: 'destroy';
      readonly step: string;
      readonly host: string;
      readonly device: string;
      readonly labHost: boolean;
      readonly command: string;
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'undo';
      readonly title: string;
      readonly host: string;
      readonly dependants: readonly string[];
      readonly files: readonly string[];
      readonly commands: readonly { readonly title: string; readonly command: string; readonly host: string }[];
    }
  | { readonly kind: 'manual'; readonly step: string; readonly host: string; readonly text: string }
  | {
      readonly kind: 'secret';
      readonly host: string;
      readonly user: string;
      readonly what: string;
      readonly hidden: boolean;
      /** Whether it may be kept in the system's safe place, when its person says so. */
      readonly keepable: boolean;
    }
  | {
      readonly kind: 'host-key';
      readonly host: string;
      readonly address: string;
      readonly port: number;
      readonly type: string;
      readonly sha256: string;
      readonly md5: string;
      /** Types of other keys that are known of this host. */
      readonly knownTypes: readonly string[];
    };

/** A question while it is open. `asked`: our clock, ISO 8601. */
export interface OpenQuestion {
  readonly id: string;
  /** Null for one about hosts outside of any run. */
  readonly run: string | null;
  readonly asked: string;
  readonly question: Question;
}

/** What this process is doing in a run, and what it came to the last time. */
export interface Working {
  readonly run: string;
  readonly task: Task | null;
  /** Our clock, ISO 8601; null while nothing is done. */
  readonly since: string | null;
  /** It was asked to stop, and the act in flight is coming to its end. */
  readonly stopping: boolean;
  readonly last: { readonly task: Task; readonly sentence: string; readonly problem: Problem | null } | null;
}

/** Everything that is under way in this process, whole, again at each change. */
export interface Desk {
  readonly working: readonly Working[];
  readonly questions: readonly OpenQuestion[];
}

export const workCalls = {
  'desk.watch': stream(nothing, ours<Desk>()),
  /** What is done at this moment in a run, whole, again as it changes. None of it is evidence. */
  'work.underway': stream(z.strictObject({ run: name }), ours<readonly Underway[]>()),
  /** Begins; what comes of it is in the run's events and on the desk. Refused while the run is worked on. */
  'work.begin': call(z.strictObject({ run: name, task }), nothing),
  /** After the act in flight. */
  'work.stop': call(z.strictObject({ run: name }), nothing),
  /**
   * Null: no, or not done. Text: `yes` to a step, to the rest, to an undo, to a host key; HOST:DEVICE as it was typed; what was done by hand; a secret, which goes
   * nowhere but to the host that asks; with `keep` also to the system's safe place, where there is one.
   */
  'work.answer': call(
    z.strictObject({ question: name, answer: z.string().max(10_000).nullable(), keep: z.boolean().exactOptional() }),
    nothing,
  ),
  'work.say': call(z.strictObject({ run: name, word }), nothing),
};
