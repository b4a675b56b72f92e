import { practicePassword } from '../lab-options.ts';
import { hostNames, type WorldOptions } from '../options.ts';
import { passTime } from '../pass-time.ts';
import { unixPart } from '../programs/unix/unix.ts';
import { settle } from '../settle.ts';
import { defaultStart } from '../world/clock.ts';
import { buildArray } from '../world/debian/array/build.ts';
import { createDebianHost } from '../world/debian/install/host.ts';
import { prepareGuests, prepareDebianHost } from '../world/debian/install/stages.ts';
import { debianPart } from '../world/debian/part.ts';
import { bareAddress } from '../world/debian/network/links.ts';
import type { DebianHardware, Portal } from '../world/debian/state.ts';
import type { WorldPart } from '../world/part.ts';
import type { WorldState } from '../world/state.ts';
import { freeBytes } from '../world/storage/file-systems.ts';
import { World } from '../world/world.ts';
import { arrayOf, debianOf } from '../world/debian/debian.ts';
import type { LabSystem } from './system.ts';

const parts: readonly WorldPart[] = [unixPart, debianPart];

/** Its clock starts later than the article's: a Debian 12 of 2008 would be none. */
const debianStart = Date.UTC(2026, 10, 23, 9, 0, 0);
const bootedBeforeMs = 600_000;
const arrayName = 'ds4800';
const gibibyte = 1024 ** 3;

/** Addresses of hosts and array in the lab's network; the fabrics are 10.77.1.0/24 and 10.77.2.0/24. */
const managementAddress = (index: number): string => `192.168.1.${String(11 + index)}`;
const arrayAddress = '192.168.1.110';

/** Debian 12 with Xen 4.17, xl, dm-multipath and iSCSI, and an array with two controllers. */
export const debian12: LabSystem = {
  parts,
  create,
  declare: (world, _options, hosts) => {
    const array = arrayOf(world);
    const controllers = (['A', 'B'] as const).map((letter) => array.portals.find(({ controller }) => controller === letter)?.address ?? '');
    const own = hosts[array.name];
    if (own !== undefined) own.controllers = controllers;
    const { cables, hosts: machines } = debianOf(world);
    const fabricOf = (portal: Portal): number | undefined => cables.find((cable) => cable.machine === array.name && cable.port === portal.port)?.fabric;
    const ports = cables.flatMap(({ end, machine, port }) => {
      const address = machines[machine]?.ports[Number(port.slice(3))];
      return end.kind === 'host' && address !== undefined ? [{ host: machine, port: end.number, wwpn: bareAddress(address) }] : [];
    });
    return {
      fabric: {
        ports,
        switches: [{ name: 'sw1' }, { name: 'sw2' }],
        controllerPorts: array.portals.map((portal) => ({ array: array.name, controller: portal.controller, port: Number(portal.port.slice(3)), wwpn: portal.address })),
        cables: cables.map((cable) => ({
          label: cable.label,
          from:
            cable.end.kind === 'host'
              ? { host: cable.machine, port: cable.end.number }
              : { array: cable.machine, controller: cable.end.controller, port: Number(cable.port.slice(3)) },
          switch: `sw${String(cable.fabric)}`,
          switchPort: cables.filter(({ fabric }) => fabric === cable.fabric).indexOf(cable),
        })),
        // Each switch is a network of its own: what is at one sees what else is there, and nothing behind the other.
        zones: ports.flatMap(({ host, port, wwpn }) =>
          array.portals.filter((portal) => fabricOf(portal) === port).map((portal) => ({ name: `${host}_p${String(port)}_ctl${portal.controller}`, switch: `sw${String(port)}`, initiator: wwpn, target: portal.address })),
        ),
        luns: array.luns.map((lun) => ({ lun: lun.lun, name: lun.name, array: array.name, sizeBytes: lun.sizeBytes, preferredController: lun.preferred, wwid: lun.naa })),
      },
      // All hosts share one real machine: a load on them pauses longer between its rounds (seconds).
      defaults: { loadPause: 20 },
    };
  },
}; // prettier-ignore

