import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { networkXml } from '../../world/software/network/network-xml.ts';
import {
  defineNetwork,
  findNetwork,
  setAutostart,
  startNetwork,
  stopNetwork,
  undefineNetwork,
} from '../../world/software/network/virtual-networks.ts';
import { softwareOf } from '../../world/software/software.ts';
import { createDomain, destroyDomain, findDomain } from '../../world/software/xen/domains.ts';
import { randomMac } from '../../world/software/xen/automatic.ts';
import { readDomainConfig } from '../../world/software/xen/domain-config.ts';
import { xendRuns } from '../../world/software/xen/xend.ts';
import type { DomainConfig } from '../../world/software/state.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';
import { domainRows } from './xm-list.ts';

type Command = (call: ProgramCall, args: readonly string[]) => Promise<number> | number;

/** Guests that have a file under /etc/xen, by name. */
export function configuredGuests(call: ProgramCall): ReadonlyMap<string, DomainConfig> {
  const { files } = call.machine;
  const found = new Map<string, DomainConfig>();
  if (!files.isDirectory('/etc/xen')) return found;
  for (const name of files.list('/etc/xen')) {
    const path = `/etc/xen/${name}`;
    if (!files.isFile(path) || /\.(sxp|hvm|rpmnew|rpmsave|bak|orig)$|^xmexample|~$/u.test(name)) continue;
    const config = readDomainConfig(
      files.readText(path),
      {},
      { uuid: () => '00000000-0000-0000-0000-000000000000', mac: () => '00:16:3e:00:00:00' },
    );
    if (!('problem' in config) && config.name !== 'unnamed') found.set(config.name, config);
  }
  return found;
}

const stateWords: Readonly<Record<string, string>> = {
  r: 'running',
  b: 'blocked',
  p: 'paused',
  s: 'in shutdown',
  c: 'crashed',
  d: 'in shutdown',
};

const list: Command = (call, args) => {
  const all = args.includes('--all') || args.includes('--inactive');
  const rows = args.includes('--inactive') ? [] : domainRows(call);
  const active = new Set(domainRows(call).map((row) => row.name));
  const line = (id: string, name: string, state: string): string => `${id.padStart(3)} ${name.padEnd(20)} ${state}`;
  print(call, [' Id Name                 State', '----------------------------------', ...rows.map((row) => line(String(row.id), row.name, stateWords[/[^-]/u.exec(row.state)?.[0] ?? ''] ?? 'no state')), ...(all ? [...configuredGuests(call).keys()].filter((name) => !active.has(name)).map((name) => line('-', name, 'shut off')) : []), '']); // prettier-ignore
  return 0;
};

function networkOf(call: ProgramCall, name: string | undefined): ReturnType<typeof findNetwork> | number {
  if (name === undefined) return refuse(call, 1, 'error: command requires <network> option');
  return (
    findNetwork(call.machine, name) ??
    refuse(call, 1, `libvir: Network error : Network not found`, `error: failed to get network '${name}'`)
  );
}

const networks: Readonly<Record<string, Command>> = {
  'net-list': (call, args) => {
    const shown = softwareOf(call.machine).networks.filter((network) =>
      args.includes('--inactive') ? !network.active : args.includes('--all') || network.active,
    );
    print(call, [
      `${'Name'.padEnd(20)} ${'State'.padEnd(10)} Autostart`,
      '-----------------------------------------',
      ...shown.map(
        (network) =>
          `${network.name.padEnd(20)} ${(network.active ? 'active' : 'inactive').padEnd(10)} ${network.autostart ? 'yes' : 'no'}`,
      ),
      '',
    ]);
    return 0;
  },
  'net-define': (call, args) => define(call, args, false),
  'net-create': (call, args) => define(call, args, true),
  'net-start': (call, args) => {
    const network = networkOf(call, args[0]);
    if (typeof network === 'number' || network === undefined) return 1;
    const refused = startNetwork(call.machine, network);
    if (refused !== null)
      return refuse(call, 1, `libvir: QEMU error : internal error ${refused}`, `error: Failed to start network ${network.name}`);
    print(call, [`Network ${network.name} started`, '']);
    return 0;
  },
  'net-destroy': (call, args) => {
    const network = networkOf(call, args[0]);
    if (typeof network === 'number' || network === undefined) return 1;
    if (!network.active)
      return refuse(
        call,
        1,
        'libvir: QEMU error : internal error network is not active',
        `error: Failed to destroy network ${network.name}`,
      );
    stopNetwork(call.machine, network);
    print(call, [`Network ${network.name} destroyed`, '']);
    return 0;
  },
  'net-undefine': (call, args) => {
    const network = networkOf(call, args[0]);
    if (typeof network === 'number' || network === undefined) return 1;
    if (network.active)
      return refuse(
        call,
        1,
        'libvir: QEMU error : internal error network is still active',
        `error: Failed to undefine network ${network.name}`,
      );
    undefineNetwork(call.machine, network);
    print(call, [`Network ${network.name} has been undefined`, '']);
    return 0;
  },
  'net-autostart': (call, args) => {
    const network = networkOf(
      call,
      args.find((word) => !word.startsWith('-')),
    );
    if (typeof network === 'number' || network === undefined) return 1;
    const off = args.includes('--disable');
    setAutostart(call.machine, network, !off);
    print(call, [`Network ${network.name} ${off ? 'unmarked' : 'marked'} as autostarted`, '']);
    return 0;
  },
  'net-dumpxml': (call, args) => {
    const network = networkOf(call, args[0]);
    if (typeof network === 'number' || network === undefined) return 1;
    call.write(`${networkXml(network)}\n`);
    return 0;
  },
  'net-uuid': (call, args) => {
    const network = networkOf(call, args[0]);
    if (typeof network === 'number' || network === undefined) return 1;
    print(call, [network.uuid, '']);
    return 0;
  },
};

