import { runningOf, softwareOf } from '../../world/software/software.ts';
import type { Domain } from '../../world/software/state.ts';
import { cpuSeconds, hypervisorOf, shownMemory } from '../../world/software/xen/domains.ts';
import { freeMib } from '../../world/software/xen/memory.ts';
import type { ProgramCall } from '../program.ts';
import { print } from './output.ts';
import { noDomain, type XmCommand } from './xm-command.ts';

/** One row of xm list, guests and dom0 alike. */
export interface DomainRow {
  readonly name: string;
  readonly id: number;
  readonly memory: number;
  readonly maximum: number | null;
  readonly vcpus: number;
  readonly state: string;
  readonly seconds: number;
  readonly since: number;
  readonly domain: Domain | null;
}

/** Rows of dom0 and all guests, as they stand now. */
export function domainRows(call: ProgramCall): readonly DomainRow[] {
  const { machine, world } = call;
  const xen = hypervisorOf(machine);
  const up = world.now() - machine.state.bootedAt;
  const dom0: DomainRow = {
    name: 'Domain-0',
    id: 0,
    memory: xen.dom0Mib,
    maximum: null,
    vcpus: xen.dom0Vcpus,
    state: 'r-----',
    seconds: up * 0.00004 * xen.dom0Vcpus + 12.4,
    since: machine.state.bootedAt,
    domain: null,
  };
  return [
    dom0,
    ...xen.domains.map((domain) => ({
      name: domain.name,
      id: domain.id,
      memory: shownMemory(domain),
      maximum: domain.maximumMib,
      vcpus: domain.vcpus,
      state: stateLetters(domain),
      seconds: cpuSeconds(machine, domain),
      since: domain.startedAt,
      domain,
    })),
  ];
}

/** r b p s c d in fixed places. */
function stateLetters(domain: Domain): string {
  switch (domain.state) {
    case 'running':
      return domain.installation === null ? '-b----' : 'r-----';
    case 'paused':
      return '--p---';
    case 'shutdown':
      return '---s--';
    case 'crashed':
      return '----c-';
    case 'dying':
      return '-----d';
  }
}

function chosenRows(call: ProgramCall, names: readonly string[], command: string): readonly DomainRow[] | null {
  const all = domainRows(call);
  if (names.length === 0) return all;
  const rows: DomainRow[] = [];
  for (const name of names) {
    const row = all.find((each) => each.name === name || String(each.id) === name);
    if (row === undefined) {
      noDomain(call, command, name);
      return null;
    }
    rows.push(row);
  }
  return rows;
}

export const xmList: XmCommand = async (call, args) => {
  await call.sleep(150);
  const names = args.filter((word) => !word.startsWith('-'));
  const rows = chosenRows(call, names, 'list');
  if (rows === null) return 1;
  if (args.includes('-l') || args.includes('--long')) {
    for (const row of rows) print(call, longForm(call, row));
    return 0;
  }
  if (args.includes('-v') || args.includes('--vcpus')) {
    print(call, ['xm list -v is deprecated.  Please use xm vcpu-list.']);
    return xmVcpuList(call, names);
  }
  print(call, [
    `${'Name'.padEnd(40)} ${'ID'.padStart(3)} ${'Mem(MiB)'.padStart(8)} ${'VCPUs'.padStart(5)} ${'State'.padEnd(5)} ${'Time(s)'.padStart(9)}`,
    ...rows.map(
      (row) =>
        `${row.name.padEnd(40)} ${String(row.id).padStart(3)} ${String(row.memory).padStart(8)} ${String(row.vcpus).padStart(5)} ${row.state} ${row.seconds.toFixed(1).padStart(8)}`,
    ),
  ]);
  return 0;
};

/** The S-expression of xm list -l. */
function longForm(call: ProgramCall, row: DomainRow): readonly string[] {
  const { domain } = row;
  const up = ((call.world.now() - row.since) / 1000).toFixed(5);
  const tail = [
    `    (state ${row.state})`,
    `    (cpu_time ${row.seconds.toFixed(9)})`,
    `    (online_vcpus ${String(row.vcpus)})`,
  ];
  if (domain === null) {
    return [
      '(domain',
      '    (domid 0)',
      '    (uuid 00000000-0000-0000-0000-000000000000)',
      `    (vcpus ${String(row.vcpus)})`,
      '    (cpu_weight 1.0)',
      `    (memory ${String(row.memory)})`,
      '    (shadow_memory 0)',
      `    (maxmem ${String(softwareOf(call.machine).hardware.memoryMib)})`,
      '    (features )',
      '    (name Domain-0)',
      '    (on_poweroff destroy)',
      '    (on_reboot restart)',
      '    (on_crash restart)',
      ...tail,
      ')',
    ];
  }
  const { config } = domain;
  const devices = domain.devices.flatMap((device) => {
    const specifier = device.specifier;
    if (specifier !== null && 'mac' in specifier)
      return [
        `    (device`,
        `        (vif`,
        `            (backend 0)`,
        `            (script vif-bridge)`,
        `            (bridge ${specifier.bridge})`,
        `            (mac ${specifier.mac})`,
        `        )`,
        `    )`,
      ];
    if (specifier !== null && 'source' in specifier)
      return [
        `    (device`,
        `        (${device.kind === 'tap' ? 'tap' : 'vbd'}`,
        `            (backend 0)`,
        `            (dev ${specifier.device}:disk)`,
        `            (uname ${specifier.source})`,
        `            (mode ${specifier.mode})`,
        `        )`,
        `    )`,
      ];
    return device.kind === 'vfb' ? ['    (device (vkbd (backend 0)))', `    (device (vfb (backend 0) ${Object.entries(config.framebuffers[device.number] ?? {}).map(([key, value]) => `(${key} ${value})`).join(' ')}))`] : []; // prettier-ignore
  });
  return [
    '(domain',
    `    (domid ${String(domain.id)})`,
    `    (uuid ${domain.uuid})`,
    `    (vcpus ${String(domain.vcpus)})`,
    '    (cpu_weight 1.0)',
    `    (memory ${String(domain.memoryMib)})`,
    '    (shadow_memory 0)',
    `    (maxmem ${String(domain.maximumMib)})`,
    ...(config.bootloader === null ? [] : [`    (bootloader ${config.bootloader})`]),
    '    (features )',
    `    (name ${domain.name})`,
    `    (on_poweroff ${config.onPoweroff})`,
    `    (on_reboot ${config.onReboot})`,
    `    (on_crash ${config.onCrash})`,
    '    (image',
    '        (linux',
    `            (ramdisk ${domain.kernel.replace('boot_kernel', 'boot_ramdisk').replace('vmlinuz', 'initrd.img')})`,
    `            (kernel ${domain.kernel})`,
    `            (args '${domain.arguments}')`,
    '        )',
    '    )',
    ...devices,
    ...tail,
    `    (up_time ${up})`,
    `    (start_time ${(row.since / 1000).toFixed(2)})`,
    `    (store_mfn ${String(131_072 + domain.id * 2)})`,
    `    (console_mfn ${String(131_071 + domain.id * 2)})`,
    ')',
  ];
}

