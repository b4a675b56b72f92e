import { hostOf, runningOf } from '../../world/debian/debian.ts';
import { kernelBuilt } from '../../world/debian/packages/versions.ts';
import { cpuSeconds, freeMib } from '../../world/debian/xen/domains.ts';
import type { XlDomain } from '../../world/debian/xen/state.ts';
import type { Machine } from '../../world/machine.ts';

function row(name: string, id: number, memory: number, vcpus: number, state: string, seconds: number): string {
  return `${name.padEnd(40)} ${String(id).padStart(5)} ${String(memory).padStart(5)} ${String(vcpus).padStart(5)}     ${state}  ${seconds.toFixed(1).padStart(8)}\n`;
}

function dom0Seconds(machine: Machine): number {
  return ((machine.world.now() - machine.state.bootedAt) / 1_000) * 0.12 + 14;
}

function stateOf(domain: XlDomain): string {
  return { running: '-b----', paused: '--p---', shutdown: '---s--', dying: '-----d' }[domain.state];
}

/** `xl list` */
export function domainRows(machine: Machine, domains: readonly XlDomain[], dom0: boolean): string {
  const xen = runningOf(machine).xen;
  const rows = domains.map((domain) => row(domain.name, domain.id, domain.memoryMib, domain.vcpus, domain.installation === null ? stateOf(domain) : 'r-----', cpuSeconds(machine, domain)));
  const own = dom0 && xen !== null ? row('Domain-0', 0, xen.dom0Mib, xen.dom0Vcpus, 'r-----', dom0Seconds(machine)) : '';
  return `Name                                        ID   Mem VCPUs\tState\tTime(s)\n${own}${rows.join('')}`;
} // prettier-ignore

/** `xl list -l`: JSON with the blanks of yajl's beautifier. */
export function domainsJson(machine: Machine, domains: readonly XlDomain[], dom0: boolean): string {
  const xen = runningOf(machine).xen;
  const entries: unknown[] = [];
  const schedule = { sched: 'credit2', weight: 256, cap: 0 };
  if (dom0 && xen !== null)
    entries.push({ domid: 0, config: { c_info: { type: 'pv', name: 'Domain-0' }, b_info: { max_memkb: xen.dom0Mib * 1024, target_memkb: xen.dom0Mib * 1024 - 1, sched_params: schedule, 'type.pv': {}, arch_arm: {}, arch_x86: {} } } });
  for (const domain of domains) {
    const { config } = domain;
    const boot = config.bootloader !== null && config.bootloader !== '' ? { bootloader: config.bootloader } : { kernel: domain.kernel, cmdline: domain.commandLine, ...(domain.ramdisk === null ? {} : { ramdisk: domain.ramdisk }) };
    entries.push({
      domid: domain.id,
      config: {
        c_info: { type: 'pv', name: domain.name, domid: 4_294_967_295, uuid: domain.uuid, run_hotplug_scripts: 'True' },
        b_info: { max_vcpus: domain.vcpus, avail_vcpus: Array.from({ length: domain.vcpus }, (_unused, index) => index), max_memkb: config.maximumMib * 1024, target_memkb: domain.memoryMib * 1024, video_memkb: 0, sched_params: schedule, claim_mode: 'True', ...boot, 'type.pv': {}, arch_arm: {}, arch_x86: { msr_relaxed: 'False' } },
        ...(domain.disks.length === 0 ? {} : { disks: domain.disks.map((disk) => ({ pdev_path: disk.path, vdev: disk.vdev, format: disk.format, readwrite: disk.readWrite ? 1 : 0, colo_restore_enable: 'False' })) }),
        ...(domain.interfaces.length === 0 ? {} : { nics: domain.interfaces.map((nic, index) => ({ devid: index, mac: nic.mac, bridge: nic.bridge, script: '/etc/xen/scripts/vif-bridge', nictype: 'vif' })) }),
        ...(config.onPoweroff === 'destroy' ? {} : { on_poweroff: config.onPoweroff }),
        ...(config.onReboot === 'destroy' ? {} : { on_reboot: config.onReboot }),
        ...(config.onCrash === 'destroy' ? {} : { on_crash: config.onCrash }),
        on_soft_reset: 'soft_reset',
      },
    });
  }
  return `${beautified(entries, 0)}\n\n`;
} // prettier-ignore

