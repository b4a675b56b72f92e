import { kernelMemoryKib } from '../../world/software/hardware/processor.ts';
import { runningOf, softwareOf } from '../../world/software/software.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';

/** uname of coreutils 5.97 on RHEL 5 (which prints -p and -i). */
export const uname: Program = async (call) => {
  await call.sleep(1);
  const running = runningOf(call.machine);
  const { architecture } = softwareOf(call.machine).hardware;
  const platform = architecture === 'i686' ? 'i386' : 'x86_64';
  const fields: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: call.machine.state.hostname,
    r: running.release,
    v: running.kernelVersion,
    m: architecture,
    p: architecture,
    i: platform,
    o: 'GNU/Linux',
  };
  const long: Readonly<Record<string, string>> = {
    all: 'a',
    'kernel-name': 's',
    nodename: 'n',
    'kernel-release': 'r',
    'kernel-version': 'v',
    machine: 'm',
    processor: 'p',
    'hardware-platform': 'i',
    'operating-system': 'o',
  };
  const wanted = new Set<string>();
  for (const word of call.args) {
    if (word === '--version') {
      print(call, ['uname (GNU coreutils) 5.97']);
      return 0;
    }
    if (!word.startsWith('-') || word === '-')
      return refuse(call, 1, `uname: extra operand \`${word}'`, "Try `uname --help' for more information.");
    const letters = word.startsWith('--') ? [long[word.slice(2)] ?? ''] : word.slice(1).split('');
    for (const letter of letters) {
      if (letter === 'a') for (const each of 'snrvmpio') wanted.add(each);
      else if (fields[letter] !== undefined) wanted.add(letter);
      else
        return refuse(
          call,
          1,
          word.startsWith('--') ? `uname: unrecognized option \`${word}'` : `uname: invalid option -- ${letter}`,
          "Try `uname --help' for more information.",
        );
    }
  }
  if (wanted.size === 0) wanted.add('s');
  print(call, ['snrvmpio'.split('').filter((letter) => wanted.has(letter)).map((letter) => fields[letter] ?? '').join(' ')]); // prettier-ignore
  return 0;
};

export const arch: Program = async (call) => {
  await call.sleep(1);
  print(call, [softwareOf(call.machine).hardware.architecture]);
  return 0;
};

/** free [-k|-m|-g]. */
export const free: Program = async (call) => {
  await call.sleep(2);
  const running = runningOf(call.machine);
  const total = kernelMemoryKib(softwareOf(call.machine).hardware, running.xen?.dom0Mib ?? null);
  const value = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(call.machine.files.readText('/proc/meminfo'))?.[1] ?? 0);
  const left = value('MemFree');
  const buffers = value('Buffers');
  const cached = value('Cached');
  const unit = call.args.includes('-m') ? 1024 : call.args.includes('-g') ? 1024 * 1024 : call.args.includes('-b') ? 1 / 1024 : 1;
  const row = (label: string, ...numbers: readonly number[]): string =>
    `${label.padEnd(7)}${numbers.map((number) => String(Math.floor(number / unit)).padStart(11)).join('')}`;
  const used = total - left;
  print(call, [
    '             total       used       free     shared    buffers     cached',
    row('Mem:', total, used, left, 0, buffers, cached),
    `-/+ buffers/cache: ${String(Math.floor((used - buffers - cached) / unit)).padStart(10)} ${String(Math.floor((left + buffers + cached) / unit)).padStart(10)}`,
    row('Swap:', value('SwapTotal'), value('SwapTotal') - value('SwapFree'), value('SwapFree')),
  ]);
  return 0;
};

/** sysctl -a, sysctl [-n] NAME... for what a practice host has. */
export const sysctl: Program = async (call) => {
  await call.sleep(2);
  const bare = call.args.includes('-n');
  const names = call.args.filter((word) => !word.startsWith('-'));
  const all = [
    'kernel.hostname',
    'kernel.osrelease',
    'kernel.ostype',
    'kernel.version',
    'kernel.random.boot_id',
    'net.ipv4.ip_forward',
  ];
  let status = 0;
  for (const name of call.args.includes('-a') ? all : names) {
    const path = `/proc/sys/${name.replaceAll('.', '/')}`;
    if (!call.machine.files.isFile(path)) {
      call.writeError(`error: "${name}" is an unknown key\n`);
      status = 255;
      continue;
    }
    const value = call.machine.files.readText(path).trimEnd();
    call.write(bare ? `${value}\n` : `${name} = ${value}\n`);
  }
  return status;
};

