import { z } from 'zod';
import type { OutputReference } from '../run/events.ts';
import type { Topology } from '../topology/model.ts';
import type { RecordedLayout } from '../topology/recorded-layout.ts';
import { call, stream } from './contract.ts';
import { element, name, ours } from './ours.ts';

/** A moment at which what is connected was other than before. */
export interface TopologyMoment {
  /** The last event that it is made of. */
  readonly sequence: number;
  readonly at: string;
  /** Step in which that was found out; null outside of steps. */
  readonly step: string | null;
  readonly host: string | null;
}

/** What is connected to what, as it was known right after an event. */
export interface TopologyAtMoment {
  readonly sequence: number;
  readonly at: string;
  readonly topology: Topology;
  /** As they were recorded with it; none where the moment is not a recorded one. */
  readonly layouts: readonly RecordedLayout[];
}

/** Where a fact comes from: what was asked of whom, and what came back. */
export interface FactSource {
  readonly sequence: number;
  readonly result: number;
  readonly host: string;
  readonly title: string;
  readonly command: string;
  readonly at: string;
  readonly step: string | null;
  readonly exit: number | null;
  readonly stdout: OutputReference;
}

/** A command that only reads, and tells of an element. */
export interface LookCommand {
  readonly host: string;
  readonly title: string;
  readonly command: string;
}

/** Forms in which a person takes a topology away. */
export const topologyForms = ['svg', 'png', 'csv', 'yaml'] as const;
export type TopologyForm = (typeof topologyForms)[number];

const run = name;
const sequence = z.number().int().min(1).nullable();

export const topologyCalls = {
  /** The moments after one, in order: those that are recorded first, then each that comes. */
  'topology.moments': stream(z.strictObject({ run, after: z.number().int().min(0) }), ours<readonly TopologyMoment[]>()),
  /** `sequence`: null for the end of the run. */
  'topology.at': call(z.strictObject({ run, sequence }), ours<TopologyAtMoment>()),
  /** Where facts come from, by the places that they name. */
  'topology.sources': call(
    z.strictObject({ run, places: z.array(z.strictObject({ sequence: z.number().int(), result: z.number().int() })).max(200) }),
    ours<readonly FactSource[]>(),
  ),
  /** What a person would ask to know more of an element. */
  'topology.commands': call(z.strictObject({ run, element }), ours<readonly LookCommand[]>()),
  /** Asks where a file is to be, and writes it there. The path; null when the person thought better of it. Problem outside of a desktop: `not-here`. */
  'topology.save': call(
    z.strictObject({ name, form: z.enum(topologyForms), base64: z.base64().max(28_000_000) }),
    ours<string | null>(),
  ),
  /** What was found, as the section of an inventory that declares it: YAML, and what is to be looked at before it is taken. */
  'topology.adopt': call(z.strictObject({ run }), ours<{ readonly text: string; readonly remarks: readonly string[] }>()),
};
