import { mkdir } from 'node:fs/promises';
import { failure, success, type Result } from '../../../core/result.ts';
import type { PracticeLabClient } from './client.ts';
import type { LabOptions } from './lab-options.ts';
import { stateFolder, type LabRegistration } from './runtime-folder.ts';

/**
 * How an entry starts practice labs, and finds those that run. A lab is a process of its own everywhere: a child under Node, a utility process in the
 * desktop application.
 */
export interface LabProcesses {
  /** Whether a lab stays when the process that started it ends. */
  readonly stay: boolean;
  /** What labs of this user told of themselves; those that died since may be among them. */
  readonly registrations: () => Promise<readonly LabRegistration[]>;
  /** The running lab of this name. */
  readonly find: (name: string) => Promise<PracticeLabClient | undefined>;
  /** Starts a lab; one that died is continued as after a power cut. Problems: `lab-name`, `lab-runs`, `lab-start`. */
  readonly start: (start: StartOptions) => Promise<Result<PracticeLabClient>>;
}

export interface StartOptions {
  readonly options: LabOptions;
  /** Default: the user's state folder, by the lab's name. */
  readonly folder?: string;
  /** A new world even when the folder holds one. */
  readonly fresh?: boolean;
  readonly listen?: boolean;
  /** Goes down by itself after so long without anybody connected, in milliseconds of real time; left out: stays until it is taken down. */
  readonly idleEndMs?: number;
}

/** What a lab's process is told. */
export interface ProcessArguments {
  readonly options: LabOptions;
  /** Where its journal is. */
  readonly folder: string;
  /** Forget what the folder holds. */
  readonly fresh: boolean;
  readonly listen: boolean;
  /** Goes down by itself after so long without anybody connected, in milliseconds of real time; null: stays. */
  readonly idleEndMs: number | null;
}

/** What stands before every start: the name is one, nothing of that name runs, and there is a folder for it. */
export async function prepareStart(start: StartOptions, find: LabProcesses['find']): Promise<Result<ProcessArguments>> {
  const { name } = start.options;
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/u.test(name))
    return failure('lab-name', `${name} is no name for a lab.`, 'Use lower-case letters, digits and dashes.');
  if ((await find(name)) !== undefined)
    return failure('lab-runs', `The lab ${name} runs already.`, 'Use it, or take it down first.');
  const folder = start.folder ?? stateFolder(name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return success({
    options: start.options,
    folder,
    fresh: start.fresh ?? false,
    listen: start.listen ?? false,
    idleEndMs: start.idleEndMs ?? null,
  });
}
