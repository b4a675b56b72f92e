import { labArray, labHosts } from './options.ts';
import { labCables, type LabCable } from './wiring.ts';

/** What the machines are made to run on: the processor's own virtualization, or an emulated processor. */
export type Accelerator = 'kvm' | 'tcg';

/** Where a machine's parts are on this machine. */
export interface MachinePlaces {
  /** Folder of the machine's sockets: their paths are short. */
  readonly sockets: string;
  /** Its disk, qcow2. */
  readonly disk: string;
  /** File that gets what its serial console prints. */
  readonly serial: string;
  /** Port on 127.0.0.1 that leads to its SSH server. */
  readonly sshPort: number;
  /** It is to be given a kept memory before it goes on, in the place of starting anew. */
  readonly restored: boolean;
}

/** The array starts without a boot loader. */
export interface ArrayPlaces extends MachinePlaces {
  readonly kernel: string;
  readonly initrd: string;
}

export const machineMemoryMib = { array: 640, host: 3072 } as const;
export const machineProcessors = { array: 1, host: 2 } as const;

/**
 * The emulated processor without what Xen's dom0 kernel dies of there (SMAP, SMEP), and without what only takes time. AVX and XSAVE are left out
 * since registers were lost when Xen changed from one domain to another with them: of programs that started in dom0 for 90 s beside a busy guest,
 * 11 were killed for faults and more failed assertions of their own; without them none was (QEMU 7.2, Xen 4.17).
 */
const emulatedProcessor = 'max,-smap,-smep,-la57,-pku,-fsgsbase,-xsave,-xsaveopt,-xsavec,-xsaves,-xgetbv1,-avx,-avx2,-f16c,-fma';

/** The socket that a machine's serial console is at. */
function consoleSocket(folder: string, machine: string): string {
  return `${folder}/${machine}.con`;
}

/** The socket by which a host's cable gets to its switch. */
function cableSocket(folder: string, cable: LabCable): string {
  return `${folder}/${cable.label}.net`;
}

/** Hardware address of a port: the last two bytes tell fabric and place, the array is 2, hosts are 11 and 12. */
function hardwareAddress(fabric: number, place: number): string {
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  return `52:54:00:77:${byte(fabric)}:${byte(place)}`;
}

/** What all machines have. They wait, and take what they shall be, until they are told to go. */
function common(
  name: string,
  places: MachinePlaces,
  accelerator: Accelerator,
  size: { readonly memory: number; readonly processors: number },
): readonly string[] {
  return [
    ...['-name', name, '-nodefaults', '-no-user-config', '-display', 'none', '-S'],
    ...['-machine', 'pc-q35-7.2', '-accel', accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi,tb-size=512'],
    ...['-cpu', accelerator === 'kvm' ? 'host,migratable=on' : emulatedProcessor],
    ...['-smp', String(size.processors), '-m', String(size.memory)],
    ...['-chardev', 'stdio,id=qmp,signal=off', '-mon', 'chardev=qmp,mode=control'],
    ...[
      '-chardev',
      `socket,id=con,path=${escaped(consoleSocket(places.sockets, name))},server=on,wait=off,logfile=${escaped(places.serial)}`,
    ],
    ...['-serial', 'chardev:con'],
    ...(places.restored ? ['-incoming', 'defer'] : []),
    ...['-drive', `if=none,id=root,file=${escaped(places.disk)},format=qcow2,cache=writeback,discard=unmap`],
    ...['-device', 'virtio-blk-pci,drive=root,addr=0x4,bootindex=1'],
    // No way out: what is connected is the SSH server alone, from 127.0.0.1.
    ...['-netdev', `user,id=management,restrict=on,hostfwd=tcp:127.0.0.1:${String(places.sshPort)}-:22`],
    ...['-device', 'virtio-net-pci,netdev=management,addr=0x5,romfile='],
  ];
}

/** A network port of a machine; `id` is what QMP's set_link knows it by. */
function networkPort(id: string, netdev: string, mac: string, slot: number): readonly string[] {
  return ['-device', `virtio-net-pci,id=${id},netdev=${netdev},mac=${mac},addr=0x${slot.toString(16)},romfile=`];
}

/**
 * QEMU's arguments for the machine that is the array and both switches: each switch is a hub, each cable a port of it, named by the cable's
 * label. Controllers' ports are this machine's own; hosts come to theirs over a socket.
 */
export function arrayCommand(hosts: 1 | 2, places: ArrayPlaces, accelerator: Accelerator): readonly string[] {
  const cables = labCables(hosts).flatMap((cable) => {
    const hub = `hubport,id=${cable.label},hubid=${String(cable.fabric)}`;
    if ('controller' in cable.end)
      return [
        ...['-netdev', hub],
        ...networkPort(`port${cable.end.controller}`, cable.label, hardwareAddress(cable.fabric, 2), 5 + cable.fabric),
      ];
    const stream = `to-${cable.label}`;
    return [
      '-netdev',
      `stream,id=${stream},server=on,addr.type=unix,addr.path=${escaped(cableSocket(places.sockets, cable))}`,
      ...['-netdev', `${hub},netdev=${stream}`],
    ];
  });
  return [
    ...common(labArray, places, accelerator, { memory: machineMemoryMib.array, processors: machineProcessors.array }),
    ...['-kernel', places.kernel, '-initrd', places.initrd],
    ...['-append', 'root=/dev/vda rw console=ttyS0 net.ifnames=0 mitigations=off no_timer_check'],
    ...cables,
  ];
}

/** QEMU's arguments for a Xen host: it starts by its own boot loader, and has two ports, `port1` and `port2`. */
export function hostCommand(hosts: 1 | 2, host: string, places: MachinePlaces, accelerator: Accelerator): readonly string[] {
  const place = 11 + labHosts(hosts).indexOf(host);
  const cables = labCables(hosts).flatMap((cable) => {
    if (!('host' in cable.end) || cable.end.host !== host) return [];
    return [
      '-netdev',
      `stream,id=${cable.label},server=off,addr.type=unix,addr.path=${escaped(cableSocket(places.sockets, cable))}`,
      ...networkPort(`port${String(cable.end.port)}`, cable.label, hardwareAddress(cable.fabric, place), 5 + cable.fabric),
    ];
  });
  return [...common(host, places, accelerator, { memory: machineMemoryMib.host, processors: machineProcessors.host }), ...cables];
}

/** Commas end a value in QEMU's options; two of them are one. */
function escaped(value: string): string {
  return value.replaceAll(',', ',,');
}

/** One machine's links, by the names that QMP's set_link takes, and whether they are up: both ends of a host's cable, one of a controller's. */
export function linksOf(cable: LabCable): readonly { readonly machine: string; readonly link: string }[] {
  if ('controller' in cable.end) return [{ machine: labArray, link: `port${cable.end.controller}` }];
  return [
    { machine: cable.end.host, link: `port${String(cable.end.port)}` },
    { machine: labArray, link: cable.label },
  ];
}
