import { z } from 'zod';
import { leaf } from './cited.ts';
import type { Leaf } from './cited.ts';
import { defineProbe } from './define-probe.ts';
import { derivedText, integer, text } from './facts.ts';
import { none } from './parameters.ts';
import { unreadable } from './reading.ts';
import { expectSections, sectioned } from './sections.ts';
import { numberOf, sysfsCommand, sysfsDevices, wwnOf } from './sysfs.ts';
import type { SysfsValue } from './sysfs.ts';

/** Fibre Channel as the kernel's transport class shows it. WWNs in the facts are written with colons, as switches write them. */

const source =
  'Linux drivers/scsi/scsi_transport_fc.c for the names; the spelling of values (Online, Linkdown, 4 Gbit) from memory';

const host = z.strictObject({
  host: integer,
  wwpn: derivedText,
  wwnn: derivedText.nullable(),
  portId: text.nullable(),
  /** `Online`, `Linkdown`, `Offline`, `Blocked`, ... */
  portState: text.nullable(),
  portType: text.nullable(),
  speed: text.nullable(),
  supportedSpeeds: text.nullable(),
  fabricName: text.nullable(),
  symbolicName: text.nullable(),
});

const hostAttributes = [
  'port_name',
  'node_name',
  'port_id',
  'port_state',
  'port_type',
  'speed',
  'supported_speeds',
  'fabric_name',
  'symbolic_name',
];

/** /sys/class/fc_host: the host's own ports. */
export const fcHosts = defineProbe({
  name: 'fc.hosts',
  title: 'Fibre Channel ports of the host',
  source,
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ hosts: z.array(host) }),
  empty: { hosts: [] },
  command: () => sectioned([{ name: 'hosts', run: sysfsCommand('/sys/class/fc_host/host*', hostAttributes) }]),
  read: (reading) => {
    const section = expectSections(reading, ['hosts'])('hosts');
    const hosts = sysfsDevices(section, reading, '/sys/class/fc_host').map(({ device, values }) => {
      const name = values.get('port_name') ?? unreadable('A port without a port_name');
      const value = textOf(values, name);
      return {
        host: numberOf(device, name.line),
        wwpn: wwnOf(name),
        wwnn: wwnOrNull(values.get('node_name'), name),
        portId: value('port_id'),
        portState: value('port_state'),
        portType: value('port_type'),
        speed: value('speed'),
        supportedSpeeds: value('supported_speeds'),
        fabricName: value('fabric_name'),
        symbolicName: value('symbolic_name'),
      };
    });
    return { hosts };
  },
});

const remotePort = z.strictObject({
  name: text,
  host: integer,
  wwpn: derivedText,
  wwnn: derivedText.nullable(),
  portId: text.nullable(),
  portState: text.nullable(),
  /** `FCP Target`; `unknown` while the port is away. */
  roles: text.nullable(),
  scsiTargetId: integer.nullable(),
  /** Seconds after which the kernel gives a port up that went away. */
  devLossSeconds: integer.nullable(),
  fastIoFail: text.nullable(),
});

const remoteAttributes = [
  'port_name',
  'node_name',
  'port_id',
  'port_state',
  'roles',
  'scsi_target_id',
  'dev_loss_tmo',
  'fast_io_fail_tmo',
];

/** /sys/class/fc_remote_ports: the ports that the host's ports have logged in to, those of the array's controllers among them. */
export const fcRemotePorts = defineProbe({
  name: 'fc.remotePorts',
  title: 'Fibre Channel ports that the host sees',
  source,
  roles: ['dom0'],
  parameters: none,
  facts: z.strictObject({ ports: z.array(remotePort) }),
  empty: { ports: [] },
  command: () => sectioned([{ name: 'ports', run: sysfsCommand('/sys/class/fc_remote_ports/rport-*', remoteAttributes) }]),
  read: (reading) => {
    const section = expectSections(reading, ['ports'])('ports');
    const ports = sysfsDevices(section, reading, '/sys/class/fc_remote_ports').map(({ device, values }) => {
      const name = values.get('port_name') ?? unreadable('A port without a port_name');
      const value = textOf(values, name);
      const number =
        /^rport-([0-9]{1,6}):[0-9]+-[0-9]+$/u.exec(device.value)?.[1] ?? unreadable('A remote port was expected', name.line);
      return {
        name: device,
        host: leaf(Number(number), { ...device.at, start: device.at.start + 6, end: device.at.start + 6 + number.length }),
        wwpn: wwnOf(name),
        wwnn: wwnOrNull(values.get('node_name'), name),
        portId: value('port_id'),
        portState: value('port_state'),
        roles: value('roles'),
        scsiTargetId: integerOrNull(values.get('scsi_target_id'), name),
        devLossSeconds: integerOrNull(values.get('dev_loss_tmo'), name),
        fastIoFail: value('fast_io_fail_tmo'),
      };
    });
    return { ports };
  },
});

function textOf(values: ReadonlyMap<string, SysfsValue>, otherwise: SysfsValue): (attribute: string) => Leaf<string | null> {
  return (attribute) => values.get(attribute)?.value ?? leaf(null, otherwise.value.at);
}

function wwnOrNull(found: SysfsValue | undefined, otherwise: SysfsValue): Leaf<string | null> {
  return found === undefined ? leaf(null, otherwise.value.at) : wwnOf(found);
}

/** -1 is what the kernel prints for a port that is no target. */
function integerOrNull(found: SysfsValue | undefined, otherwise: SysfsValue): Leaf<number | null> {
  if (found === undefined) return leaf(null, otherwise.value.at);
  if (!/^-?[0-9]{1,10}$/u.test(found.value.value)) unreadable('A number was expected', found.line);
  return leaf(Number(found.value.value), found.value.at);
}
