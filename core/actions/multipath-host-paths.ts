import type { Fabric } from '../hosts/inventory.ts';
import type { HostPaths } from './last-path.ts';

/** What `multipath.daemonMaps` tells, as far as paths go. */
export interface MapFacts {
  readonly maps: readonly {
    readonly wwid: string;
    readonly groups: readonly {
      readonly paths: readonly {
        readonly device: string;
        readonly dmState: string;
        readonly checkState: string;
        readonly deviceState: string;
        /** WWPNs as `0x` and 16 digits; `[undef]` with iSCSI, and on some drivers for a path that is down. */
        readonly hostPort: string | null;
        readonly targetPort: string | null;
        readonly lunHex: string | null;
      }[];
    }[];
  }[];
}

/** What `iscsi.sessions` tells, as far as paths go. */
export interface SessionFacts {
  readonly sessions: readonly { readonly portal: string; readonly disks: readonly { readonly name: string }[] }[];
}

type Path = MapFacts['maps'][number]['groups'][number]['paths'][number];

/**
 * A host's paths to an array from dm-multipath. Over Fibre Channel a path names both its ports. Over iSCSI its session names the portal, and the
 * fabric's zones say which port of the host leads there; a portal that several ports of the host lead to says nothing of the port, which is then
 * not told. Ports are counted as the fabric lists them.
 */
export function hostPathsOfMaps(host: string, array: string, told: MapFacts, sessions: SessionFacts, fabric: Fabric): HostPaths {
  const own = fabric.ports.filter((port) => port.host === host);
  const targets = fabric.controllerPorts.filter((port) => port.array === array);
  const wayOf = (path: Path): { readonly target: string | null; readonly port: number | null } => {
    const portal = sessions.sessions.find(({ disks }) => disks.some(({ name }) => name === path.device))?.portal;
    const target = portal ?? wwpnOf(path.targetPort);
    const initiator = wwpnOf(path.hostPort);
    const ports = own.flatMap((port, index) => {
      const leads =
        initiator === null
          ? fabric.zones.some((zone) => zone.initiator === port.wwpn && zone.target === target)
          : port.wwpn === initiator;
      return leads ? [index] : [];
    });
    return { target, port: ports.length === 1 ? (ports[0] ?? null) : null };
  };
  const luns = told.maps.flatMap(({ wwid, groups }) => {
    const paths = groups.flatMap((group) => group.paths.map((path) => ({ path, ...wayOf(path) })));
    const there = paths.filter(({ target }) => targets.some(({ wwpn }) => wwpn === target));
    const first = there[0]?.path;
    if (first === undefined) return [];
    const lun = fabric.luns.find((one) => one.wwid !== undefined && wwid === `3${one.wwid}`)?.lun ?? lunOf(first.lunHex);
    if (lun === null) return [];
    const controllers = [...new Set(targets.map(({ controller }) => controller))].map((controller) => ({
      controller,
      paths: there
        .filter(({ target }) => targets.some((one) => one.wwpn === target && one.controller === controller))
        .map(({ path, port }) => ({ state: works(path) ? 'OPTIMAL' : 'FAILED', host: port })),
    }));
    return [{ lun, controllers }];
  });
  const working = new Set(
    luns.flatMap(({ controllers }) =>
      controllers.flatMap(({ paths }) => paths.filter(({ state }) => state === 'OPTIMAL').map((path) => path.host)),
    ),
  );
  const ports = own.map(({ wwpn }, index) => ({ host: index, wwpn, portState: working.has(index) ? 'Online' : 'Linkdown' }));
  return { host, array, ports, luns };
}

/** `ghost` is the passive side of an array, and well. */
function works(path: Path): boolean {
  return path.dmState === 'active' && /^(?:ready|ghost)$/u.test(path.checkState) && path.deviceState === 'running';
}

function wwpnOf(printed: string | null): string | null {
  const digits = /^0x([0-9a-fA-F]{16})$/u.exec(printed ?? '')?.[1];
  return digits === undefined ? null : digits.toLowerCase().replace(/(..)(?=.)/gu, '$1:');
}

/** Number of a LUN from SAM's eight bytes: of peripheral or flat addressing, the first two. */
function lunOf(printed: string | null): number | null {
  const digits = /^0x([0-9a-f]{4})[0-9a-f]{12}$/iu.exec(printed ?? '')?.[1];
  return digits === undefined ? null : parseInt(digits, 16) & 0x3fff;
}