export const xmInfo: XmCommand = async (call) => {
  await call.sleep(200);
  const running = runningOf(call.machine);
  const { hardware } = softwareOf(call.machine);
  const xen = hypervisorOf(call.machine);
  const wide = hardware.architecture === 'x86_64';
  const base = wide ? 'xen-3.0-x86_64 xen-3.0-x86_32p' : 'xen-3.0-x86_32p';
  const full = wide ? ' hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64' : ' hvm-3.0-x86_32 hvm-3.0-x86_32p';
  const rows: readonly (readonly [string, string])[] = [
    ['host', call.machine.state.hostname],
    ['release', running.release],
    ['version', running.kernelVersion],
    ['machine', hardware.architecture],
    ['nr_cpus', String(hardware.processors)],
    ['nr_nodes', '1'],
    ['sockets_per_node', String(Math.max(1, hardware.processors / 2))],
    ['cores_per_socket', '2'],
    ['threads_per_core', '1'],
    ['cpu_mhz', String(hardware.megahertz)],
    ['hw_caps', `bfebfbff:20100000:00000000:00000140:0004e3bd:00000000:00000001`],
    ['total_memory', String(xen.totalMib)],
    ['free_memory', String(freeMib(xen))],
    ['xen_major', '3'],
    ['xen_minor', '1'],
    ['xen_extra', '.0-53.el5'],
    ['xen_caps', `${base}${hardware.virtualization ? full : ''}`],
    ['xen_pagesize', '4096'],
    ['platform_params', wide ? 'virt_start=0xffff800000000000' : 'virt_start=0xf5800000'],
    ['xen_changeset', 'unavailable'],
    ['cc_compiler', 'gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)'],
    ['cc_compile_by', 'brewbuilder'],
    ['cc_compile_domain', 'build.redhat.com'],
    ['cc_compile_date', 'Wed Oct 10 16:30:55 EDT 2007'],
    ['xend_config_format', '2'],
  ];
  print(
    call,
    rows.map(([name, value]) => `${name.padEnd(23)}: ${value}`),
  );
  return 0;
};

export const xmUptime: XmCommand = async (call, args) => {
  await call.sleep(120);
  const short = args.includes('-s') || args.includes('--short');
  const rows = chosenRows(call, args.filter((word) => !word.startsWith('-')), 'uptime'); // prettier-ignore
  if (rows === null) return 1;
  const time = (since: number): string => {
    const seconds = Math.floor((call.world.now() - since) / 1000);
    const days = Math.floor(seconds / 86_400);
    const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
      .map((part, index) => (index === 0 ? String(part).padStart(2) : String(part).padStart(2, '0')))
      .join(':');
    return `${days > 0 ? `${String(days)} day${days === 1 ? '' : 's'}, ` : ''}${clock}`;
  };
  if (short) {
    const now = new Date(call.machine.now()).toISOString().slice(11, 19);
    print(call, rows.map((row) => ` ${now} up ${time(row.since).trim()}, ${row.name} (${String(row.id)})`)); // prettier-ignore
  } else
    print(call, [
      'Name                              ID Uptime',
      ...rows.map((row) => `${row.name.padEnd(32)} ${String(row.id).padStart(3)} ${time(row.since)}`),
    ]);
  return 0;
};

export const xmVcpuList: XmCommand = async (call, args) => {
  await call.sleep(150);
  const rows = chosenRows(call, args, 'vcpu-list');
  if (rows === null) return 1;
  const processors = softwareOf(call.machine).hardware.processors;
  const lines = ['Name                              ID VCPUs   CPU State   Time(s) CPU Affinity'];
  for (const row of rows) {
    for (let vcpu = 0; vcpu < row.vcpus; vcpu += 1) {
      const state = row.id === 0 ? (vcpu === 0 ? 'r--' : '-b-') : row.state.slice(0, 3);
      lines.push(
        `${row.name.padEnd(32)} ${String(row.id).padStart(3)} ${String(vcpu).padStart(5)} ${String((vcpu + row.id) % processors).padStart(5)}   ${state} ${(row.seconds / row.vcpus).toFixed(1).padStart(9)} any cpu`,
      );
    }
  }
  print(call, lines);
  return 0;
};
