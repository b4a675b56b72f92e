import { askToGoDown } from '../../world/software/xen/lifecycle.ts';
import { resolvePath } from '../../world/path.ts';
import { softwareOf } from '../../world/software/software.ts';
import type { Domain } from '../../world/software/state.ts';
import { createDomain, destroyDomain, hypervisorOf, setDomainState } from '../../world/software/xen/domains.ts';
import { readDomainConfig } from '../../world/software/xen/domain-config.ts';
import { randomMac } from '../../world/software/xen/automatic.ts';
import { logXend, xendRuns } from '../../world/software/xen/xend.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';
import { helpLine, usageOf, usageText } from './xm-usage.ts';
import { wantedDomain, wrongCount, type XmCommand } from './xm-command.ts';
import { attachConsole } from './xm-console.ts';
import { blockAttach, blockDetach, blockList, networkList } from './xm-devices.ts';
import { xmInfo, xmList, xmUptime, xmVcpuList } from './xm-list.ts';

const control = (name: string): boolean => name === 'Domain-0' || name === '0';

const create: XmCommand = async (call, args) => {
  const overrides: Record<string, string | number> = {};
  let file: string | null = null;
  let console = false;
  let quiet = false;
  let dry = false;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '-f' || word === '--defconfig') file = args[(index += 1)] ?? null;
    else if (word.startsWith('--defconfig=')) file = word.slice(12);
    else if (word === '-c' || word === '--console_autoconnect') console = true;
    else if (word === '-q' || word === '--quiet') quiet = true;
    else if (word === '-n' || word === '--dryrun') dry = true;
    else if (word === '-p' || word === '--paused') overrides['paused'] = 1;
    else if (word.startsWith('-')) return refuse(call, 1, `Error: option ${word} not recognized`);
    else if (word.includes('=')) {
      const value = word.slice(word.indexOf('=') + 1);
      overrides[word.slice(0, word.indexOf('='))] = /^\d+$/u.test(value) ? Number(value) : value;
    } else file ??= word;
  }
  if (file === null) return refuse(call, 1, 'Error: Unable to open config file: /etc/xen/xmdefconfig');
  const candidates = [resolvePath(call.cwd, file), resolvePath('/etc/xen', file)];
  const path = candidates.find((candidate) => call.machine.files.isFile(candidate));
  if (path === undefined) return refuse(call, 1, `Error: Unable to open config file: ${file}`, ...usageOf('create')).valueOf();
  if (!quiet) print(call, [`Using config file "${path}".`]);
  const config = readDomainConfig(call.machine.files.readText(path), overrides, {
    uuid: () => call.world.random.uuid(),
    mac: () => randomMac(call.machine),
  });
  if ('problem' in config) {
    if (config.line === null) return refuse(call, 1, `Error: ${config.problem}`);
    return refuse(
      call,
      1,
      `Unexpected error: ${config.problem.split(':')[0] ?? ''}`,
      '',
      'Please report to xen-devel@lists.xensource.com',
      'Traceback (most recent call last):',
      `  File "${path}", line ${String(config.line)}`,
      config.problem,
    );
  }
  if (dry) {
    print(call, [
      '(vm',
      `    (name ${config.name})`,
      `    (memory ${String(config.memory)})`,
      `    (maxmem ${String(config.maxmem)})`,
      `    (vcpus ${String(config.vcpus)})`,
      ')',
    ]);
    return 0;
  }
  await call.sleep(2_500);
  const made = createDomain(call.machine, { ...config, name: config.name === 'unnamed' ? file : config.name });
  if (!made.ok) {
    if (/Device \d+ \(\w+\) could not be connected/u.test(made.error)) await call.sleep(1_500);
    return refuse(call, 1, `Error: ${made.error}`);
  }
  if (overrides['paused'] === 1) setDomainState(call.machine, made.domain, 'paused');
  if (!quiet) print(call, [...made.lines, `Started domain ${made.domain.name}`]);
  return console ? attachConsole(call, made.domain) : 0;
};

const shutdown: XmCommand = async (call, args) => goDown(call, args, 'shutdown', 'off');
const reboot: XmCommand = async (call, args) => goDown(call, args, 'reboot', 'reboot');

