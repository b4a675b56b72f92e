import { continueWorld } from '../../main/labs/practice/create-world.ts';
import { passTime } from '../../main/labs/practice/pass-time.ts';
import type { WorldState } from '../../main/labs/practice/world/state.ts';
import type { World } from '../../main/labs/practice/world/world.ts';

/**
 * What the procedure is for, read from a world's own state: guests that run with all their disks on storage with every path, services and
 * networks that they need. Lines of text, so that two healths can be compared and a difference named.
 */
export function healthOf(world: World): readonly string[] {
  const { state } = world;
  const lines: string[] = [];
  for (const machine of Object.values(state.machines)) {
    lines.push(`${machine.name}: ${machine.power}`);
    const running = state.software[machine.name]?.running ?? null;
    if (running === null) continue;
    lines.push(`${machine.name} runs ${running.release}`);
    const modules = running.modules.map(({ name }) => name);
    for (const name of ['mppUpper', 'qla2xxx', 'mppVhba', 'blkbk', 'blktap', 'netbk', 'xenblk', 'xennet'])
      if (modules.includes(name)) lines.push(`${machine.name} has ${name}`);
    for (const { name } of running.services)
      if (['xend', 'libvirtd', 'httpd', 'sshd', 'syslog', 'mpp'].includes(name)) lines.push(`${machine.name} serves ${name}`);
    for (const mount of machine.mounts)
      if (mount.device.startsWith('/dev/'))
        lines.push(`${machine.name} mounts ${mount.path} ${mount.options.split(',').includes('ro') ? 'ro' : 'rw'}`);
    for (const network of state.software[machine.name]?.networks ?? [])
      if (network.active)
        lines.push(`${machine.name} network ${network.name} by ${network.forwardDevice ?? 'nothing'} ${network.address}`);
    for (const domain of running.xen?.domains ?? []) {
      const disks = domain.config.disks.map(({ source, device, mode }) => `${source},${device},${mode}`).join(' ');
      lines.push(
        `${machine.name} domain ${domain.name} ${domain.state} ${domain.memoryMib} of ${domain.maximumMib} MiB, ${domain.vcpus} processors, ${disks}`,
      );
      lines.push(`${machine.name} domain ${domain.name} on ${domain.config.interfaces.map(({ bridge }) => bridge).join(' ')}`);
    }
  }
  for (const [host, runtime] of Object.entries(state.storage.runtimes)) {
    for (const { wwpn, state: port, rating } of runtime.remotePorts) lines.push(`${host} sees ${wwpn} ${port} ${rating}`);
    for (const path of runtime.paths) lines.push(`${host} path to LUN ${path.lun} by ${path.controller} on ${path.scsiHost}`);
    for (const { luns } of runtime.modules)
      for (const { lun, node, failed } of luns) lines.push(`${host} LUN ${lun} is ${node}${failed ? ', failed' : ''}`);
  }
  for (const array of Object.values(state.storage.arrays)) {
    for (const [name, { availability }] of Object.entries(array.controllers)) lines.push(`controller ${name} ${availability}`);
    for (const { label, preferred, current } of array.logicalDrives)
      lines.push(`${label} prefers ${preferred}, is at ${current}`);
  }
  return lines.sort();
}

/** The health after every Xen host was rebooted, on a copy; minutes of the world's time later. */
export async function healthAfterReboot(state: WorldState): Promise<readonly string[]> {
  const world = continueWorld(structuredClone(state));
  for (const machine of world.machines()) if (machine.state.role === 'dom0') machine.shutDown('reboot');
  await passTime(world, world.advance(900_000));
  return healthOf(world);
}

/** What is in one health and not in the other. Names of domains' numbers and boots are in neither. */
export function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [was, is] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !is.has(line)).map((line) => `no more: ${line}`),
    ...after.filter((line) => !was.has(line)).map((line) => `now: ${line}`),
  ];
}
