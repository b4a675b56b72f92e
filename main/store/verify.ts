import { CHAIN_START, verifyChain } from '../../core/evidence/chain.ts';
import { sha256Hex } from '../../core/evidence/hash.ts';
import { lift } from '../../core/run/lift.ts';
import { artefactsOf } from '../../core/run/references.ts';
import type { RawEvent } from './event-row.ts';
import type { Verification } from './store.ts';

/**
 * Checks a run's evidence from the bytes up: the chain of its events, and every artefact that they refer to. Gives also the hashes of
 * those artefacts, each once. `head`: the hash that the last event is known to have, from a report or a manifest.
 */
export async function verifyEvidence(
  run: string,
  events: readonly RawEvent[],
  artefact: (hash: string) => Promise<Uint8Array | null>,
  head?: string,
): Promise<Verification & { readonly hashes: readonly string[] }> {
  const problems: string[] = [];
  const broken = verifyChain(events, head);
  if (broken !== null) problems.push(broken.sentence);
  const hashes = new Map<string, number>();
  for (const { sequence, event } of events) {
    const lifted = lift(event);
    if (!lifted.ok) problems.push(`Event ${sequence} cannot be read: ${lifted.problem.sentence}`);
    else for (const hash of artefactsOf(lifted.value)) if (!hashes.has(hash)) hashes.set(hash, sequence);
  }
  for (const [hash, sequence] of hashes) {
    const bytes = await artefact(hash);
    if (bytes === null) problems.push(`The output ${hash} that event ${sequence} refers to is missing.`);
    else if (sha256Hex(bytes) !== hash)
      problems.push(`The output ${hash} that event ${sequence} refers to is not what was stored.`);
  }
  return {
    run,
    events: events.length,
    artefacts: hashes.size,
    head: events.at(-1)?.hash ?? CHAIN_START,
    problems,
    hashes: [...hashes.keys()],
  };
}