async function goDown(
  call: ProgramCall,
  args: readonly string[],
  command: 'shutdown' | 'reboot',
  then: 'off' | 'reboot',
): Promise<number> {
  const wait = args.includes('-w') || args.includes('--wait');
  const all = args.includes('-a') || args.includes('--all');
  const names = args.filter((word) => !word.startsWith('-'));
  if (names.length === 0 && !all) return wrongCount(call, command, 'at least 1 argument');
  await call.sleep(300);
  const domains: Domain[] = [];
  for (const domain of all ? [...hypervisorOf(call.machine).domains] : names) {
    if (typeof domain !== 'string') domains.push(domain);
    else if (control(domain))
      return refuse(call, 1, `Error: Domain 0 cannot be ${command === 'shutdown' ? 'shutdown' : 'rebooted'}`);
    else {
      const found = wantedDomain(call, command, domain);
      if (found === null) return 1;
      domains.push(found);
    }
  }
  for (const domain of domains) {
    if (domain.state === 'paused') continue;
    logXend(
      call.machine,
      'xend.XendDomainInfo',
      'DEBUG',
      'XendDomainInfo:1012',
      `XendDomainInfo.shutdown(${then === 'off' ? 'poweroff' : 'reboot'})`,
    );
    askToGoDown(call.machine, domain.id, then);
  }
  if (!wait) return 0;
  for (const domain of domains) {
    const gone = (): boolean => {
      const now = hypervisorOf(call.machine).domains.find((each) => each.name === domain.name);
      return then === 'off' ? now?.id !== domain.id : now === undefined || now.id !== domain.id;
    };
    while (!gone()) await call.sleep(1_000);
    print(call, [`Domain ${domain.name} ${then === 'off' ? 'terminated' : 'rebooted'}`]);
  }
  print(call, [then === 'off' ? 'All domains terminated' : 'All domains rebooted']);
  return 0;
}

const destroy: XmCommand = async (call, args) => {
  const [name] = args;
  if (name === undefined || args.length > 1) return wrongCount(call, 'destroy', '1 argument');
  await call.sleep(600);
  if (control(name)) return refuse(call, 1, 'Error: Cannot destroy privileged domain 0');
  const domain = wantedDomain(call, 'destroy', name);
  if (domain === null) return 1;
  logXend(
    call.machine,
    'xend.XendDomainInfo',
    'DEBUG',
    'XendDomainInfo:1449',
    `XendDomainInfo.destroy: domid=${String(domain.id)}`,
  );
  destroyDomain(call.machine, domain);
  return 0;
};

function pausing(command: 'pause' | 'unpause'): XmCommand {
  return async (call, args) => {
    const [name] = args;
    if (name === undefined) return wrongCount(call, command, '1 argument');
    await call.sleep(200);
    if (control(name)) return refuse(call, 1, `Error: Cannot ${command} privileged domain 0`);
    const domain = wantedDomain(call, command, name);
    if (domain === null) return 1;
    if (domain.state === 'running' || domain.state === 'paused')
      setDomainState(call.machine, domain, command === 'pause' ? 'paused' : 'running');
    return 0;
  };
}

function memory(command: 'mem-set' | 'mem-max'): XmCommand {
  return async (call, args) => {
    const [name, text] = args;
    if (name === undefined || text === undefined) return wrongCount(call, command, '2 arguments');
    const amount = /^(\d+)([kmg]?)$/iu.exec(text);
    if (amount === null) return refuse(call, 1, 'Error: Invalid memory size.');
    await call.sleep(700);
    const mib = Math.floor(Number(amount[1]) * ({ k: 1 / 1024, g: 1024 }[(amount[2] ?? '').toLowerCase()] ?? 1));
    const xen = hypervisorOf(call.machine);
    if (control(name)) {
      if (command === 'mem-max') return 0;
      const free = xen.totalMib - xen.overheadMib - xen.dom0Mib - xen.domains.reduce((sum, domain) => sum + domain.memoryMib, 0);
      xen.dom0Mib = Math.min(Math.max(64, mib), xen.dom0Mib + free);
      return 0;
    }
    const domain = wantedDomain(call, command, name);
    if (domain === null) return 1;
    if (command === 'mem-max') domain.maximumMib = mib;
    else {
      const free = xen.totalMib - xen.overheadMib - xen.dom0Mib - xen.domains.reduce((sum, each) => sum + each.memoryMib, 0);
      domain.memoryMib = Math.min(mib, domain.maximumMib, domain.memoryMib + free);
    }
    return 0;
  };
}

const vcpuSet: XmCommand = async (call, args) => {
  const [name, count] = args;
  if (name === undefined || count === undefined) return wrongCount(call, 'vcpu-set', '2 arguments');
  if (!/^\d+$/u.test(count) || Number(count) < 1) return refuse(call, 1, 'Error: Invalid number of vcpus.');
  await call.sleep(300);
  if (control(name)) {
    hypervisorOf(call.machine).dom0Vcpus = Math.min(Number(count), softwareOf(call.machine).hardware.processors);
    return 0;
  }
  const domain = wantedDomain(call, 'vcpu-set', name);
  if (domain === null) return 1;
  domain.vcpus = Math.min(Number(count), domain.config.vcpus);
  // The guest's kernel takes the processors offline, or back: it is told through xenstore.
  const guest = domain.machine === null ? undefined : call.world.find(domain.machine);
  if (guest !== undefined) softwareOf(guest).hardware = { ...softwareOf(guest).hardware, processors: domain.vcpus };
  return 0;
};

const consoleCommand: XmCommand = async (call, args) => {
  const name = args.find((word) => !word.startsWith('-'));
  if (name === undefined) return wrongCount(call, 'console', '1 argument');
  const domain = wantedDomain(call, 'console', name);
  return domain === null ? 1 : attachConsole(call, domain);
};

