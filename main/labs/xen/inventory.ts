import { inventory, type Inventory } from '../../../core/hosts/inventory.ts';
import {
  labArray,
  labHostAddress,
  labHosts,
  labLuns,
  labPortals,
  labSwitches,
  wwidOfSerial,
  type XenLabOptions,
} from './options.ts';
import type { XenMachineStatus } from './protocol.ts';
import { labCables } from './wiring.ts';

/** The inventory of a running lab: its machines at their ports on 127.0.0.1 with the keys that they prove, and what is connected to what. */
export function xenInventory(options: XenLabOptions, machines: readonly XenMachineStatus[], keyFile: string): Inventory {
  const hosts = machines.map(({ name, role, sshPort, hostKey }): readonly [string, unknown] => [
    name,
    {
      role,
      address: '127.0.0.1',
      port: sshPort,
      hostKey,
      auth: { key: keyFile, agent: false },
      ...(role === 'array' ? { controllers: [...labPortals] } : {}),
    },
  ]);
  const all = labCables(options.hosts);
  // Ports of a switch are counted as its cables are listed, hosts first.
  const cables = all.map((cable) => ({
    label: cable.label,
    from: 'host' in cable.end ? cable.end : { array: labArray, controller: cable.end.controller, port: 1 },
    switch: labSwitches[cable.fabric - 1],
    switchPort: all.filter(({ fabric }) => fabric === cable.fabric).indexOf(cable),
  }));
  const ports = labHosts(options.hosts).flatMap((host) =>
    ([1, 2] as const).map((port) => ({ host, port, wwpn: labHostAddress(options.hosts, host, port) })),
  );
  const controllerPorts = (['A', 'B'] as const).map((controller, index) => ({
    array: labArray,
    controller,
    port: 1,
    wwpn: labPortals[index],
  }));
  // Each switch is a network of its own: what is at one sees what else is there, and nothing behind the other.
  const zones = ports.map(({ host, port, wwpn }) => {
    const target = controllerPorts[port - 1];
    return {
      name: `${host}_p${String(port)}_ctl${target?.controller ?? ''}`,
      switch: labSwitches[port - 1],
      initiator: wwpn,
      target: target?.wwpn,
    };
  });
  return inventory.parse({
    format: 1,
    name: `Xen lab ${options.name}`,
    hosts: Object.fromEntries<unknown>(hosts),
    fabric: {
      ports,
      switches: labSwitches.map((name) => ({ name })),
      controllerPorts,
      cables,
      zones,
      luns: labLuns.map(({ lun, mebibytes, serial, prefers }) => ({
        lun,
        name: `lun${String(lun)}`,
        array: labArray,
        sizeBytes: mebibytes * 1024 * 1024,
        preferredController: prefers,
        wwid: wwidOfSerial(serial),
      })),
    },
  });
}
