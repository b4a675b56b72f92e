import { anchor } from './words.ts';

/** A probe's command with its number in the appendix. */
export interface NumberedCommand {
  readonly number: number;
  readonly probe: string;
  readonly text: string;
  /** How many answers rest on it. */
  readonly asked: number;
}

/** What stands in the page once and is referred to from every other place: commands of probes, and outputs by the hash of their bytes. */
export interface Once {
  /** Number of a probe's command in the appendix: from 1, in the order of the page. */
  command(probe: string, text: string): number;
  /** Where these bytes stand already; null makes this the place, whose id is `anchor.output` of the hash. */
  output(hash: string): string | null;
  /** Every command that got a number so far. */
  commands(): readonly NumberedCommand[];
}

/** An empty register, for one page. */
export function createOnce(): Once {
  const commands = new Map<string, { number: number; probe: string; text: string; asked: number }>();
  const outputs = new Set<string>();
  return {
    command(probe, text) {
      const key = JSON.stringify([probe, text]);
      const known = commands.get(key) ?? { number: commands.size + 1, probe, text, asked: 0 };
      commands.set(key, known);
      known.asked += 1;
      return known.number;
    },
    output(hash) {
      if (outputs.has(hash)) return anchor.output(hash);
      outputs.add(hash);
      return null;
    },
    commands: () => [...commands.values()],
  };
}
