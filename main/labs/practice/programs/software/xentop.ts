import { softwareOf } from '../../world/software/software.ts';
import { hypervisorOf } from '../../world/software/xen/domains.ts';
import { freeMib } from '../../world/software/xen/memory.ts';
import { isControlDomain } from '../../world/software/xen/xend.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';
import { domainRows } from './xm-list.ts';

/** xentop [-b] [-i COUNT] [-d SECONDS]: one page, or in batch mode one after the other. */
export const xentop: Program = async (call) => {
  if (call.user !== 'root' || !isControlDomain(call.machine)) return refuse(call, 1, 'Failed to initialize xenstat library');
  const value = (letter: string, long: string): number | null => {
    const at = call.args.findIndex((word) => word === `-${letter}` || word === `--${long}`);
    const text =
      at < 0
        ? call.args
            .find((word) => word.startsWith(`--${long}=`) || new RegExp(`^-${letter}\\d`, 'u').test(word))
            ?.replace(/^\D+/u, '')
        : call.args[at + 1];
    return text === undefined ? null : Number(text);
  };
  const batch = call.args.includes('-b') || call.args.includes('--batch') || call.args.some((word) => /^-b?i?b/u.test(word));
  const delay = value('d', 'delay') ?? 3;
  const count = value('i', 'iterations') ?? (batch && call.terminal === null ? 1 : Number.POSITIVE_INFINITY);
  for (let round = 0; round < count; round += 1) {
    if (round > 0) await call.sleep(delay * 1_000);
    else await call.sleep(200);
    const xen = hypervisorOf(call.machine);
    const rows = domainRows(call);
    const used = (xen.totalMib - freeMib(xen)) * 1024;
    const running = rows.filter((row) => row.state.startsWith('r')).length;
    if (!batch) {
      print(call, [
        `xentop - ${new Date(call.machine.now()).toISOString().slice(11, 19)}   Xen 3.1.0-53.el5`,
        `${String(rows.length)} domains: ${String(running)} running, ${String(rows.length - running)} blocked, 0 paused, 0 crashed, 0 dying, 0 shutdown `,
        `Mem: ${String(xen.totalMib * 1024)}k total, ${String(used)}k used, ${String(freeMib(xen) * 1024)}k free    CPUs: ${String(softwareOf(call.machine).hardware.processors)} @ ${String(softwareOf(call.machine).hardware.megahertz)}MHz`,
      ]);
    }
    const header =
      '      NAME  STATE   CPU(sec) CPU(%)     MEM(k) MEM(%)  MAXMEM(k) MAXMEM(%) VCPUS NETS NETTX(k) NETRX(k) VBDS   VBD_OO   VBD_RD   VBD_WR SSID';
    print(call, [
      header,
      ...rows.map((row) => {
        const memory = row.memory * 1024;
        const maximum =
          row.maximum === null
            ? '   no limit       n/a'
            : `${String(row.maximum * 1024).padStart(10)} ${((100 * row.maximum) / xen.totalMib).toFixed(1).padStart(9)}`;
        const disks = row.domain?.devices.filter((device) => device.kind === 'vbd' || device.kind === 'tap').length ?? 0;
        const nets = row.domain?.devices.filter((device) => device.kind === 'vif').length ?? 4;
        return `${row.name.slice(0, 10).padStart(10)} ${row.state} ${String(Math.floor(row.seconds)).padStart(10)} ${(round === 0 ? 0 : (row.domain?.cpuShare ?? 0.01) * 100).toFixed(1).padStart(6)} ${String(memory).padStart(10)} ${((100 * row.memory) / xen.totalMib).toFixed(1).padStart(6)} ${maximum} ${String(row.vcpus).padStart(5)} ${String(nets).padStart(4)} ${'0'.padStart(8)} ${'0'.padStart(8)} ${String(disks).padStart(4)} ${'0'.padStart(8)} ${'0'.padStart(8)} ${'0'.padStart(8)}    0`;
      }),
    ]);
  }
  return 0;
};
