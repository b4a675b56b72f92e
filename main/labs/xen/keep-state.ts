import { readFile, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { failure, success, type Result } from '../../../core/result.ts';
import { whenBooted } from './booted.ts';
import { Crew } from './crew.ts';
import type { Images } from './images.ts';
import type { Accelerator } from './machines.ts';
import { labArray, labLuns, labPortals, type XenLabOptions } from './options.ts';
import type { Tell } from './progress.ts';
import { openMachine, runScript } from './ssh-to-machine.ts';

/** What is asked of the first start. */
export interface FirstStart {
  readonly options: XenLabOptions;
  readonly images: Images;
  readonly accelerator: Accelerator;
  /** Folder with the scripts that hosts run. */
  readonly recipe: string;
  readonly work: string;
  readonly sockets: string;
  /** Where the state will be; it comes there whole or not at all. */
  readonly to: string;
}

/** Milliseconds that a first start takes on two cores, and after which it is given up. */
const usual = {
  tcg: { boot: 200_000, prepare: 120_000, keep: 20_000 },
  kvm: { boot: 25_000, prepare: 20_000, keep: 10_000 },
} as const;
/** An emulated processor on a machine that has other work is slow, but not silent. */
const bootPatience = { silentMs: 600_000, atMostMs: 3_600_000 } as const;
const prepareDeadlineMs = 1_800_000;

/** Starts the machines from their images, prepares them, and keeps what they are then: disks and memory. */
export async function keepState(start: FirstStart, tell: Tell): Promise<Result<null>> {
  const { options, images, accelerator, work, sockets, to } = start;
  const times = usual[accelerator];
  tell({ what: `the first start of state ${options.state}`, leftMs: times.boot + times.prepare + times.keep });
  const gathered = await Crew.gather(options, { images, folder: work, sockets, kept: null }, accelerator, null);
  if (!gathered.ok) return gathered;
  const crew = gathered.value;
  try {
    const going = await crew.go();
    if (!going.ok) return going;
    const booted = await Promise.all(
      crew.machines.map(
        async (machine) => [machine.name, await whenBooted(crew.serial(machine.name), machine.ended, bootPatience)] as const,
      ),
    );
    for (const [name, one] of booted)
      if (!one.ok) return failure(one.problem.code, `${name}: ${one.problem.sentence}`, one.problem.next);
    tell({ what: `${options.state}: the hosts are prepared`, leftMs: times.prepare + times.keep });
    for (const { name } of crew.machines) {
      const prepared = await prepare(start, crew, name);
      if (!prepared.ok) return prepared;
    }
    tell({ what: `${options.state}: the machines are kept as they are now`, leftMs: times.keep });
    const half = `${to}.${String(process.pid)}`;
    const kept = await crew.keep(half);
    // Another process may have been faster: its state is as good.
    if (kept.ok && !existsSync(to)) await rename(half, to);
    await rm(half, { recursive: true, force: true });
    return kept;
  } finally {
    await crew.dispose();
    await rm(work, { recursive: true, force: true });
  }
}

async function prepare({ options, recipe }: FirstStart, crew: Crew, name: string): Promise<Result<null>> {
  const access = crew.access.find((one) => one.name === name);
  if (access === undefined || name === labArray) return success(null);
  const session = await openMachine(access);
  if (!session.ok) return session;
  try {
    const script = await readFile(join(recipe, 'prepare-host.sh'), 'utf8');
    const done = await runScript(session.value, `${hostSettings(options)}${script}`, prepareDeadlineMs);
    return done.ok ? success(null) : done;
  } finally {
    await session.value.dispose();
  }
}

/** What scripts on a host are told, as assignments of sh. */
export function hostSettings({ state }: Pick<XenLabOptions, 'state'>): string {
  return `STATE=${state}\nLUN_COUNT=${String(labLuns.length)}\nPORTALS="${labPortals.join(' ')}"\n`;
}
