import type { LayoutPort } from './layout.ts';
import type { Consent } from '../engine/ports.ts';
import type { SecretKeeper } from './kept-secrets.ts';
import type { Native } from './native.ts';
import type { LabProcesses } from '../labs/practice/lab-processes.ts';
import type { SecretPurpose } from '../ssh/ports.ts';
import type { HostKeyQuestion } from '../ssh/trust.ts';
import type { PrintPdf } from './report.ts';

/** A file that was made for a page to fetch. */
export interface OfferedFile {
  /** Folder of its own, which goes when the file is not offered any more. */
  readonly folder: string;
  readonly path: string;
  /** Name under which the browser saves it. */
  readonly name: string;
  readonly type: string;
}

/** What an entry brings whose window is a page of a browser: no dialog asks where a file is to be, the browser fetches it. */
export interface PagePorts {
  /** Address of a report for the page's frame, at the page's own origin. */
  readonly reportAddress: (run: string) => string;
  /** Address at which a file can be fetched for a while. */
  readonly offer: (file: OfferedFile) => string;
  readonly printPdf: PrintPdf;
}

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
  /** Left out where secrets are asked for each time and never written. */
  readonly secrets?: SecretKeeper;
  /** Left out where there is no desktop around the window. */
  readonly native?: Native;
  /** Left out where the window is no page of a browser. */
  readonly page?: PagePorts;
  /** One line about what is being waited for; not evidence. */
  readonly say: (line: string) => void;
}