function beautified(value: unknown, depth: number): string {
  const pad = '    '.repeat(depth + 1);
  const end = '    '.repeat(depth);
  if (Array.isArray(value)) return value.length === 0 ? `[\n\n${end}]` : `[\n${value.map((item) => `${pad}${beautified(item, depth + 1)}`).join(',\n')}\n${end}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value);
    return members.length === 0 ? `{\n\n${end}}` : `{\n${members.map(([name, item]) => `${pad}${JSON.stringify(name)}: ${beautified(item, depth + 1)}`).join(',\n')}\n${end}}`;
  }
  return JSON.stringify(value);
} // prettier-ignore

export function vcpuRows(machine: Machine, domains: readonly XlDomain[], dom0: boolean): string {
  const xen = runningOf(machine).xen;
  const line = (name: string, id: number, vcpu: number, cpu: number, state: string, seconds: number): string => `${name.padEnd(32)} ${String(id).padStart(5)} ${String(vcpu).padStart(5)} ${String(cpu).padStart(4)}   ${state}  ${seconds.toFixed(1).padStart(8)} all / all\n`;
  const own = dom0 && xen !== null ? Array.from({ length: xen.dom0Vcpus }, (_unused, index) => line('Domain-0', 0, index, index, index === 0 ? 'r--' : '-b-', dom0Seconds(machine) / xen.dom0Vcpus)) : [];
  const guests = domains.flatMap((domain) => Array.from({ length: domain.vcpus }, (_unused, index) => line(domain.name, domain.id, index, 0, '-b-', cpuSeconds(machine, domain) / domain.vcpus)));
  return `Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)\n${own.join('')}${guests.join('')}`;
} // prettier-ignore

export function blockList(domains: readonly XlDomain[]): string {
  const rows = domains.flatMap((domain) => domain.disks.map((disk) => `${String(disk.number).padEnd(5)} 0   ${String(domain.id).padEnd(6)} 4     ${String(disk.eventChannel).padEnd(6)} ${String(disk.eventChannel).padEnd(8)} /local/domain/0/backend/vbd/${String(domain.id)}/${String(disk.number)}\n`));
  return `Vdev  BE  handle state evt-ch ring-ref BE-path                       \n${rows.join('')}`;
} // prettier-ignore

export function networkList(domains: readonly XlDomain[]): string {
  const rows = domains.flatMap((domain) => domain.interfaces.map((nic, index) => `${String(index).padEnd(3)} 0  ${nic.mac} ${String(index).padStart(6)} ${'4'.padStart(5)} ${String(8 + domain.disks.length + index).padStart(7)}   ${'768'.padStart(5)}/${'769'.padEnd(11)} /local/domain/0/backend/vif/${String(domain.id)}/${String(index)}\n`));
  return `Idx BE Mac Addr.         handle state evt-ch   tx-/rx-ring-ref BE-path                       \n${rows.join('')}`;
} // prettier-ignore

/** `xl info` */
export function xenInfo(machine: Machine): string {
  const { xen, release } = runningOf(machine);
  const { hardware } = hostOf(machine);
  if (xen === null) return '';
  const rows: readonly (readonly [string, string])[] = [
    ['host', machine.state.hostname], ['release', release], ['version', kernelBuilt], ['machine', 'x86_64'], ['nr_cpus', String(hardware.processors)], ['max_cpu_id', String(hardware.processors - 1)], ['nr_nodes', '1'], ['cores_per_socket', String(hardware.processors)], ['threads_per_core', '1'], ['cpu_mhz', hardware.megahertz.toFixed(3)],
    ['hw_caps', '1fcbf3fd:f6d8320b:ec500800:00000077:00000005:01884329:00000204:00000000'], ['virt_caps', 'pv hvm hap gnttab-v1 gnttab-v2'], ['total_memory', String(xen.totalMib)], ['free_memory', String(freeMib(xen))], ['sharing_freed_memory', '0'], ['sharing_used_memory', '0'], ['outstanding_claims', '0'], ['free_cpus', '0'],
    ['xen_major', '4'], ['xen_minor', '17'], ['xen_extra', '.7'], ['xen_version', '4.17.7'], ['xen_caps', 'xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64 '], ['xen_scheduler', 'credit2'], ['xen_pagesize', '4096'], ['platform_params', 'virt_start=0xffff800000000000'], ['xen_changeset', ''],
    ['xen_commandline', xen.commandLine === '' ? 'placeholder' : xen.commandLine], ['cc_compiler', 'x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0'], ['cc_compile_by', 'pkg-xen-devel'], ['cc_compile_domain', 'lists.alioth.debian.org'], ['cc_compile_date', 'Wed Nov  4 16:52:28 UTC 2026'], ['build_id', '151b373fd64b321593bf987fd923cd10dabadac4'], ['xend_config_format', '4'],
  ];
  return rows.map(([name, value]) => `${name.padEnd(23)}: ${value}\n`).join('');
} // prettier-ignore

export function xenLog(machine: Machine): string {
  const xen = runningOf(machine).xen;
  return `(XEN) Xen version 4.17.7 (Debian 4.17.7+13-g2445b30a44-0+deb12u1) (pkg-xen-devel@lists.alioth.debian.org) (x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0) debug=n Wed Nov  4 16:52:28 UTC 2026\n(XEN) build-id: 151b373fd64b321593bf987fd923cd10dabadac4\n(XEN) Bootloader: GRUB 2.06-13+deb12u1\n(XEN) Command line: ${xen?.commandLine ?? ''}\n(XEN) System RAM: ${String(xen?.totalMib ?? 0)}MB\n(XEN) Using scheduler: SMP Credit Scheduler rev2 (credit2)\n`;
} // prettier-ignore
