import { runningOf } from '../../world/debian/debian.ts';
import { kernelSettings, memoryKib } from '../../world/debian/nodes/proc.ts';
import type { Program } from '../program.ts';
import { power, shutdown } from './power.ts';

const fieldOf: Readonly<Record<string, string>> = {
  all: 'a', 'kernel-name': 's', nodename: 'n', 'kernel-release': 'r', 'kernel-version': 'v', machine: 'm', processor: 'p', 'hardware-platform': 'i', 'operating-system': 'o',
}; // prettier-ignore

/** uname of coreutils 9.1: with -a neither processor nor platform, which it does not know. */
const uname: Program = (call) => {
  const running = runningOf(call.machine);
  const fields: Readonly<Record<string, string>> = { s: 'Linux', n: call.machine.state.hostname, r: running.release, v: running.version, m: 'x86_64', p: 'unknown', i: 'unknown', o: 'GNU/Linux' };
  const wanted = new Set<string>();
  for (const word of call.args) {
    const letters = word.startsWith('--') ? [fieldOf[word.slice(2)] ?? ''] : word.startsWith('-') ? word.slice(1).split('') : [''];
    for (const letter of letters) {
      if (letter === 'a') for (const each of 'snrvmo') wanted.add(each);
      else if (fields[letter] !== undefined) wanted.add(letter);
      else {
        call.writeError(word.startsWith('-') ? `uname: invalid option -- '${letter}'\nTry 'uname --help' for more information.\n` : `uname: extra operand '${word}'\nTry 'uname --help' for more information.\n`);
        return Promise.resolve(1);
      }
    }
  }
  if (wanted.size === 0) wanted.add('s');
  call.write(`${'snrvmpio'.split('').filter((letter) => wanted.has(letter)).map((letter) => fields[letter] ?? '').join(' ')}\n`);
  return Promise.resolve(0);
}; // prettier-ignore

/** dmesg of util-linux: seconds since boot; -T has times, -H and others are ignored. */
const dmesg: Program = (call) => {
  const { state } = call.machine;
  if (call.args.includes('-C') || call.args.includes('-c')) state.kernelLog.splice(0);
  const times = call.args.some((word) => /^-[a-zA-Z]*T/u.test(word));
  const booted = state.bootedAt + state.clockSkewMs;
  for (const { at, text } of state.kernelLog) {
    const seconds = ((at - booted) / 1_000).toFixed(6).padStart(12);
    call.write(`[${times ? journalDay(at) : seconds}] ${text.replace(/^ /u, ' ')}\n`);
  }
  return Promise.resolve(0);
};

function journalDay(at: number): string {
  return new Date(at).toUTCString().replace(/^(\w{3}), (\d\d) (\w{3}) (\d{4}) (\S+) GMT$/u, '$1 $3 $2 $5 $4');
}

/** Names of modules that the kernel's package has, as far as the lab asks for them. */
const available = new Set([
  'xen_blkback',
  'xen_netback',
  'xen_gntdev',
  'xen_evtchn',
  'dm_multipath',
  'dm_service_time',
  'dm_round_robin',
  'scsi_dh_alua',
  'scsi_dh_rdac',
  'iscsi_tcp',
  'libiscsi',
  'libiscsi_tcp',
  'scsi_transport_iscsi',
  'bridge',
  'stp',
  'llc',
  'virtio_net',
  'virtio_blk',
  'ext4',
  'jbd2',
  'mbcache',
  'sg',
  'br_netfilter',
  'loop',
]);

const modprobe: Program = async (call) => {
  const { modules } = runningOf(call.machine);
  const remove = call.args.some((word) => /^-[a-z]*r/u.test(word));
  for (const word of call.args.filter((one) => !one.startsWith('-') && !one.includes('='))) {
    const name = word.replace(/-/gu, '_');
    await call.sleep(80);
    if (!available.has(name)) {
      call.writeError(`modprobe: FATAL: Module ${word} not found in directory /lib/modules/${runningOf(call.machine).release}\n`);
      return 1;
    }
    if (remove) modules.splice(0, modules.length, ...modules.filter((one) => one !== name));
    else if (!modules.includes(name)) modules.push(name);
  }
  return 0;
};

const lsmod: Program = (call) => {
  call.write(
    `Module                  Size  Used by\n${[...runningOf(call.machine).modules]
      .reverse()
      .map((name) => `${name.padEnd(22)} ${'65536'.padStart(6)}  0\n`)
      .join('')}`,
  );
  return Promise.resolve(0);
};

