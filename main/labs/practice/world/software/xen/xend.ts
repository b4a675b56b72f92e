import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import { loadModule } from '../kernel/loading.ts';
import { withDependencies } from '../kernel/module-files.ts';
import { enter, leave } from '../services/running-services.ts';
import { runningOf, runningOrNull, softwareOf } from '../software.ts';
import type { NetworkInterface } from '../state.ts';

/** Whether this machine is dom0 of a running hypervisor: /proc/xen/capabilities says control_d. */
export function isControlDomain(machine: Machine): boolean {
  const running = runningOrNull(machine);
  return running !== null && running.xen !== null;
}

export function xendRuns(machine: Machine): boolean {
  return runningOrNull(machine)?.services.some((service) => service.name === 'xend') === true;
}

/** xend start: the store, the console daemon, back end modules, the bridge of network-bridge, and xend itself. */
export function startXend(machine: Machine): void {
  const running = runningOf(machine);
  for (const name of ['blkbk', 'blktap', 'netbk', 'netloop', 'bridge']) {
    for (const file of withDependencies(machine.files, running.release, name).order) loadModule(running, file, {});
  }
  for (const command of ['xenstored --pid-file /var/run/xenstore.pid', 'xenconsoled', 'blktapctrl']) {
    if (!machine.state.processes.some((process) => process.command === command))
      machine.startProcess({ parent: 1, user: 'root', tty: '?', command });
  }
  networkBridge(running.interfaces);
  enter(machine, 'xend', '/usr/bin/python /usr/sbin/xend start');
  machine.files.makeDirectory('/var/lib/xend', { parents: true });
  machine.files.write('/var/lib/xend/xend-socket', '', 0o700);
  logXend(machine, 'xend', 'INFO', 'SrvDaemon:283', 'Xend Daemon started');
  logXend(machine, 'xend', 'INFO', 'SrvDaemon:287', 'Xend changeset: unavailable .');
}

export function stopXend(machine: Machine): void {
  logXend(machine, 'xend', 'INFO', 'SrvDaemon:190', 'Xend exited with status 0.');
  leave(machine, 'xend');
}

/** A line of /var/log/xen/xend.log, as XendLogging formats it. */
export function logXend(
  machine: Machine,
  logger: string,
  level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR',
  place: string,
  message: string,
): void {
  const time = new Date(machine.now()).toISOString().slice(0, 19).replace('T', ' ');
  const pid = softwareOf(machine).running?.services.find((service) => service.name === 'xend')?.pid ?? 0;
  try {
    if (machine.files.isDirectory('/var/log/xen'))
      machine.files.append('/var/log/xen/xend.log', `[${time} ${logger} ${String(pid)}] ${level} (${place}) ${message}\n`);
  } catch (problem) {
    // xend goes on when its log cannot be written.
    if (!(problem instanceof FileError)) throw problem;
  }
}

/** network-bridge start: eth0 becomes peth0, a port of xenbr0, and dom0 goes on as eth0 on the other end of vif0.0. */
function networkBridge(interfaces: NetworkInterface[]): void {
  const physical = interfaces.find((each) => each.name === 'eth0' && each.kind === 'ethernet');
  if (physical === undefined || interfaces.some((each) => each.name === 'xenbr0')) return;
  const none = { address: null, netmask: null, up: true };
  interfaces.push(
    { ...none, name: 'peth0', mac: 'fe:ff:ff:ff:ff:ff', bridge: 'xenbr0', kind: 'vif' },
    { ...none, name: 'vif0.0', mac: 'fe:ff:ff:ff:ff:ff', bridge: 'xenbr0', kind: 'vif' },
    { ...none, name: 'xenbr0', mac: 'fe:ff:ff:ff:ff:ff', bridge: null, kind: 'bridge' },
  );
}
