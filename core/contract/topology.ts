import { z } from 'zod';
import type { Topology } from '../topology/model.ts';
import { call, stream } from './contract.ts';
import { name, ours } from './ours.ts';

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
}

const run = name;
const sequence = z.number().int().min(1).nullable();

export const topologyCalls = {
  /** The moments after one, in order: those that are recorded first, then each that comes. */
  'topology.moments': stream(z.strictObject({ run, after: z.number().int().min(0) }), ours<readonly TopologyMoment[]>()),
  /** `sequence`: null for the end of the run. */
  'topology.at': call(z.strictObject({ run, sequence }), ours<TopologyAtMoment>()),
};
