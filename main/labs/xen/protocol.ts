import type { Inventory } from '../../../core/hosts/inventory.ts';
import type { Result } from '../../../core/result.ts';
import type { HandDone } from '../hands.ts';
import type { Accelerator } from './machines.ts';
import type { XenLabOptions } from './options.ts';
import type { LabProgress } from './progress.ts';
import type { Hand } from './wiring.ts';

/** What the process of a running lab prints while it starts, one line of JSON each. */
export type Starting =
  | { readonly told: 'progress'; readonly progress: LabProgress }
  | { readonly told: 'ready' }
  | { readonly told: 'failed'; readonly code: string; readonly sentence: string; readonly next?: string };

/** A question is one line of JSON each way; each has a connection of its own. */
export type XenQuestion =
  | { readonly ask: 'status' }
  | { readonly ask: 'inventory' }
  | { readonly ask: 'hand'; readonly verb: Hand; readonly what: string }
  | { readonly ask: 'console'; readonly host: string }
  | { readonly ask: 'power'; readonly host: string }
  | { readonly ask: 'reset' }
  | { readonly ask: 'down' };

export interface XenMachineStatus {
  readonly name: string;
  readonly role: 'dom0' | 'array';
  readonly pid: number;
  readonly sshPort: number;
  readonly hostKey: string;
}

export interface XenLabStatus {
  readonly name: string;
  readonly pid: number;
  readonly options: XenLabOptions;
  readonly accelerator: Accelerator;
  readonly startedAt: string;
  readonly machines: readonly XenMachineStatus[];
  readonly cables: readonly { readonly label: string; readonly pulled: boolean; readonly light: boolean }[];
  readonly failedControllers: readonly ('A' | 'B')[];
}

export interface XenAnswers {
  readonly status: XenLabStatus;
  readonly inventory: Inventory;
  readonly hand: Result<HandDone>;
  readonly console: readonly string[];
  readonly power: Result<null>;
  readonly reset: Result<null>;
  readonly down: null;
}

export type XenReply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly sentence: string };
