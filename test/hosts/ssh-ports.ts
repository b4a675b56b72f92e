import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, success } from '../../core/result.ts';
import type { SshPorts } from '../../main/ssh/ports.ts';
import { createTrust, type TrustOptions } from '../../main/ssh/trust.ts';

/** Ports for tests: known_hosts in a folder of the test's own, key files read, nobody to ask unless given. */
export function testPorts(
  folder: string,
  changes: Partial<SshPorts> & { readonly trusting?: Partial<TrustOptions> } = {},
): SshPorts {
  const { trusting, ...ports } = changes;
  return {
    secrets: { reveal: async () => failure('nobody-to-ask', 'there is nobody to ask') },
    trust: createTrust({ ownFile: join(folder, 'known_hosts'), readFiles: [], ...trusting }),
    readKey: async (path) => success(new Uint8Array(await readFile(path))),
    ...ports,
  };
}
