import type { HardwareState } from '../state.ts';

/** /proc/cpuinfo: a Dual-Core Xeon 5160 as the kernel prints it; dom0 and guests see their virtual processors. */
export function processorText(hardware: HardwareState, processors: number, xen: boolean): string {
  const flags =
    'fpu tsc msr pae mce cx8 apic mtrr mca cmov pat pse36 clflush dts acpi mmx fxsr sse sse2 ss ht tm pbe nx lm constant_tsc pni monitor ds_cpl vmx est tm2 cx16 xtpr lahf_lm';
  const shown = flags
    .split(' ')
    .filter(
      (flag) =>
        (flag !== 'vmx' || (hardware.virtualization && !xen)) && (flag !== 'lm' || !xen || hardware.architecture === 'x86_64'),
    )
    .join(' ');
  const rows = Array.from({ length: processors }, (_unused, index) => {
    const physical = xen ? index : (index % 2) * 3;
    const core = xen ? 0 : Math.floor(index / 2);
    return [
      ['processor', String(index)],
      ['vendor_id', 'GenuineIntel'],
      ['cpu family', '6'],
      ['model', '15'],
      ['model name', 'Intel(R) Xeon(R) CPU            5160  @ 3.00GHz'],
      ['stepping', '6'],
      ['cpu MHz', `${String(hardware.megahertz)}.498`],
      ['cache size', '4096 KB'],
      ['physical id', String(physical)],
      ['siblings', xen ? '1' : '2'],
      ['core id', String(core)],
      ['cpu cores', xen ? '1' : '2'],
      ['fdiv_bug', 'no'],
      ['hlt_bug', 'no'],
      ['f00f_bug', 'no'],
      ['coma_bug', 'no'],
      ['fpu', 'yes'],
      ['fpu_exception', 'yes'],
      ['cpuid level', '10'],
      ['wp', 'yes'],
      ['flags', shown],
      ['bogomips', '5989.11'],
    ];
  });
  return rows
    .map((row) => `${row.map(([name = '', value = '']) => `${name}${name.length < 8 ? '\t\t' : '\t'}: ${value}`).join('\n')}\n\n`)
    .join('');
}

/** /proc/meminfo. `memoryKib`: what the kernel was given. */
export function memoryText(memoryKib: number, usedKib: number): string {
  const free = Math.max(0, memoryKib - usedKib);
  const cached = Math.floor(usedKib * 0.6);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', memoryKib],
    ['MemFree', free],
    ['Buffers', Math.floor(usedKib * 0.1)],
    ['Cached', cached],
    ['SwapCached', 0],
    ['Active', Math.floor(usedKib * 0.5)],
    ['Inactive', Math.floor(usedKib * 0.3)],
    ['HighTotal', 0],
    ['HighFree', 0],
    ['LowTotal', memoryKib],
    ['LowFree', free],
    ['SwapTotal', 2_096_472],
    ['SwapFree', 2_096_472],
    ['Dirty', 148],
    ['Writeback', 0],
    ['AnonPages', Math.floor(usedKib * 0.2)],
    ['Mapped', Math.floor(usedKib * 0.08)],
    ['Slab', Math.floor(usedKib * 0.07)],
    ['PageTables', 3_120],
    ['CommitLimit', Math.floor(memoryKib / 2) + 2_096_472],
    ['Committed_AS', Math.floor(usedKib * 0.7)],
  ];
  return rows.map(([name, value]) => `${`${name}:`.padEnd(13)}${String(value).padStart(9)} kB\n`).join('');
}

/** Memory that a machine's kernel has, in KiB: of dom0 what the balloon left it, of a guest what it was given and a little. */
export function kernelMemoryKib(hardware: HardwareState, dom0Mib: number | null): number {
  if (dom0Mib !== null) return dom0Mib * 1024;
  if (hardware.kind === 'domU') return hardware.memoryMib * 1024 + 184;
  return hardware.memoryMib * 1024 - 62_216;
}
