import { inventoryHost } from '../../core/hosts/inventory.ts';
import { failure, success, type Result } from '../../core/result.ts';
import type { TrustSource } from '../ssh/session.ts';
import type { Lab } from './lab.ts';
import type { Reach } from './open-application.ts';
import type { EntryPorts } from './ports.ts';

/** How the question for a host's key is answered when its fingerprint is known beforehand; else the entry asks its person. */
export function answerForKey(
  lab: Pick<Lab, 'inventory'>,
  host: string,
  expected: string | undefined,
): Result<Partial<Pick<EntryPorts, 'askHostKey'>>> {
  const { hosts } = lab.inventory;
  if (!Object.hasOwn(hosts, host))
    return failure('no-such-host', `There is no host ${host} there.`, `The hosts are ${Object.keys(hosts).join(', ')}.`);
  if (expected === undefined) return success({});
  if (!inventoryHost.shape.hostKey.safeParse(expected).success)
    return failure('fingerprint-shape', 'A fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it.');
  return success({ askHostKey: async (key) => key.fingerprints.sha256 === expected });
}

/** Connects to a host, so that its key is compared and written down; nothing is asked of it. */
export async function learnHostKey(
  reach: Reach,
  host: string,
  signal: AbortSignal,
): Promise<Result<{ readonly fingerprint: string; readonly how: TrustSource }>> {
  const session = await reach.sessions.open(host, { signal });
  return session.ok ? success({ fingerprint: session.value.fingerprint, how: session.value.trust }) : session;
}