function define(call: ProgramCall, args: readonly string[], start: boolean): number {
  const [file] = args;
  if (file === undefined) return refuse(call, 1, 'error: command requires <file> option');
  const path = resolvePath(call.cwd, file);
  if (!call.machine.files.isFile(path)) return refuse(call, 1, `error: Failed to open file '${file}': No such file or directory`);
  const name = (word: string): string => `error: Failed to ${word} network from ${file}`;
  try {
    const network = defineNetwork(call.machine, call.machine.files.readText(path), { autostart: false });
    if (typeof network === 'string')
      return refuse(call, 1, `libvir: QEMU error : internal error ${network}`, name(start ? 'create' : 'define'));
    const refused = start ? startNetwork(call.machine, network) : null;
    if (refused !== null) return refuse(call, 1, `libvir: QEMU error : internal error ${refused}`, name('create'));
    print(call, [`Network ${network.name} ${start ? 'created' : 'defined'} from ${file}`, '']);
    return 0;
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return refuse(
      call,
      1,
      `libvir: QEMU error : internal error cannot write config file ${problem.path}: ${problem.message}`,
      name('define'),
    );
  }
}

const domains: Readonly<Record<string, Command>> = {
  list,
  start: (call, args) => {
    const [name = ''] = args;
    if (findDomain(call.machine, name) !== undefined) return refuse(call, 1, 'error: Domain is already active');
    const config = configuredGuests(call).get(name);
    if (config === undefined) return refuse(call, 1, `error: failed to get domain '${name}'`);
    const made = createDomain(call.machine, {
      ...config,
      interfaces: config.interfaces.map((each) =>
        each.mac === '00:16:3e:00:00:00' ? { ...each, mac: randomMac(call.machine) } : each,
      ),
    });
    if (!made.ok)
      return refuse(
        call,
        1,
        `libvir: Xen Daemon error : POST operation failed: (xend.err "${made.error}")`,
        `error: Failed to start domain ${name}`,
      );
    print(call, [`Domain ${name} started`, '']);
    return 0;
  },
  destroy: (call, args) => {
    const domain = findDomain(call.machine, args[0] ?? '');
    if (domain === undefined) return refuse(call, 1, `error: failed to get domain '${args[0] ?? ''}'`);
    destroyDomain(call.machine, domain);
    print(call, [`Domain ${domain.name} destroyed`, '']);
    return 0;
  },
  shutdown: (call, args) => down(call, args, 'off', 'shutdown'),
  reboot: (call, args) => down(call, args, 'reboot', 'reboot'),
  dominfo: (call, args) => {
    const row = domainRows(call).find((each) => each.name === args[0] || String(each.id) === args[0]);
    const config = configuredGuests(call).get(args[0] ?? '');
    if (row === undefined && config === undefined) return refuse(call, 1, `error: failed to get domain '${args[0] ?? ''}'`);
    const line = (name: string, value: string): string => `${`${name}:`.padEnd(15)} ${value}`;
    const uuid = row?.domain?.uuid ?? config?.uuid ?? '00000000-0000-0000-0000-000000000000';
    print(call, [line('Id', row === undefined ? '-' : String(row.id)), line('Name', row?.name ?? config?.name ?? ''), line('UUID', uuid), line('OS Type', 'linux'), line('State', row === undefined ? 'shut off' : (stateWords[/[^-]/u.exec(row.state)?.[0] ?? ''] ?? 'no state')), line('CPU(s)', String(row?.vcpus ?? config?.vcpus ?? 1)), ...(row === undefined ? [] : [line('CPU time', `${row.seconds.toFixed(1)}s`)]), line('Max memory', `${String((row?.maximum ?? config?.maxmem ?? softwareOf(call.machine).hardware.memoryMib) * 1024)} kB`), line('Used memory', `${String((row?.memory ?? config?.memory ?? 0) * 1024)} kB`), '']); // prettier-ignore
    return 0;
  },
  domstate: (call, args) => {
    const row = domainRows(call).find((each) => each.name === args[0] || String(each.id) === args[0]);
    if (row === undefined && !configuredGuests(call).has(args[0] ?? ''))
      return refuse(call, 1, `error: failed to get domain '${args[0] ?? ''}'`);
    print(call, [row === undefined ? 'shut off' : (stateWords[/[^-]/u.exec(row.state)?.[0] ?? ''] ?? 'no state'), '']); // prettier-ignore
    return 0;
  },
  domid: (call, args) => {
    const row = domainRows(call).find((each) => each.name === args[0]);
    if (row === undefined) return refuse(call, 1, `error: failed to get domain '${args[0] ?? ''}'`);
    print(call, [String(row.id), '']);
    return 0;
  },
  nodeinfo: (call) => {
    const { hardware } = softwareOf(call.machine);
    const line = (name: string, value: string): string => `${`${name}:`.padEnd(20)} ${value}`;
    print(call, [
      line('CPU model', hardware.architecture),
      line('CPU(s)', String(hardware.processors)),
      line('CPU frequency', `${String(hardware.megahertz)} MHz`),
      line('CPU socket(s)', '2'),
      line('Core(s) per socket', '2'),
      line('Thread(s) per core', '1'),
      line('NUMA cell(s)', '1'),
      line('Memory size', `${String(hardware.memoryMib * 1024)} kB`),
      '',
    ]);
    return 0;
  },
  version: (call) => {
    print(call, [
      'Compiled against library: libvir 0.2.3',
      'Using library: libvir 0.2.3',
      'Using API: Xen 3.0.1',
      'Running hypervisor: Xen 3.1.0',
      '',
    ]);
    return 0;
  },
};

