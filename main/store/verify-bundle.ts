import { success, type Result } from '../../core/result.ts';
import { readBundle } from './bundle.ts';
import type { Verification } from './store.ts';
import { verifyEvidence } from './verify.ts';

/**
 * Checks an exported run in its folder, without taking it in. Problems: `bundle-shape`, `bundle-tampered`; what is wrong with its chain or
 * its outputs stands in the verification.
 */
export async function verifyBundle(folder: string): Promise<Result<Verification>> {
  const bundle = await readBundle(folder);
  if (!bundle.ok) return bundle;
  const { run, head, events, artefacts } = bundle.value;
  const { hashes: _hashes, ...verification } = await verifyEvidence(
    run,
    events,
    async (hash) => artefacts.get(hash) ?? null,
    head,
  );
  return success(verification);
}
