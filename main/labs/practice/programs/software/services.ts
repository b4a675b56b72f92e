import { clockText } from '../../world/clock.ts';
import { firewallText } from '../../world/software/network/firewall.ts';
import { interfaceFile } from '../../world/software/network/interfaces.ts';
import { startService, stopService, type ServiceDone } from '../../world/software/services/control.ts';
import { isRunning, servicePid } from '../../world/software/services/running-services.ts';
import { initScripts } from '../../world/software/services/init-scripts.ts';
import {
  isManaged,
  managedServices,
  removeService,
  addService,
  runLevels,
  serviceHeader,
  setService,
  startLevels,
} from '../../world/software/services/run-levels.ts';
import { runningOf, softwareOf } from '../../world/software/software.ts';
import { isControlDomain } from '../../world/software/xen/xend.ts';
import type { Program, ProgramCall } from '../program.ts';
import { listFirewall } from './iptables.ts';
import { print, refuse } from './output.ts';

/** service NAME start|stop|restart|status|..., and service --status-all. */
export const service: Program = async (call) => {
  const [name, action] = call.args;
  if (name === undefined || name === '-h' || name === '--help')
    return refuse(
      call,
      name === undefined ? 1 : 0,
      'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]',
    );
  if (name === '--version' || name === '-V') {
    print(call, ['service ver. 0.91']);
    return 0;
  }
  if (name === '--status-all') {
    for (const each of managedServices(call.machine.files)) status(call, each);
    return 0;
  }
  if (!call.machine.files.isFile(`/etc/rc.d/init.d/${name}`)) return refuse(call, 1, `${name}: unrecognized service`);
  if (initScripts[name] === undefined) return call.run([`/etc/rc.d/init.d/${name}`, ...call.args.slice(1)]);
  switch (action) {
    case 'start':
      await call.sleep(startTime[name] ?? 800);
      return finish(call, startService(call.machine, name));
    case 'stop':
      await call.sleep(600);
      return finish(call, stopService(call.machine, name));
    case 'restart':
    case '--full-restart': {
      await call.sleep(600);
      const stopped = stopService(call.machine, name);
      print(call, stopped.lines);
      await call.sleep(startTime[name] ?? 800);
      return finish(call, startService(call.machine, name));
    }
    case 'reload':
    case 'force-reload':
      await call.sleep(300);
      print(call, [`Reloading ${name}: [  OK  ]`]);
      return 0;
    case 'condrestart':
      if (!isRunning(call.machine, name)) return 0;
      print(call, stopService(call.machine, name).lines);
      return finish(call, startService(call.machine, name));
    case 'status':
      await call.sleep(100);
      return status(call, name);
    case 'save':
      if (name === 'iptables') return save(call);
      break;
    default:
  }
  print(call, [`Usage: /etc/init.d/${name} {start|stop|restart|condrestart|status}`]);
  return name === 'iptables' || name === 'xend' ? 1 : 2;
};

const startTime: Readonly<Record<string, number>> = { xend: 3_500, httpd: 1_200, libvirtd: 1_500, xendomains: 2_000 };

function finish(call: ProgramCall, done: ServiceDone): number {
  print(call, done.lines);
  return done.status;
}

function status(call: ProgramCall, name: string): number {
  const { machine } = call;
  const running = isRunning(machine, name);
  const daemon = initScripts[name]?.daemon ?? null;
  switch (name) {
    case 'network': {
      const all = runningOf(machine).interfaces;
      const configured = [
        'lo',
        ...softwareOf(machine)
          .hardware.ethernetAddresses.map((_mac, index) => `eth${String(index)}`)
          .filter((each) => Object.keys(interfaceFile(machine, each)).length > 0),
      ];
      print(call, ['Configured devices:', configured.join(' '), 'Currently active devices:', all.filter((each) => each.up).map((each) => each.name).join(' ')]); // prettier-ignore
      return 0;
    }
    case 'iptables':
      if (!running) {
        print(call, ['Firewall is stopped.']);
        return 3;
      }
      print(call, [
        'Table: filter',
        ...listFirewall(runningOf(machine).firewall, { numeric: true, numbers: true, verbose: false, chain: null }),
      ]);
      return 0;
    case 'xend':
      if (!isControlDomain(machine)) return 0;
      print(call, [running ? 'xend is running' : 'xend is stopped']);
      return running ? 0 : 3;
    case 'mpp':
    case 'xendomains':
      return 0;
    default:
      if (daemon === null) return 0;
      print(call, [running ? `${daemon} (pid ${String(servicePid(machine, name) ?? 0)}) is running...` : `${daemon} is stopped`]);
      return running ? 0 : 3;
  }
}

function save(call: ProgramCall): number {
  const { firewall } = runningOf(call.machine);
  call.machine.files.write(
    '/etc/sysconfig/iptables',
    firewallText(firewall, clockText(call.machine.now(), 'date').replace(' UTC', '')),
    0o600,
  );
  print(call, ['Saving firewall rules to /etc/sysconfig/iptables: [  OK  ]']);
  return 0;
}

