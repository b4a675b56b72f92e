import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import type { Accelerator } from './machines.ts';

export interface AcceleratorChoice {
  readonly accelerator: Accelerator;
  /** Why. */
  readonly sentence: string;
}

/**
 * KVM where this user may open it and the processor has virtualization of its own. A KVM without that (an emulating one) takes an operating
 * system that knows of it, and Xen does not.
 */
export function chooseAccelerator(given: {
  readonly mayOpen: boolean;
  readonly processorFlags: readonly string[];
}): AcceleratorChoice {
  if (!given.mayOpen) return { accelerator: 'tcg', sentence: 'TCG: this user cannot open /dev/kvm.' };
  const own = given.processorFlags.find((flag) => flag === 'vmx' || flag === 'svm');
  if (own === undefined)
    return {
      accelerator: 'tcg',
      sentence: 'TCG: the processor shows neither vmx nor svm, without which Xen does not start under KVM.',
    };
  return { accelerator: 'kvm', sentence: `KVM: the processor has ${own}.` };
}

/** The choice for this machine. */
export async function acceleratorHere(): Promise<AcceleratorChoice> {
  const mayOpen = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  const flags = /^flags\s*:(.*)$/mu.exec(await readFile('/proc/cpuinfo', 'utf8').catch(() => ''));
  return chooseAccelerator({ mayOpen, processorFlags: (flags?.[1] ?? '').trim().split(/\s+/u) });
}
