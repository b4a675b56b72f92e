import type { Domain, HardwareState, HypervisorState } from '../state.ts';

/** What the hypervisor itself takes: heap, frame table, its own image. With the article's guests 4095 - 2928 - 20 - 1100 MiB are left for it. */
const hypervisorMib = 47;
/** Left free at boot, and by xend when it balloons dom0 down (slack). */
const slackMib = 20;
/** dom0-min-mem of xend-config.sxp when it says nothing. */
export const defaultMinimumMib = 256;

/** A hypervisor as it stands after boot: dom0 has all that is left, or what dom0_mem= says. */
export function newHypervisor(hardware: HardwareState, options: string): HypervisorState {
  const asked = /\bdom0_mem=(\d+)([KMG]?)/iu.exec(options);
  const all = hardware.memoryMib - hypervisorMib - slackMib;
  const unit = { K: 1 / 1024, M: 1, G: 1024, '': 1 / 1024 }[(asked?.[2] ?? 'M').toUpperCase()] ?? 1;
  const dom0Mib = asked === null ? all : Math.min(all, Math.floor(Number(asked[1]) * unit));
  const vcpus = /\bdom0_max_vcpus=(\d+)/u.exec(options)?.[1];
  return {
    totalMib: hardware.memoryMib,
    overheadMib: hypervisorMib,
    dom0Mib,
    dom0Vcpus: vcpus === undefined ? hardware.processors : Math.min(hardware.processors, Number(vcpus)),
    nextDomain: 1,
    domains: [],
    log: [],
  };
}

/** `free_memory` of xm info. */
export function freeMib(xen: HypervisorState): number {
  return xen.totalMib - xen.overheadMib - xen.dom0Mib - xen.domains.reduce((sum, domain) => sum + held(domain), 0);
}

function held(domain: Domain): number {
  return domain.memoryMib;
}

/**
 * Makes room for a guest as xend's balloon.py does: shrinks dom0 by what is missing beyond what is free, keeping a slack. Returns xend's
 * words when dom0 may not shrink that far.
 */
export function balloon(xen: HypervisorState, neededMib: number, minimumMib: number): string | null {
  const free = freeMib(xen);
  if (free >= neededMib + slackMib) return null;
  if (minimumMib === 0)
    return free >= neededMib
      ? null
      : `Not enough free memory and dom0_min_mem is 0, so I cannot release any more.  I need ${String(neededMib * 1024)} KiB but only have ${String(free * 1024)}.`;
  const target = xen.dom0Mib - (neededMib + slackMib - free);
  if (target < minimumMib) {
    const left = free + Math.max(0, xen.dom0Mib - minimumMib);
    return `I need ${String(neededMib * 1024)} KiB, but dom0_min_mem is ${String(minimumMib * 1024)} and shrinking to ${String(minimumMib * 1024)} KiB would leave only ${String(left * 1024)} KiB free.`;
  }
  xen.dom0Mib = target;
  return null;
}
