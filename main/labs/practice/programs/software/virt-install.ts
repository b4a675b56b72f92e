import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { findVolume } from '../../world/storage/volumes.ts';
import { fromBytes } from '../../world/software/bytes/latin.ts';
import { beginInstallation } from '../../world/software/install/installer.ts';
import { readKernelImage } from '../../world/software/kernel/releases.ts';
import { fetchUrl } from '../../world/software/network/http.ts';
import { softwareOf } from '../../world/software/software.ts';
import type { DomainConfig } from '../../world/software/state.ts';
import { randomMac } from '../../world/software/xen/automatic.ts';
import { createDomain, findDomain } from '../../world/software/xen/domains.ts';
import { dashed } from '../../world/software/xen/domain-config.ts';
import { xendRuns } from '../../world/software/xen/xend.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';
import { configuredGuests } from './virsh.ts';

/** Options with a value, long and short; the others are flags. */
const valued: Readonly<Record<string, string>> = {
  '-n': 'name', '--name': 'name', '-r': 'ram', '--ram': 'ram', '-u': 'uuid', '--uuid': 'uuid', '--vcpus': 'vcpus', '-f': 'file', '--file': 'file', '-s': 'file-size', '--file-size': 'file-size',
  '-m': 'mac', '--mac': 'mac', '-b': 'bridge', '--bridge': 'bridge', '-w': 'network', '--network': 'network', '--vncport': 'vncport', '-k': 'keymap', '--keymap': 'keymap', '-l': 'location', '--location': 'location',
  '-c': 'cdrom', '--cdrom': 'cdrom', '-x': 'extra-args', '--extra-args': 'extra-args', '--os-type': 'os-type', '--os-variant': 'os-variant', '--connect': 'connect', '--arch': 'arch',
}; // prettier-ignore
const flags: Readonly<Record<string, string>> = {
  '--vnc': 'vnc', '--sdl': 'sdl', '--nographics': 'nographics', '--noautoconsole': 'noautoconsole', '--accelerate': 'accelerate', '-v': 'hvm', '--hvm': 'hvm', '-p': 'paravirt', '--paravirt': 'paravirt',
  '--nonsparse': 'nonsparse', '--noapic': 'noapic', '--noacpi': 'noacpi', '--pxe': 'pxe', '-d': 'debug', '--debug': 'debug', '--nodisks': 'nodisks', '--noreboot': 'noreboot',
}; // prettier-ignore

interface Wanted {
  readonly name: string;
  readonly ram: number;
  readonly vcpus: number;
  readonly uuid: string | null;
  readonly files: readonly string[];
  readonly sizes: readonly number[];
  readonly nonsparse: boolean;
  readonly macs: readonly string[];
  readonly networks: readonly string[];
  readonly location: string;
  readonly extra: string;
  readonly graphics: boolean;
  readonly keymap: string;
  readonly console: boolean;
}