const log: XmCommand = async (call) => {
  await call.sleep(100);
  const path = '/var/log/xen/xend.log';
  if (call.machine.files.isFile(path)) call.write(call.machine.files.readText(path));
  return 0;
};

const dmesg: XmCommand = async (call) => {
  await call.sleep(50);
  const xen = hypervisorOf(call.machine);
  const wide = softwareOf(call.machine).hardware.architecture === 'x86_64';
  print(call, [
    ' Xen version 3.1.0-53.el5 (brewbuilder@build.redhat.com) (gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)) Wed Oct 10 16:30:55 EDT 2007',
    ' Latest ChangeSet: unavailable',
    '',
    '(XEN) Command line: /xen.gz-2.6.18-53.el5',
    `(XEN) System RAM: ${String(xen.totalMib)}MB (${String(xen.totalMib * 1024)}kB)`,
    '(XEN) Xen heap: 9MB (9932kB)',
    '(XEN) Detected 2992.498 MHz processor.',
    ...Array.from(
      { length: softwareOf(call.machine).hardware.processors },
      (_unused, index) => `(XEN) CPU${String(index)}: Intel(R) Xeon(R) CPU            5160  @ 3.00GHz stepping 06`,
    ),
    ...(softwareOf(call.machine).hardware.virtualization ? ['(XEN) VMXON is done'] : []),
    '(XEN) *** LOADING DOMAIN 0 ***',
    `(XEN)  Xen  kernel: ${wide ? '64-bit, lsb, compat32' : '32-bit, PAE, lsb'}`,
    `(XEN)  Dom0 kernel: ${wide ? '64-bit' : '32-bit, PAE'}, lsb, paddr 0xc0400000 -> 0xc082c000`,
    `(XEN) Dom0 has maximum ${String(xen.dom0Vcpus)} VCPUs`,
    '(XEN) Xen trace buffers: disabled',
    ...xen.log,
  ]);
  return 0;
};

const domid: XmCommand = async (call, args) => {
  const [name] = args;
  if (name === undefined) return wrongCount(call, 'domid', '1 argument');
  await call.sleep(50);
  if (control(name)) print(call, ['0']);
  else {
    const domain = wantedDomain(call, 'domid', name);
    if (domain === null) return 1;
    print(call, [String(domain.id)]);
  }
  return 0;
};

const domname: XmCommand = async (call, args) => {
  const [id] = args;
  if (id === undefined) return wrongCount(call, 'domname', '1 argument');
  if (id === '0') print(call, ['Domain-0']);
  else {
    const domain = wantedDomain(call, 'domname', id);
    if (domain === null) return 1;
    print(call, [domain.name]);
  }
  return 0;
};

const top: XmCommand = (call, args) => call.run(['/usr/sbin/xentop', ...args]);

const commands: Readonly<Record<string, XmCommand>> = {
  create,
  destroy,
  shutdown,
  reboot,
  pause: pausing('pause'),
  unpause: pausing('unpause'),
  list: xmList,
  info: xmInfo,
  uptime: xmUptime,
  'vcpu-list': xmVcpuList,
  'vcpu-set': vcpuSet,
  'mem-set': memory('mem-set'),
  'mem-max': memory('mem-max'),
  'block-list': blockList,
  'block-attach': blockAttach,
  'block-detach': blockDetach,
  'network-list': networkList,
  console: consoleCommand,
  log,
  dmesg,
  domid,
  domname,
  top,
};

/** xm of xen-3.0.3. */
export const xm: Program = async (call) => {
  const [command, ...args] = call.args;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    print(
      call,
      args[0] !== undefined && command !== undefined
        ? usageOf(args[0])
        : usageText(args.includes('--long') || command === '--help'),
    );
    return command === undefined ? 1 : 0;
  }
  const matching = Object.keys(commands).filter((name) => name === command || name.startsWith(command));
  const chosen = commands[command] ?? (matching.length === 1 ? commands[matching[0] ?? ''] : undefined);
  if (chosen === undefined) {
    call.writeError(
      `Error: ${matching.length > 1 ? 'Ambiguous sub command' : 'Sub Command'} ${command}${matching.length > 1 ? '' : ' not found!'}\n`,
    );
    print(call, usageText(false));
    return 1;
  }
  if (args.includes('--help') || args.includes('-h')) {
    print(call, [...usageOf(command), '', helpLine]);
    return 0;
  }
  if (call.user !== 'root') return refuse(call, 1, 'Error: Most commands need root access. Please try again as root.');
  await call.sleep(120);
  if (!xendRuns(call.machine)) {
    const socket = call.machine.files.exists('/var/lib/xend/xend-socket') && call.machine.files.exists('/proc/xen/capabilities');
    return refuse(
      call,
      1,
      `Error: Unable to connect to xend: ${socket ? 'Connection refused' : 'No such file or directory'}. Is xend running?`,
    );
  }
  return chosen(call, args);
};
