/**
 * Facts that name something of the place where they were asked: hosts, guests, arrays, switches, zones, storage. By probe, as pointers into
 * its facts (RFC 6901) with `*` for every item. Addresses and world wide names are not listed: their shape tells.
 */
export const IDENTIFYING_FACTS: Readonly<Record<string, readonly string[]>> = {
  'brocade.switch': ['/name'],
  'brocade.zoning': [
    '/defined/configurations/*/name',
    '/defined/zones/*/name',
    '/defined/aliases/*/name',
    '/effective/configuration',
    '/effective/zones/*/name',
  ],
  'guest.leases': ['/leases/*/name'],
  'host.identity': ['/node'],
  'rdac.array': ['/name'],
  'rdac.arrays': ['/arrays/*/name'],
  'rdac.tree': ['/arrays/*/name'],
  'rdac.virtualDevices': ['/devices/*/array'],
  'smcli.hostTopology': ['/groups/*', '/hosts/*/name'],
  'smcli.logicalDrives': ['/drives/*/name'],
  'smcli.lunMappings': ['/mappings/*/name'],
  'virsh.domains': ['/domains/*/name'],
  'xl.list': ['/domains/*/name'],
  'xm.list': ['/domains/*/name'],
};

/** The names among a probe's facts. */
export function identifyingFacts(probe: string, facts: unknown): readonly string[] {
  return (IDENTIFYING_FACTS[probe] ?? []).flatMap((pointer) => textsAt(facts, pointer.split('/').slice(1)));
}

function textsAt(value: unknown, [member, ...rest]: readonly string[]): readonly string[] {
  if (member === undefined) return typeof value === 'string' ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (member === '*') return Object.values(value).flatMap((item) => textsAt(item, rest));
  return textsAt((value as Readonly<Record<string, unknown>>)[member], rest);
}