/** virt-install of python-virtinst 0.103 for paravirtualized guests. */
export const virtInstall: Program = async (call) => {
  const given = parse(call);
  if (typeof given === 'number') return given;
  await call.sleep(1_000);
  if (call.user !== 'root') return refuse(call, 1, 'Must be root to install guests');
  if (!xendRuns(call.machine))
    return refuse(
      call,
      1,
      'libvir: Xen Daemon error : internal error failed to connect to xend',
      'ERROR:  virConnectOpen() failed',
    );
  const wanted = check(call, given);
  if (typeof wanted === 'number') return wanted;
  const { machine, world } = call;
  const [disk = ''] = wanted.files;
  const block = findVolume(world, machine.name, disk) !== null;
  print(call, ['', '', 'Starting install...']);
  const base = wanted.location.replace(/\/+$/u, '');
  const kernel =
    (await retrieve(call, base, ['.treeinfo', '.discinfo'], true)) ?? (await retrieve(call, base, ['images/xen/vmlinuz'], false));
  if (kernel === null) return refuse(call, 1, `ERROR:  Unable to locate installation media at ${base}: ${why(call, base)}`);
  const image = await retrieve(call, base, ['images/xen/vmlinuz'], false);
  const initrd = image === null ? null : await retrieve(call, base, ['images/xen/initrd.img'], false);
  if (image === null || initrd === null) return refuse(call, 1, `ERROR:  Could not find an installable distribution at ${base}`);
  const release = readKernelImage(image);
  if (release === null || !release.xen || release.architecture !== softwareOf(machine).hardware.architecture)
    return refuse(
      call,
      1,
      `ERROR:  virDomainCreateLinux() failed POST operation failed: (xend.err "Error creating domain: (22, 'Invalid argument')")`,
    );
  const created = makeFiles(call, wanted);
  if (created !== null) return refuse(call, 1, created);
  const network = wanted.networks[0] ?? 'bridge:xenbr0';
  const bridge = bridgeOf(call, network);
  if (bridge === null) return refuse(call, 1, `ERROR:  virNetworkLookupByName() failed Network not found`);
  const suffix = Math.floor(world.random.next() * 1e9).toString(36);
  const config: DomainConfig = {
    name: wanted.name,
    uuid: wanted.uuid ?? world.random.uuid(),
    // Both what was asked: the most is the memory where nothing else is said, and each goes out times 1024 kB (python-virtinst, Guest.py).
    memory: wanted.ram,
    maxmem: wanted.ram,
    vcpus: wanted.vcpus,
    bootloader: null,
    kernel: `/var/lib/xen/virtinst-vmlinuz.${suffix}`,
    ramdisk: `/var/lib/xen/virtinst-initrd.img.${suffix}`,
    extra: ` method=${base}${wanted.extra === '' ? '' : ` ${wanted.extra}`}`,
    root: '',
    onPoweroff: 'destroy',
    onReboot: 'destroy',
    onCrash: 'destroy',
    disks: wanted.files.map((file, index) => ({
      source: findVolume(world, machine.name, file) !== null ? `phy:${file}` : `tap:aio:${file}`,
      device: `xvd${String.fromCharCode(97 + index)}`,
      mode: 'w',
    })),
    interfaces: [{ mac: wanted.macs[0] ?? randomMac(machine), bridge, script: null }],
    framebuffers: wanted.graphics ? [{ type: 'vnc', vncunused: '1', keymap: wanted.keymap }] : [],
    builder: 'linux',
  };
  await call.sleep(2_000);
  const made = createDomain(machine, config, {
    kernel: config.kernel ?? '',
    ramdisk: config.ramdisk ?? '',
    arguments: config.extra,
    installation: { url: base, startedAt: world.now(), endsAt: world.now(), stage: 0, failed: null },
  });
  if (!made.ok)
    return refuse(
      call,
      1,
      `ERROR:  virDomainCreateLinux() failed POST operation failed: (xend.err "${made.error}")`,
      'Domain installation may not have been',
      'successful.  If it was, you can restart your domain',
      `by running 'virsh start ${wanted.name}'; otherwise, please`,
      'restart your installation.',
    );
  try {
    machine.files.write(`/etc/xen/${wanted.name}`, configText(config), 0o600);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    call.writeError(`ERROR:  ${problem.path}: ${problem.message}\n`);
  }
  beginInstallation(machine, made.domain);
  print(call, [`Creating domain...                                                 0 B 00:01${block ? '' : ''}`]);
  if (!wanted.console) {
    print(call, [
      'Domain installation still in progress.  You can reconnect to ',
      'the console to complete the installation process.',
    ]);
    return 0;
  }
  while (softwareOf(machine).running?.xen?.domains.includes(made.domain) === true) await call.sleep(2_000);
  print(call, [`Guest installation complete... you can restart your domain`, `by running 'xm create -c ${wanted.name}'.`]);
  return 0;
};