const usage = ['chkconfig version 1.3.30.1 - Copyright (C) 1997-2000 Red Hat, Inc.', 'This may be freely redistributed under the terms of the GNU Public License.', '', 'usage:   chkconfig --list [name]', '         chkconfig --add <name>', '         chkconfig --del <name>', '         chkconfig [--level <levels>] <name> <on|off|reset|resetpriorities>']; // prettier-ignore

/** chkconfig 1.3.30. */
export const chkconfig: Program = async (call) => {
  await call.sleep(20);
  const { files } = call.machine;
  const args = [...call.args];
  const row = (name: string): string =>
    `${name.padEnd(15)}\t${runLevels.map((level) => `${level}:${startLevels(files, name).includes(level) ? 'on' : 'off'}`).join('\t')}`;
  if (args[0] === '--list' || args.length === 0) {
    const name = args[1];
    if (name === undefined) {
      if (args.length === 0) return refuse(call, 1, ...usage);
      print(call, managedServices(files).filter((each) => isManaged(files, each)).map(row)); // prettier-ignore
      return 0;
    }
    if (serviceHeader(files, name) === null)
      return refuse(call, 1, `error reading information on service ${name}: No such file or directory`);
    if (!isManaged(files, name))
      return refuse(
        call,
        1,
        `service ${name} supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add ${name}')`,
      );
    print(call, [row(name)]);
    return 0;
  }
  if (call.user !== 'root') return refuse(call, 1, 'You do not have enough privileges to perform this operation.');
  if (args[0] === '--add' || args[0] === '--del') {
    const name = args[1];
    if (name === undefined) return refuse(call, 1, ...usage);
    if (serviceHeader(files, name) === null)
      return refuse(call, 1, `error reading information on service ${name}: No such file or directory`);
    if (args[0] === '--add') addService(files, name);
    else removeService(files, name);
    return 0;
  }
  let levels: string | null = null;
  if (args[0] === '--level' || args[0] === '--levels') {
    levels = args[1] ?? '';
    args.splice(0, 2);
    if (!/^[0-6]+$/u.test(levels)) return refuse(call, 1, ...usage);
  }
  const [name, state] = args;
  if (name === undefined || name.startsWith('-')) return refuse(call, 1, ...usage);
  if (serviceHeader(files, name) === null)
    return refuse(call, 1, `error reading information on service ${name}: No such file or directory`);
  if (state === undefined) return startLevels(files, name).includes('3') ? 0 : 1;
  if (state === 'reset') {
    removeService(files, name);
    addService(files, name);
    return 0;
  }
  if (state !== 'on' && state !== 'off') return refuse(call, 1, ...usage);
  setService(files, name, levels ?? '2345', state === 'on');
  return 0;
};

/** A daemon's program as typed by hand: it starts its service, as its init script does. */
export function daemon(name: string): Program {
  return async (call) => {
    await call.sleep(500);
    const done = startService(call.machine, name);
    return done.status;
  };
}

/** xend start|stop|restart|status: says nothing; without Xen it cannot reach the hypervisor. */
export const xend: Program = async (call) => {
  const [action] = call.args;
  if (call.user !== 'root') return refuse(call, 1, 'xend: only root can run xend.');
  if (!['start', 'stop', 'restart', 'status', 'reload', 'trace_start'].includes(action ?? ''))
    return refuse(call, 1, `usage: ${call.name} {start|stop|restart|reload|status|trace_start}`);
  if (action === 'status') {
    await call.sleep(200);
    return isRunning(call.machine, 'xend') ? 0 : 3;
  }
  await call.sleep(action === 'stop' ? 500 : 3_000);
  if (!isControlDomain(call.machine))
    return refuse(
      call,
      1,
      'ERROR:  Could not obtain handle on privileged command interface (2 = No such file or directory)',
      'Traceback (most recent call last):',
      '  File "/usr/sbin/xend", line 44, in ?',
      '    from xen.xend.server import SrvDaemon',
      "Error: (2, 'No such file or directory')",
    );
  if (action !== 'start') stopService(call.machine, 'xend');
  if (action !== 'stop') startService(call.machine, 'xend');
  return 0;
};

/** apachectl start|stop|restart|graceful|configtest. */
export const apachectl: Program = async (call) => {
  const [action] = call.args;
  await call.sleep(800);
  if (action === 'configtest') return refuse(call, 0, 'Syntax OK');
  if (action === 'stop' || action === 'restart') stopService(call.machine, 'httpd');
  if (action === 'start' || action === 'restart' || action === 'graceful') return startService(call.machine, 'httpd').status;
  return action === 'stop'
    ? 0
    : refuse(
        call,
        1,
        'Usage: /usr/sbin/httpd [-D name] [-d directory] [-f file]',
        '                       [-C "directive"] [-c "directive"]',
        '                       [-k start|restart|graceful|stop]',
      );
};
