import type { WindowCommand } from '../../core/contract/native.ts';
import type { PrintPdf } from './report.ts';

/** What an entry brings that has a desktop around it. */
export interface Native {
  /** Commands chosen in its menus, until the signal is aborted. */
  readonly commands: (signal: AbortSignal) => AsyncIterable<WindowCommand>;
  /** Asks, with the whole address shown; true when it was opened. */
  readonly openOutside: (address: string) => Promise<boolean>;
  /** Asks for a file to write; null when nobody wanted to. `kinds`: words for the dialog, and the ends of such files. */
  readonly chooseFile: (asked: {
    readonly title: string;
    readonly name: string;
    readonly kind: string;
    readonly ends: readonly string[];
  }) => Promise<string | null>;
  readonly printPdf: PrintPdf;
}