/** What virtinst writes to /etc/xen/NAME (the lines of Listing 10). */
export function configText(config: DomainConfig): string {
  const quoted = (items: readonly string[]): string =>
    items.length === 0 ? '[  ]' : `[ ${items.map((item) => `"${item}"`).join(', ')} ]`;
  return [
    `name = "${config.name}"`,
    `uuid = "${config.uuid}"`,
    `maxmem = ${String(config.maxmem)}`,
    `memory = ${String(config.memory)}`,
    `vcpus = ${String(config.vcpus)}`,
    'bootloader = "/usr/bin/pygrub"',
    'on_poweroff = "destroy"',
    'on_reboot = "restart"',
    'on_crash = "restart"',
    `vfb = ${quoted(config.framebuffers.map((each) => Object.entries(each).map(([key, value]) => `${key}=${value}`).join(',')))}`, // prettier-ignore
    `disk = ${quoted(config.disks.map((disk) => `${disk.source},${disk.device},${disk.mode}`))}`,
    `vif = ${quoted(config.interfaces.map((each) => `mac=${each.mac},bridge=${each.bridge}`))}`,
    '',
  ].join('\n');
}

function parse(call: ProgramCall): Readonly<Record<string, readonly string[]>> | number {
  const given: Record<string, string[]> = {};
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (word === '-h' || word === '--help') {
      print(call, ['usage: virt-install [options]', '', 'options:', ...Object.keys(valued).filter((each) => each.startsWith('--')).map((each) => `  ${each}=${each.slice(2).toUpperCase().replaceAll('-', '_')}`), ...Object.keys(flags).filter((each) => each.startsWith('--')).map((each) => `  ${each}`)]); // prettier-ignore
      return 0;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const option = equals < 0 ? word : word.slice(0, equals);
    const name = valued[option];
    if (name !== undefined) {
      const value = equals < 0 ? call.args[(index += 1)] : word.slice(equals + 1);
      if (value === undefined)
        return refuse(call, 2, 'usage: virt-install [options]', '', `virt-install: error: ${option} option requires an argument`);
      (given[name] ??= []).push(value);
    } else if (flags[option] !== undefined) (given[flags[option] ?? ''] ??= []).push('yes');
    else
      return refuse(
        call,
        2,
        'usage: virt-install [options]',
        '',
        word.startsWith('-')
          ? `virt-install: error: no such option: ${option}`
          : `virt-install: error: unexpected argument ${word}`,
      );
  }
  return given;
}

function check(call: ProgramCall, given: Readonly<Record<string, readonly string[]>>): Wanted | number {
  const error = (text: string): number => refuse(call, 1, `ERROR:  ${text}`);
  const one = (name: string): string | null => given[name]?.at(-1) ?? null;
  if (given['hvm'] !== undefined)
    return error(
      softwareOf(call.machine).hardware.virtualization
        ? 'Fully virtualized guests are not part of this lab.'
        : 'Host does not support virtualization type hvm',
    );
  const name = one('name');
  if (name === null) return error('A name is required for the virtual machine.');
  if (!/^[A-Za-z0-9_.-]{1,50}$/u.test(name)) return error('System name must be alphanumeric and less than 50 characters');
  if (findDomain(call.machine, name) !== undefined || configuredGuests(call).has(name) || name === 'Domain-0')
    return error(`Guest name '${name}' is already in use.`);
  const ram = Number(one('ram') ?? Number.NaN);
  if (!Number.isInteger(ram)) return error('Memory amount is required for the virtual machine.');
  if (ram < 64) return error('ERROR: Installs currently require 256 megs of RAM.'.replace('ERROR: ', ''));
  const files = (given['file'] ?? []).map((file) => resolvePath(call.cwd, file));
  if (files.length === 0 && given['nodisks'] === undefined) return error('A disk must be specified (use --nodisks to override)');
  const location = one('location');
  if (location === null) return error('location must be specified for paravirtualized guests.');
  if (!/^(https?|ftp|nfs):/u.test(location))
    return error('Install location must be an NFS, HTTP or FTP network install source for paravirtualized guests');
  const vcpus = Number(one('vcpus') ?? '1');
  if (!Number.isInteger(vcpus) || vcpus < 1 || vcpus > 32) return error('Number of vcpus must be in the range of 1-32');
  const mac = one('mac');
  if (mac !== null && !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/iu.test(mac))
    return error('MAC address must be of the format AA:BB:CC:DD:EE:FF');
  const uuid = one('uuid');
  if (uuid !== null && !/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/iu.test(uuid))
    return error(
      'UUID must be a 32-digit hexadecimal number. It may take the form XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX or may omit hyphens altogether.',
    );
  const sizes = (given['file-size'] ?? []).map(Number);
  for (const [index, file] of files.entries()) {
    const exists = call.machine.files.exists(file);
    if (!exists && file.startsWith('/dev/')) return error(`The specified block device does not exist: ${file}`);
    if (!exists && sizes[index] === undefined)
      return error('Must provide the size of the disk (in gigabytes) for a file that does not exist: --file-size');
    if (!exists && !call.machine.files.isDirectory(file.slice(0, file.lastIndexOf('/')) || '/'))
      return error(`The specified path's directory does not exist: ${file.slice(0, file.lastIndexOf('/'))}`);
    if (exists && call.machine.files.isDirectory(file))
      return error('The specified path must be a file or a device, not a directory');
  }
  const bridge = one('bridge');
  return {
    name,
    ram,
    vcpus,
    uuid: uuid === null ? null : dashed(uuid),
    files,
    sizes,
    nonsparse: given['nonsparse'] !== undefined,
    macs: mac === null ? [] : [mac.toLowerCase()],
    networks: bridge !== null ? [`bridge:${bridge}`] : (given['network'] ?? []),
    location,
    extra: one('extra-args') ?? '',
    graphics: given['nographics'] === undefined,
    keymap: one('keymap') ?? 'en-us',
    console: given['noautoconsole'] === undefined,
  };
}

