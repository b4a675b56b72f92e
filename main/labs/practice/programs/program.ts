import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';

/**
 * A simulated program: what stands behind a path like /usr/sbin/xm on a practice host. It reads and changes the
 * world through the world's own operations and prints what the real program prints.
 */
export type Program = (call: ProgramCall) => Promise<number>;

export interface ProgramCall {
  readonly world: World;
  /** The host it runs on. */
  readonly machine: Machine;
  readonly user: string;
  /** As typed: `xm`, `/usr/sbin/xm`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whole standard input when it is no terminal; resolves at its end. */
  readonly readInput: () => Promise<string>;
  /** One line from the terminal or standard input, without its end; null at end of input. */
  readonly readLine: () => Promise<string | null>;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly terminal: { readonly columns: number; readonly rows: number } | null;
  /** Time of the world in milliseconds; rejects when the process is killed or the machine goes down. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Set when the process is killed (SIGINT, SIGTERM, machine down). */
  readonly signal: AbortSignal;
}
