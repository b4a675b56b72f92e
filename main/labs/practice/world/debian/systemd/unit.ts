import type { Machine } from '../../machine.ts';

/** A unit of systemd as the lab knows it: what it says of itself, and what starting and stopping it does. */
export interface UnitDefinition {
  readonly name: string;
  readonly description: string;
  readonly documentation: readonly string[];
  /** Made of an init script by systemd-sysv-generator. */
  readonly sysv?: boolean;
  /** Command line of its main process; null: it runs once and is done. Sockets listen. */
  readonly daemon: string | null;
  /** What else runs in it. */
  readonly helpers?: readonly string[];
  readonly wantedBy: string;
  readonly aliases?: readonly string[];
  /** Unit whose start this one's start brings along. */
  readonly requires?: readonly string[];
  /** Started at boot in this order. */
  readonly order: number;
  readonly startMs: number;
  /** The other way to it: a socket that starts it. */
  readonly triggeredBy?: string;
  /** What its start does, once its process is there; a sentence for the journal when it fails. */
  readonly start?: (machine: Machine, pid: number | null) => string | null;
  readonly stop?: (machine: Machine) => void;
  /** What its program writes to the journal at its start. */
  readonly says?: (machine: Machine) => readonly string[];
}

/** Name of the program in the journal: `multipathd`. */
export function identifierOf(unit: Pick<UnitDefinition, 'name' | 'daemon'>): string {
  const program = unit.daemon?.split(' ')[0] ?? unit.name.replace(/\.[a-z]+$/u, '');
  return program.slice(program.lastIndexOf('/') + 1).replace(/:$/u, '');
}
