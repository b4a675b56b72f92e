import type { Inventory } from '../../core/hosts/inventory.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { runningXenLabs, findXenLab } from '../labs/xen/start.ts';
import type { XenLabClient } from '../labs/xen/client.ts';
import type { Lab } from './lab.ts';

/** Name of the Xen lab that `lab xen up` starts unless told otherwise. */
export const XEN = 'xen';

/** A running Xen lab as runs see it: real hosts at their own pace, with hands on its cables. */
export async function xenLabOf(client: XenLabClient): Promise<Lab> {
  return {
    kind: 'xen',
    name: client.registration.name,
    simulated: false,
    scale: 1,
    inventory: await client.inventory(),
    hands: client.hands(),
    isLabKey: isXenLabKey,
    dispose: async () => {},
  };
}

/** True for host keys that a running Xen lab of this user registered, those of its guests included. */
export async function isXenLabKey(fingerprint: string): Promise<boolean> {
  return (await runningXenLabs()).some(
    ({ registration: { hosts, guestKey } }) =>
      guestKey === fingerprint || Object.values(hosts).some(({ hostKey }) => hostKey === fingerprint),
  );
}

/** The running Xen lab of this name. Problem: `no-such-lab`. */
export async function xenLab(name: string): Promise<Result<Lab>> {
  const client = await findXenLab(name);
  if (client !== undefined) return success(await xenLabOf(client));
  return failure(
    'no-such-lab',
    name === XEN ? 'No Xen lab runs.' : `No Xen lab called ${name} runs.`,
    `Start it: xenpath lab xen up${name === XEN ? '' : ` --name ${name}`}`,
  );
}

/**
 * The running Xen lab whose hosts an inventory names: it pins a key that the lab registered for that port, for each of them. Labs of one state have
 * the same keys, and ports of their own.
 */
export async function xenLabBehind(inventory: Inventory): Promise<Lab | undefined> {
  const hosts = Object.values(inventory.hosts);
  for (const client of await runningXenLabs()) {
    const registered = Object.values(client.registration.hosts);
    const its = hosts.every(({ address, port, hostKey }) =>
      registered.some((one) => address === '127.0.0.1' && one.port === port && one.hostKey === hostKey),
    );
    if (its && hosts.length > 0) return { ...(await xenLabOf(client)), inventory };
  }
  return undefined;
}
