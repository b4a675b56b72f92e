import { hostOf, runningOf } from '../../world/debian/debian.ts';
import type { XlDomain } from '../../world/debian/xen/state.ts';
import type { Machine } from '../../world/machine.ts';
import { findVolume } from '../../world/storage/volumes.ts';
import type { Program } from '../program.ts';

type Node = { readonly value: string; readonly below: Readonly<Record<string, Node>> };

function leaf(value: string): Node {
  return { value, below: {} };
}

function branch(below: Readonly<Record<string, Node>>): Node {
  return { value: '', below };
}

function backendOf(machine: Machine, domain: XlDomain, number: number, path: string, vdev: string, mode: string): Node {
  const real = machine.files.exists(path) ? machine.files.realPath(path) : path;
  const volume = findVolume(machine.world, machine.name, real);
  const sectors = Math.floor((volume?.sizeBytes ?? (machine.files.isFile(path) ? machine.files.stat(path).size : 0)) / 512);
  return branch({
    bootable: leaf('1'),
    dev: leaf(vdev),
    'device-type': leaf('disk'),
    frontend: leaf(`/local/domain/${String(domain.id)}/device/vbd/${String(number)}`),
    'frontend-id': leaf(String(domain.id)),
    'hotplug-status': leaf('connected'),
    info: leaf('0'),
    mode: leaf(mode),
    online: leaf('1'),
    params: leaf(path),
    'physical-device': leaf(volume === null ? '7:0' : `${volume.major.toString(16)}:${volume.minor.toString(16)}`),
    'physical-device-path': leaf(volume === null ? '/dev/loop0' : real),
    script: leaf('/etc/xen/scripts/block'),
    'sector-size': leaf('512'),
    sectors: leaf(String(sectors)),
    specification: leaf('xen'),
    state: leaf('4'),
    type: leaf('phy'),
  });
}

function store(machine: Machine): Node {
  const { xen } = runningOf(machine);
  const domains = xen?.domains ?? [];
  const vbd = Object.fromEntries(domains.map((domain) => [String(domain.id), branch(Object.fromEntries(domain.disks.map((disk) => [String(disk.number), backendOf(machine, domain, disk.number, disk.path, disk.vdev, disk.readWrite ? 'w' : 'r')])))]));
  const vif = Object.fromEntries(domains.map((domain) => [String(domain.id), branch(Object.fromEntries(domain.interfaces.map((nic, index) => [String(index), branch({ bridge: leaf(nic.bridge), frontend: leaf(`/local/domain/${String(domain.id)}/device/vif/${String(index)}`), 'frontend-id': leaf(String(domain.id)), mac: leaf(nic.mac), online: leaf('1'), state: leaf('4') })])))]));
  const own = branch({ backend: branch({ ...(domains.length === 0 ? {} : { vbd: branch(vbd), vif: branch(vif) }) }), domid: leaf('0'), memory: branch({ 'static-max': leaf(String((xen?.dom0Mib ?? hostOf(machine).hardware.memoryMib) * 1024)), target: leaf(String((xen?.dom0Mib ?? 0) * 1024)) }), name: leaf('Domain-0') });
  const guests = Object.fromEntries(domains.map((domain) => [String(domain.id), branch({ domid: leaf(String(domain.id)), memory: branch({ target: leaf(String(domain.memoryMib * 1024)) }), name: leaf(domain.name), vm: leaf(`/vm/${domain.uuid}`) })]));
  return branch({ local: branch({ domain: branch({ '0': own, ...guests }) }), vm: branch(Object.fromEntries(domains.map((domain) => [domain.uuid, branch({ name: leaf(domain.name), uuid: leaf(domain.uuid) })]))) });
} // prettier-ignore

function find(root: Node, path: string): Node | undefined {
  let here: Node | undefined = root;
  for (const part of path.split('/').filter((word) => word !== '')) here = here?.below[part];
  return here;
}

function lines(node: Node, depth: number): string {
  return Object.entries(node.below).map(([name, child]) => `${' '.repeat(depth)}${name} = "${child.value}"\n${lines(child, depth + 1)}`).join(''); // prettier-ignore
}

function xenstore(action: 'ls' | 'list' | 'read'): Program {
  return async (call) => {
    await call.sleep(30);
    const running = runningOf(call.machine);
    if (running.xen === null || running.units['xen.service']?.active !== 'active') {
      call.writeError('xenstore-ls: couldn\'t connect to xenstored: No such file or directory\n');
      return 1;
    }
    const path = call.args.find((word) => !word.startsWith('-')) ?? '/';
    const node = find(store(call.machine), path);
    if (node === undefined) {
      call.writeError(`xenstore-${action}: ${action === 'ls' ? 'xs_directory' : "couldn't read path"} (${path}): No such file or directory\n`);
      return 1;
    }
    call.write(action === 'read' ? `${node.value}\n` : action === 'list' ? Object.keys(node.below).map((name) => `${name}\n`).join('') : lines(node, 0));
    return 0;
  };
} // prettier-ignore

export const xenstorePrograms: Readonly<Record<string, Program>> = {
  '/usr/bin/xenstore-ls': xenstore('ls'),
  '/usr/bin/xenstore-list': xenstore('list'),
  '/usr/bin/xenstore-read': xenstore('read'),
};