function down(call: ProgramCall, args: readonly string[], then: 'off' | 'reboot', word: string): number {
  const domain = findDomain(call.machine, args[0] ?? '');
  if (domain === undefined) return refuse(call, 1, `error: failed to get domain '${args[0] ?? ''}'`);
  const guest = domain.machine === null || domain.installation !== null ? undefined : call.world.find(domain.machine);
  if (guest?.up === true) guest.shutDown(then);
  print(call, [`Domain ${domain.name} is being ${word === 'shutdown' ? 'shutdown' : 'rebooted'}`, '']);
  return 0;
}

/** virsh of libvirt 0.2.3. Domains come from xend, networks from libvirtd. */
export const virsh: Program = async (call) => {
  const args = [...call.args];
  if (args[0] === '-c' || args[0] === '--connect') args.splice(0, 2);
  const [command, ...rest] = args;
  await call.sleep(150);
  if (command === undefined) return refuse(call, 1, 'error: no command given');
  if (command === '--version' || command === '-v') {
    print(call, ['0.2.3']);
    return 0;
  }
  if (command === 'help' || command === '--help') {
    print(call, ['Commands:', '', ...[...Object.keys(domains), ...Object.keys(networks)].sort().map((name) => `    ${name}`), '']); // prettier-ignore
    return 0;
  }
  const network = networks[command];
  if (network !== undefined) {
    if (softwareOf(call.machine).running?.services.some((service) => service.name === 'libvirtd') !== true) {
      return refuse(
        call,
        1,
        "libvir: error : Unable to connect to '/var/run/libvirt/libvirt-sock': Connection refused",
        'error: failed to connect to the hypervisor',
      );
    }
    if (call.user !== 'root' && command !== 'net-list' && command !== 'net-dumpxml')
      return refuse(call, 1, 'libvir: error : operation failed: read only access prevents this operation');
    await call.sleep(command === 'net-start' || command === 'net-create' ? 900 : 50);
    return network(call, rest);
  }
  const chosen = domains[command];
  if (chosen === undefined) return refuse(call, 1, `error: unknown command: '${command}'`);
  if (command === 'version' || command === 'nodeinfo' || xendRuns(call.machine)) {
    await call.sleep(command === 'start' ? 2_500 : 50);
    if (xendRuns(call.machine)) return chosen(call, rest);
  }
  return refuse(
    call,
    1,
    'libvir: Xen Daemon error : internal error failed to connect to xend',
    'error: failed to connect to the hypervisor',
  );
};