/** Sizes of the first four LUNs, as on the lab of real Xen hosts; more have 1 GiB. */
function plannedLuns({ luns, unlike }: WorldOptions): readonly { readonly name: string; readonly sizeBytes: number }[] {
  return Array.from({ length: luns }, (_unused, index) => {
    const own = unlike?.luns?.[index];
    return { name: own?.name ?? `xen_lun${String(index)}`, sizeBytes: Math.round((own?.gigabytes ?? (index === 3 ? 2 : 1)) * gibibyte) };
  });
} // prettier-ignore

async function create(options: WorldOptions): Promise<World> {
  const seed = options.seed >>> 0;
  const start = options.start === defaultStart ? debianStart : options.start;
  const state: WorldState = {
    format: 1,
    system: 'debian12',
    seed,
    random: seed,
    now: start - bootedBeforeMs,
    counter: 0,
    agenda: [],
    machines: {},
    software: {},
    storage: { arrays: {}, switches: {}, cables: [], hostPorts: {}, runtimes: {}, machines: {}, disks: {}, fileSystems: {}, footprints: {}, nextId: 0 },
    debian: { arrays: {}, cables: [], hosts: {} },
    trees: {},
  }; // prettier-ignore
  const world = new World(state, parts, { freeBytes });
  const names = hostNames(options);
  const article = seed === 1;
  const array = options.unlike?.array ?? arrayName;
  buildArray(world, {
    name: array,
    hosts: names,
    paths: options.paths === 2 ? 2 : 4,
    luns: plannedLuns(options),
    serial: article ? '60a0b80000f00' : `60a0b8${world.random.hex(7)}`,
  });
  addArray(world, options, array);
  for (const [index, name] of names.entries()) addHost(world, options, name, index);
  for (const machine of world.machines()) machine.powerOn();
  await settle(world);
  await world.advanceTo(Math.max(start, world.now()));
  await reach(world, options, names);
  return world;
}

function macs(world: World, last: number, article: boolean): readonly string[] {
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  const first = article && last === 11 ? '52:54:00:12:34:56' : `52:54:00:${[0, 0, 0].map(() => world.random.hex(2)).join(':')}`;
  return [first, `52:54:00:77:01:${byte(last)}`, `52:54:00:77:02:${byte(last)}`];
}

function addArray(world: World, options: WorldOptions, name: string): void {
  const { portals } = arrayOf(world);
  const count = Math.max(...portals.map(({ port }) => Number(port.slice(3))));
  const addressOf = (port: string): string => portals.find((portal) => portal.port === port)?.address ?? '';
  const hardware: DebianHardware = { kind: 'array', memoryMib: 640, processors: 1, megahertz: 2445.423, macs: [...macs(world, 2, false).slice(0, 1), ...Array.from({ length: count }, (_unused, index) => `52:54:00:77:0${String(index + 1)}:02`)] };
  createDebianHost(world, {
    name,
    role: 'array',
    address: arrayAddress,
    ports: [`${arrayAddress}/24`, ...Array.from({ length: count }, (_unused, index) => `${addressOf(`eth${String(index + 1)}`)}/24`)],
    hardware,
    password: practicePassword,
    clockSkewMs: options.clockSkewMs[name] ?? 0,
    diskBytes: 16 * gibibyte,
  });
} // prettier-ignore

function addHost(world: World, options: WorldOptions, name: string, index: number): void {
  const { unlike } = options;
  const last = 11 + index;
  createDebianHost(world, {
    name,
    role: 'dom0',
    address: managementAddress(index),
    ports: [`${managementAddress(index)}/24`, `10.77.1.${String(last)}/24`, `10.77.2.${String(last)}/24`],
    hardware: { kind: 'host', memoryMib: unlike?.memoryMib ?? 3071, processors: unlike?.processors ?? 2, megahertz: 2445.423, macs: macs(world, last, options.seed === 1) },
    password: practicePassword,
    clockSkewMs: options.clockSkewMs[name] ?? 0,
    diskBytes: unlike?.localDiskBytes ?? 8 * gibibyte,
  });
} // prettier-ignore

/** Brings a new world to where a lab shall begin, through the operations that commands use; each host boots once more. */
async function reach(world: World, options: WorldOptions, names: readonly string[]): Promise<void> {
  if (options.state === 'fresh') return;
  const hosts = names.map((name) => world.machine(name));
  for (const host of hosts) prepareDebianHost(host, options.state);
  for (const host of hosts) await passTime(world, host.whenUp());
  const [first] = hosts;
  if (options.state === 'guests' && first !== undefined) await prepareGuests(first);
}
