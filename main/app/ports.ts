import type { LayoutPort } from './layout.ts';
import type { Consent } from '../engine/ports.ts';
import type { Native } from './native.ts';
import type { LabProcesses } from '../labs/practice/lab-processes.ts';
import type { SecretPurpose } from '../ssh/ports.ts';
import type { HostKeyQuestion } from '../ssh/trust.ts';

/**
 * What an entry brings: the ways in which it can ask its person. Everything else of the application is the same for the desktop, the
 * browser page and the command line.
 */
export interface EntryPorts {
  /** Name that every event of this sitting is signed with. */
  readonly operator: string;
  /** Null where nobody can be asked, or nobody answered. */
  readonly askSecret: ((purpose: SecretPurpose) => Promise<string | null>) | null;
  readonly askHostKey: ((question: HostKeyQuestion) => Promise<boolean>) | null;
  readonly consent: Consent;
  /** Lays out diagrams beside the process; without it a run does not record the moments of its topology. */
  readonly layout?: LayoutPort;
  /** How practice labs run; left out: as processes of their own, which outlive this one. */
  readonly labs?: LabProcesses;
  /** Left out where there is no desktop around the window. */
  readonly native?: Native;
  /** One line about what is being waited for; not evidence. */
  readonly say: (line: string) => void;
}
