import { constants } from 'node:fs';
import { access, readFile, statfs, mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { failure, success, type Result } from '../../../core/result.ts';
import { machineMemoryMib, machineProcessors, type Accelerator } from './machines.ts';
import type { XenLabOptions } from './options.ts';

/** What this machine has, as far as a lab asks for it. */
export interface MachineHas {
  readonly tools: ReadonlySet<string>;
  readonly memoryMib: number;
  readonly diskMib: number;
  readonly processors: number;
}

/** What a tool is called, and the Debian package that brings it. */
const runTools = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  setpriv: 'util-linux',
  ssh: 'openssh-client',
} as const;
const buildTools = {
  mmdebstrap: 'mmdebstrap',
  mke2fs: 'e2fsprogs',
  sfdisk: 'fdisk',
  'ssh-keygen': 'openssh-client',
  tar: 'tar',
  cpio: 'cpio',
  'dpkg-deb': 'dpkg',
} as const;

/** Disk space for building, and for a lab's own changes and a booted state, in MiB. */
const buildDiskMib = 6144;
const labDiskMib = 4096;
/** Memory that stays to the machine itself, in MiB. */
const spareMemoryMib = 512;

/** Memory and processors of a lab's machines together. */
export function labSize(hosts: 1 | 2): { readonly memoryMib: number; readonly processors: number } {
  return {
    memoryMib: machineMemoryMib.array + hosts * machineMemoryMib.host,
    processors: machineProcessors.array + hosts * machineProcessors.host,
  };
}

/** A lab's needs in one sentence, for telling them before anything starts. */
export function needsSentence({ hosts }: Pick<XenLabOptions, 'hosts'>, accelerator: Accelerator): string {
  const { memoryMib, processors } = labSize(hosts);
  const speed =
    accelerator === 'kvm'
      ? "the processor's own virtualization (KVM)"
      : 'an emulated processor (TCG: it takes about ten times as long)';
  return `${String(hosts + 1)} machines with ${gibibytes(memoryMib)} of memory and ${String(processors)} virtual processors together, on ${speed}.`;
}

/** Whether this machine can run a lab, and build what it is made of. Problems: `tools-missing`, `memory-short`, `disk-short`, `processors-short`. */
export function mayStart(has: MachineHas, options: Pick<XenLabOptions, 'hosts'>, building: boolean): Result<null> {
  const wanted = Object.entries(building ? { ...runTools, ...buildTools } : runTools);
  const missing = wanted.filter(([tool]) => !has.tools.has(tool));
  if (missing.length > 0)
    return failure(
      'tools-missing',
      `This machine does not have ${missing.map(([tool]) => tool).join(', ')}.`,
      `On Debian: apt-get install --no-install-recommends ${[...new Set(missing.map(([, from]) => from))].join(' ')}`,
    );
  const { memoryMib } = labSize(options.hosts);
  if (has.memoryMib < memoryMib + spareMemoryMib)
    return failure(
      'memory-short',
      `The lab needs ${gibibytes(memoryMib + spareMemoryMib)} of free memory; this machine has ${gibibytes(has.memoryMib)}.`,
      options.hosts === 2 ? 'Leave --hosts 2 out, or end what uses the memory.' : 'End what uses the memory.',
    );
  const diskMib = labDiskMib + (building ? buildDiskMib : 0);
  if (has.diskMib < diskMib)
    return failure(
      'disk-short',
      `The lab needs ${gibibytes(diskMib)} of free disk space in its folder; there are ${gibibytes(has.diskMib)}.`,
      'Make room, or set XDG_CACHE_HOME to a folder on another disk.',
    );
  if (has.processors < 2)
    return failure(
      'processors-short',
      'The lab needs two processors; this machine has one.',
      'Run it on a machine that has more.',
    );
  return success(null);
}

function gibibytes(mebibytes: number): string {
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** Looks at this machine. */
export async function lookAtMachine(folder: string): Promise<MachineHas> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tools = Object.keys({ ...runTools, ...buildTools });
  const there = await Promise.all(tools.map(async (tool) => ((await isThere(tool)) ? [tool] : [])));
  const memory = /^MemAvailable:\s*(\d+) kB$/mu.exec(await readFile('/proc/meminfo', 'utf8').catch(() => ''));
  const disk = await statfs(folder);
  return {
    tools: new Set(there.flat()),
    memoryMib: memory === null ? 0 : Math.floor(Number(memory[1]) / 1024),
    diskMib: Math.floor((disk.bavail * disk.bsize) / 1024 / 1024),
    processors: availableParallelism(),
  };
}

async function isThere(tool: string): Promise<boolean> {
  // Administrators' tools are on nobody's path but theirs.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of folders) {
    const found = await access(join(folder, tool), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