/** Makes image files that are not there: whole with --nonsparse, else with a hole. */
function makeFiles(call: ProgramCall, wanted: Wanted): string | null {
  const { files } = call.machine;
  for (const [index, path] of wanted.files.entries()) {
    if (files.exists(path)) continue;
    const bytes = Math.floor((wanted.sizes[index] ?? 0) * 1024 * 1024 * 1024);
    const free = call.world.freeBytes(files.lookup(path.slice(0, path.lastIndexOf('/')) || '/').stored?.tree.id ?? '');
    if (wanted.nonsparse && free !== null && free < bytes)
      return `ERROR:  The filesystem will not have enough free space to fully allocate the file ${path}: No space left on device`;
    try {
      files.write(path, '', 0o755);
      const { stored } = files.lookup(path);
      if (stored?.node.kind === 'file')
        stored.tree.set(stored.inner, { ...stored.node, size: bytes, ...(wanted.nonsparse ? {} : { allocated: 0 }) });
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      return `ERROR:  Error creating file ${path}: ${problem.message}`;
    }
    print(call, [`Creating storage file...  100% |=========================| ${(bytes / 1024 ** 3).toFixed(1)} GB    00:00`]);
  }
  return null;
}

async function retrieve(call: ProgramCall, base: string, names: readonly string[], quietly: boolean): Promise<string | null> {
  for (const name of names) {
    await call.sleep(400);
    const answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, `${base}/${name}`);
    if (!answer.ok || answer.status !== 200) continue;
    const label = name.slice(name.lastIndexOf('/') + 1);
    print(call, [
      `Retrieving ${quietly ? 'Server' : label}...  100% |=========================| ${size(answer.bytes.length).padStart(6)}    00:00`,
    ]);
    return fromBytes(answer.bytes);
  }
  return null;
}

function why(call: ProgramCall, base: string): string {
  const answer = fetchUrl(call.world, { kind: 'machine', machine: call.machine }, `${base}/.treeinfo`);
  if (answer.ok) return `[Errno 14] HTTP Error ${String(answer.status)}: ${answer.status === 404 ? 'Not Found' : 'Forbidden'}`;
  return `[Errno 4] IOError: <urlopen error (${answer.failure === 'refused' ? '111' : answer.failure === 'timeout' ? '110' : '113'}, '${answer.why}')>`;
}

function size(bytes: number): string {
  return bytes < 1024
    ? `${String(bytes)} B`
    : bytes < 1024 ** 2
      ? `${(bytes / 1024).toFixed(1)} kB`
      : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** `network:vnet0`, `bridge:xenbr0`; null for a network that libvirt does not know. */
function bridgeOf(call: ProgramCall, network: string): string | null {
  const [kind, name = ''] = network.split(':');
  if (kind === 'bridge') return name;
  if (kind === 'user') return 'virbr0';
  return softwareOf(call.machine).networks.find((each) => each.name === name)?.bridge ?? null;
}
