import { verifyChain, type Known } from '../../core/evidence/chain.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { rawEvent, type EventRow, type RawEvent } from './event-row.ts';

/** Whether what is read of runs is what was stored. What was found so in this process is not hashed again. */
export interface WholeChains {
  /**
   * The events of a run's rows, from its first or from a later one on, which is then taken for what was stored. Problem: `run-tampered`.
   */
  readonly read: (run: string, rows: readonly EventRow[]) => Result<readonly RawEvent[]>;
}

/** Remembers how far the chain of each run was found to hold. */
export function wholeChains(): WholeChains {
  const found = new Map<string, Known>();
  return {
    read: (run, rows) => {
      const events: RawEvent[] = [];
      for (const row of rows) {
        const event = rawEvent(run, row);
        if (event === null) return tampered(run, `Event ${row.sequence} is no JSON.`);
        events.push(event);
      }
      const [first] = events;
      const last = events.at(-1);
      if (first === undefined || last === undefined) return success(events);
      const before = found.get(run);
      const at = before === undefined ? undefined : events[before.sequence - first.sequence];
      const known = at?.hash === before?.hash ? at : undefined;
      const start = known ?? (first.sequence > 1 ? first : undefined);
      const broken = verifyChain(start === undefined ? events : events.slice(events.indexOf(start) + 1), undefined, start);
      if (broken !== null) return tampered(run, broken.sentence);
      if (known !== undefined || first.sequence === 1) found.set(run, { sequence: last.sequence, hash: last.hash });
      return success(events);
    },
  };
}

function tampered(run: string, sentence: string): { readonly ok: false; readonly problem: { code: string; sentence: string } } {
  return failure(
    'run-tampered',
    `The evidence of run ${run} is not as it was stored. ${sentence}`,
    `All that is not: xenpath verify ${run}`,
  );
}