/** dmidecode [-t TYPE] [-s KEYWORD] of an IBM System x3550; a guest has no tables. */
export const dmidecode: Program = async (call) => {
  await call.sleep(10);
  const { hardware } = softwareOf(call.machine);
  if (call.user !== 'root') return refuse(call, 1, '/dev/mem: Permission denied');
  if (hardware.kind === 'domU') {
    print(call, ['# dmidecode 2.7', '# No SMBIOS nor DMI entry point found, sorry.']);
    return 0;
  }
  const keyword = call.args[call.args.indexOf('-s') + 1];
  const values: Readonly<Record<string, string>> = {
    'bios-vendor': 'IBM',
    'bios-version': 'GFE130AUS-1.09',
    'system-manufacturer': 'IBM',
    'system-product-name': 'IBM System x3550 -[7978C1U]-',
    'system-version': '00',
    'system-serial-number': hardware.serialNumber,
    'baseboard-manufacturer': 'IBM',
    'baseboard-product-name': 'System Planar',
    'processor-manufacturer': 'Intel',
    'processor-version': 'Intel(R) Xeon(R) CPU 5160 @ 3.00GHz',
  };
  if (call.args.includes('-s')) {
    if (keyword === undefined || values[keyword] === undefined)
      return refuse(
        call,
        2,
        keyword === undefined ? 'dmidecode: option requires an argument -- s' : `Invalid string keyword: ${keyword}`,
      );
    print(call, [values[keyword]]);
    return 0;
  }
  const type = call.args.includes('-t') ? (call.args[call.args.indexOf('-t') + 1] ?? '') : null;
  const sections: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['0', 'bios'], ['Handle 0x0000, DMI type 0, 24 bytes.', 'BIOS Information', '\tVendor: IBM', `\tVersion: ${values['bios-version'] ?? ''}`, '\tRelease Date: 10/01/2007']],
    [['1', 'system'], ['Handle 0x0001, DMI type 1, 27 bytes.', 'System Information', '\tManufacturer: IBM', `\tProduct Name: ${values['system-product-name'] ?? ''}`, '\tVersion: 00', `\tSerial Number: ${hardware.serialNumber}`, '\tWake-up Type: Power Switch']],
    ...['CPU 1', 'CPU 2'].map((socket, index) => [['4', 'processor'], [`Handle 0x000${String(4 + index)}, DMI type 4, 35 bytes.`, 'Processor Information', `\tSocket Designation: ${socket}`, '\tType: Central Processor', '\tFamily: Xeon', '\tManufacturer: Intel', `\tVersion: ${values['processor-version'] ?? ''}`, '\tCurrent Speed: 3000 MHz', '\tStatus: Populated, Enabled']] as const),
    ...[1, 2, 3, 4].map((slot) => [['17', 'memory'], [`Handle 0x001${String(slot)}, DMI type 17, 27 bytes.`, 'Memory Device', '\tTotal Width: 72 bits', '\tData Width: 64 bits', '\tSize: 1024 MB', '\tForm Factor: DIMM', `\tLocator: DIMM ${String(slot)}`, '\tType: FB-DIMM', '\tSpeed: 667 MHz (1.5 ns)']] as const),
  ]; // prettier-ignore
  const chosen = sections.filter(([names]) => type === null || names.includes(type));
  print(call, ['# dmidecode 2.7', 'SMBIOS 2.4 present.', '', ...chosen.flatMap(([, lines]) => [...lines, ''])]);
  return 0;
};

/** lspci [-n] [-v]: the devices of an x3550 with the HBAs that the host has; a guest has no PCI bus. */
export const lspci: Program = async (call) => {
  await call.sleep(10);
  const { hardware } = softwareOf(call.machine);
  if (hardware.kind === 'domU') return 0;
  const ports = call.world.state.storage.hostPorts[call.machine.name] ?? [];
  const numeric = call.args.includes('-n');
  const devices: readonly (readonly [string, string, string])[] = [
    ['00:00.0', 'Host bridge: Intel Corporation 5000X Chipset Memory Controller Hub (rev b1)', '0600: 8086:25c0 (rev b1)'],
    ['00:02.0', 'PCI bridge: Intel Corporation 5000 Series Chipset PCI Express x4 Port 2 (rev b1)', '0604: 8086:25e2 (rev b1)'],
    ['00:1f.1', 'IDE interface: Intel Corporation 631xESB/632xESB IDE Controller (rev 09)', '0101: 8086:269e (rev 09)'],
    ['01:00.0', 'SCSI storage controller: LSI Logic / Symbios Logic SAS1064ET PCI-Express Fusion-MPT SAS (rev 02)', '0100: 1000:0056 (rev 02)'],
    ...hardware.ethernetAddresses.map((_mac, index) => [`0${String(4 + 2 * index)}:00.0`.replace('06:', '05:'), 'Ethernet controller: Broadcom Corporation NetXtreme II BCM5708 Gigabit Ethernet (rev 12)', '0200: 14e4:164c (rev 12)'] as const),
    ...ports.map((port) => [port.pci.replace(/^0000:/u, ''), 'Fibre Channel: QLogic Corp. ISP2432-based 4Gb Fibre Channel to PCI Express HBA (rev 02)', '0c04: 1077:2432 (rev 02)'] as const),
    ['07:01.0', 'VGA compatible controller: ATI Technologies Inc ES1000 (rev 02)', '0300: 1002:515e (rev 02)'],
  ]; // prettier-ignore
  for (const [address, text, numbers] of [...devices].sort((left, right) => (left[0] < right[0] ? -1 : 1))) {
    call.write(`${address} ${numeric ? numbers : text}\n`);
    if (call.args.some((word) => /^-v+$/u.test(word)) && text.startsWith('Fibre')) {
      const port = ports.find((each) => each.pci.endsWith(address));
      call.write(
        `\tSubsystem: QLogic Corp. ${port?.model ?? 'QLE2462'} 4Gb PCI-Express Dual Channel\n\tFlags: bus master, fast devsel, latency 0, IRQ 169\n\n`,
      );
    }
  }
  return 0;
};
