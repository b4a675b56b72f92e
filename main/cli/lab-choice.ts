import type { Command } from 'commander';
import type { StoredRun } from '../app/runs.ts';
import { ownLab, type Lab } from '../app/lab.ts';
import { openInventory } from '../app/inventory-file.ts';
import type { CommandContext } from './context.ts';
import { wrongInput } from './problems.ts';

/** Which hosts a command works on. */
export interface LabOptions {
  readonly inventory?: string;
}

export function addLabOptions(command: Command): Command {
  return command.option('--inventory <file>', 'hosts of your own: a YAML file with names, roles, addresses, users');
}

/** The hosts that the options name. */
export async function labFor(_context: CommandContext, options: LabOptions): Promise<Lab> {
  if (options.inventory === undefined) {
    throw wrongInput({
      code: 'no-hosts',
      sentence: 'Which hosts? None were named.',
      next: 'Write --inventory FILE.',
    });
  }
  const inventory = await openInventory(options.inventory);
  if (!inventory.ok) throw wrongInput(...inventory.problems);
  return ownLab(inventory.value);
}

/** The hosts of a run that is gone on with: its own inventory. */
export async function labOfRun(_context: CommandContext, run: StoredRun): Promise<Lab> {
  return ownLab(run.inventory);
}