const modinfo: Program = (call) => {
  const name = (call.args.find((word) => !word.startsWith('-')) ?? '').replace(/-/gu, '_');
  if (!available.has(name)) {
    call.writeError(`modinfo: ERROR: Module ${name} not found.\n`);
    return Promise.resolve(1);
  }
  const { release } = runningOf(call.machine);
  call.write(
    `filename:       /lib/modules/${release}/kernel/drivers/${name.replace(/_/gu, '-')}.ko\nlicense:        GPL\nretpoline:      Y\nintree:         Y\nname:           ${name}\nvermagic:       ${release} SMP preempt mod_unload modversions \n`,
  );
  return Promise.resolve(0);
};

/** sysctl [-n] [-w] NAME[=VALUE]..., -p [FILE], -a */
const sysctl: Program = (call) => {
  const { files } = call.machine;
  let status = 0;
  const pathOf = (name: string): string => `/proc/sys/${name.replace(/[./]/gu, '/')}`;
  const set = (line: string): void => {
    const [name = '', value = ''] = line.split(/\s*=\s*/u);
    if (!files.isFile(pathOf(name.trim()))) {
      call.writeError(`sysctl: cannot stat ${pathOf(name.trim())}: No such file or directory\n`);
      status = 1;
      return;
    }
    files.write(pathOf(name.trim()), value.trim());
    call.write(`${name.trim()} = ${value.trim()}\n`);
  };
  const words = call.args.filter((word) => !word.startsWith('-'));
  if (call.args.includes('-p') || call.args.includes('--system')) {
    const file = words[0] ?? '/etc/sysctl.conf';
    for (const line of (files.isFile(file) ? files.readText(file) : '').split('\n'))
      if (/^\s*[a-z][^#;]*=/u.test(line)) set(line);
    return Promise.resolve(status);
  }
  const names = call.args.includes('-a')
    ? Object.keys(kernelSettings)
        .map((path) => path.replace(/\//gu, '.'))
        .sort()
    : words;
  for (const word of names) {
    if (word.includes('=')) {
      set(word);
      continue;
    }
    if (!files.isFile(pathOf(word))) {
      call.writeError(`sysctl: cannot stat ${pathOf(word)}: No such file or directory\n`);
      status = 255;
      continue;
    }
    const value = files.readText(pathOf(word)).trim();
    call.write(call.args.includes('-n') ? `${value}\n` : `${word} = ${value}\n`);
  }
  return Promise.resolve(status);
};

const free: Program = (call) => {
  const total = memoryKib(call.machine);
  const shift = call.args.includes('-m') ? 1024 : 1;
  const cell = (kib: number): string => String(Math.round(kib / shift)).padStart(11);
  call.write(
    `               total        used        free      shared  buff/cache   available\nMem:     ${cell(total)} ${cell(total * 0.2)} ${cell(total * 0.62)} ${cell(520)} ${cell(total * 0.18)} ${cell(total * 0.78)}\nSwap:    ${cell(0)} ${cell(0)} ${cell(0)}\n`,
  );
  return Promise.resolve(0);
};

const lspci: Program = (call) => {
  call.write(
    [
      '00:00.0 Host bridge: Intel Corporation 82G33/G31/P35/P31 Express DRAM Controller',
      '00:03.0 Ethernet controller: Red Hat, Inc. Virtio network device',
      '00:04.0 Ethernet controller: Red Hat, Inc. Virtio network device',
      '00:05.0 Ethernet controller: Red Hat, Inc. Virtio network device',
      '00:06.0 SCSI storage controller: Red Hat, Inc. Virtio block device',
    ]
      .map((line) => `${line}\n`)
      .join(''),
  );
  return Promise.resolve(0);
};

/** Kernel: what runs, its log, its modules, its settings, power. */
export const kernelPrograms: Readonly<Record<string, Program>> = {
  '/bin/uname': uname,
  '/bin/dmesg': dmesg,
  '/usr/sbin/modprobe': modprobe,
  '/usr/bin/lsmod': lsmod,
  '/usr/sbin/lsmod': lsmod,
  '/usr/sbin/modinfo': modinfo,
  '/usr/sbin/sysctl': sysctl,
  '/usr/bin/free': free,
  '/usr/bin/lspci': lspci,
  '/usr/sbin/reboot': power('reboot'),
  '/usr/sbin/poweroff': power('off'),
  '/usr/sbin/halt': power('off'),
  '/usr/sbin/shutdown': shutdown,
}; // prettier-ignore
