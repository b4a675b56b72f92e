import { InvalidArgumentError, Option, type Command } from 'commander';
import { labOfInventory, labOfRun as chosenLabOfRun } from '../app/choose-lab.ts';
import type { Lab } from '../app/lab.ts';
import { XEN, xenLab } from '../app/xen-lab.ts';
import { PRACTICE, practiceLab, type PracticeHome, type PracticeWish, type Stay } from '../app/practice-lab.ts';
import type { StoredRun } from '../app/runs.ts';
import { systemNames, systemOfProcedure, type SystemName, type WorldOptions } from '../labs/practice/options.ts';
import { dataFolder } from '../store/data-folder.ts';
import type { CommandContext } from './context.ts';
import { endFor, wrongInput } from './problems.ts';

/** What a practice lab is asked to be. */
export interface WorldChoice {
  readonly system?: SystemName;
  readonly hosts?: number;
  readonly state?: WorldOptions['state'];
  readonly seed?: number;
  readonly speed?: number;
  readonly luns?: number;
  readonly paths?: WorldOptions['paths'];
  readonly arch?: WorldOptions['architecture'];
  readonly crypto?: 'legacy' | 'modern';
}

/** Which hosts a command works on. */
export interface LabOptions extends WorldChoice {
  readonly lab?: string;
  readonly inventory?: string;
}

/** `--lab` and `--inventory`, and what a practice lab that is started is to be. */
export function addLabOptions(command: Command): Command {
  command
    .option(
      '--lab <name>',
      '`practice`: the simulated hosts, started when they do not run yet; `xen`: the Xen lab that runs; or the name of a practice lab that runs',
    )
    .option('--inventory <file>', 'hosts of your own: a YAML file with names, roles, addresses, users');
  return addWorldOptions(command, 'practice lab: ');
}

/** What a new practice lab is to be. */
export function addWorldOptions(command: Command, prefix = ''): Command {
  return command
    .addOption(
      new Option('--system <name>', `${prefix}its hosts; a run or check begins with those of its procedure`).choices([
        ...systemNames,
      ]),
    )
    .option('--hosts <number>', `${prefix}Xen hosts, 1 to 16 (default 1)`, whole(1, 16))
    .addOption(new Option('--state <stage>', `${prefix}how far it has come`).choices(['fresh', 'xen', 'multipath', 'guests']))
    .option('--seed <number>', `${prefix}what its names, numbers and sizes are drawn from`, whole(0, 2 ** 32 - 1))
    .option('--speed <factor>', `${prefix}how much faster its time runs (default 60)`, factor)
    .option('--luns <number>', `${prefix}LUNs, 1 to 32 (default 4)`, whole(1, 32))
    .addOption(
      new Option('--paths <number>', `${prefix}paths to each LUN: 2, 4 or 8 (default 2)`).argParser((text) =>
        oneOf(text, [2, 4, 8]),
      ),
    )
    .addOption(new Option('--arch <architecture>', `${prefix}of its hosts`).choices(['i686', 'x86_64']))
    .addOption(
      new Option('--crypto <profile>', `${prefix}what its SSH servers offer: OpenSSH 4.3's algorithms or today's`).choices([
        'legacy',
        'modern',
      ]),
    );
}

export function wishOf(choice: WorldChoice): PracticeWish {
  return {
    world: {
      ...(choice.system === undefined ? {} : { system: choice.system }),
      ...(choice.hosts === undefined ? {} : { hosts: choice.hosts }),
      ...(choice.state === undefined ? {} : { state: choice.state }),
      ...(choice.seed === undefined ? {} : { seed: choice.seed }),
      ...(choice.luns === undefined ? {} : { luns: choice.luns }),
      ...(choice.paths === undefined ? {} : { paths: choice.paths }),
      ...(choice.arch === undefined ? {} : { architecture: choice.arch }),
    },
    ...(choice.speed === undefined ? {} : { speed: choice.speed }),
    ...(choice.crypto === undefined ? {} : { crypto: choice.crypto }),
  };
}

function homeOf(context: CommandContext): PracticeHome {
  return { folder: dataFolder(context.common().data), labs: context.labs };
}

/**
 * The hosts that the options name; ends the command where they name none, or both a lab and an inventory. `stay`: of a practice lab that has to be started
 * for it.
 */
export async function labFor(context: CommandContext, options: LabOptions, stay: Stay = 'kept'): Promise<Lab> {
  const wish = wishOf(options);
  if (options.inventory !== undefined) {
    const alien = [...Object.keys(wish.world), ...(['speed', 'crypto'] as const).filter((name) => wish[name] !== undefined)];
    if (options.lab !== undefined || alien.length > 0) {
      const what = options.lab === undefined ? `what a practice lab is to be (${alien.join(', ')})` : '--lab';
      throw wrongInput({ code: 'lab-and-inventory', sentence: `--inventory names the hosts: ${what} does not go with it.` });
    }
    const lab = await labOfInventory(homeOf(context), options.inventory);
    if (!lab.ok) throw wrongInput(...lab.problems);
    return lab.value;
  }
  if (options.lab === undefined) {
    throw wrongInput({
      code: 'no-hosts',
      sentence: 'Which hosts? None were named.',
      next: 'Write --lab practice for the simulated ones, or --inventory FILE for your own.',
    });
  }
  if (options.lab === XEN) {
    const xen = await xenLab(XEN);
    if (!xen.ok) throw endFor(xen.problem);
    return xen.value;
  }
  if (options.lab === PRACTICE) context.terminal.progress('… The practice lab is started');
  const lab = await practiceLab(homeOf(context), options.lab, wish, stay);
  context.terminal.progress('');
  if (!lab.ok) throw endFor(lab.problem);
  return lab.value;
}

/** Hosts for a procedure: a practice lab that is started for it has the hosts that it is written for. */
export function labForProcedure(context: CommandContext, id: string, options: LabOptions, stay: Stay = 'kept'): Promise<Lab> {
  const system = options.lab === PRACTICE ? (options.system ?? systemOfProcedure(id)) : options.system;
  return labFor(context, system === undefined ? options : { ...options, system }, stay);
}

/** The hosts of a run that is gone on with: the lab that it worked on, or the hosts of its own inventory. */
export async function labOfRun(context: CommandContext, run: StoredRun): Promise<Lab> {
  const lab = await chosenLabOfRun(homeOf(context), run);
  if (!lab.ok) throw endFor(lab.problem);
  return lab.value;
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[0-9]+$/u.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} was expected.`);
  };
}

function factor(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('A number above 0, at most 10000, was expected.');
}

function oneOf<const N extends number>(text: string, values: readonly N[]): N {
  const found = values.find((value) => String(value) === text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`One of ${values.join(', ')} was expected.`);
}
