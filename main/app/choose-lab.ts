import { join } from 'node:path';
import type { HostsChoice } from '../../core/contract/labs.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { openInventory } from './inventory-file.ts';
import { ownLab, type Lab } from './lab.ts';
import { labBehind, labKeys, PRACTICE, practiceLab, practiceLabOfRun, type PracticeHome } from './practice-lab.ts';
import type { Several, StoredRun } from './runs.ts';
import { xenLabBehind } from './xen-lab.ts';

/** Where the data folder keeps inventories. */
export function inventoriesFolder(dataFolder: string): string {
  return join(dataFolder, 'inventories');
}

/** The hosts that a window chose for a new run. Inventories are those that the data folder keeps: a window names them, and no path. */
export async function labFor(home: PracticeHome, choice: HostsChoice): Promise<Several<Lab>> {
  if (choice.kind === 'inventory') {
    if (!/^[\w-]+$/u.test(choice.name)) return several(failure('no-such-inventory', `There is no inventory ${choice.name}.`));
    return labOfInventory(home, join(inventoriesFolder(home.folder), `${choice.name}.yaml`));
  }
  if (choice.kind === 'lab') return several(await practiceLab(home, choice.name, { world: {} }));
  const { speed, crypto, ...world } = choice.wish;
  const rest = { ...(speed === undefined ? {} : { speed }), ...(crypto === undefined ? {} : { crypto }) };
  return several(await practiceLab(home, PRACTICE, { world, ...rest }));
}

/** The hosts that an inventory's file names: those of a lab where it pins that lab's keys. */
export async function labOfInventory(home: PracticeHome, file: string): Promise<Several<Lab>> {
  const inventory = await openInventory(file);
  if (!inventory.ok) return inventory;
  return {
    ok: true,
    value: (await labBehind(home.labs, inventory.value)) ??
      (await xenLabBehind(inventory.value)) ?? { ...ownLab(inventory.value), isLabKey: labKeys(home.labs) },
  };
}

/** The hosts of a run that is gone on with: the lab that it worked on, or the hosts of its own inventory. `signal`: see {@link practiceLabOfRun}. */
export async function labOfRun(home: PracticeHome, run: StoredRun, signal?: AbortSignal): Promise<Result<Lab>> {
  const { header } = run.state;
  if (header === null) return failure('run-empty', `Run ${run.state.run} has no beginning.`);
  const behind = await labBehind(home.labs, run.inventory);
  const streams = Object.values(run.inventory.hosts).every(({ port }) => port === 22);
  if (behind !== undefined && !streams) return success(behind);
  const xen = await xenLabBehind(run.inventory);
  if (xen !== undefined) return success(xen);
  if (header.lab.kind === 'xen')
    return failure(
      'lab-gone',
      `The Xen lab ${header.lab.name} that this run worked on does not run any more.`,
      'What the run recorded can be read; a new run begins with a new lab.',
    );
  if (header.lab.kind !== 'practice') return success({ ...ownLab(run.inventory), isLabKey: labKeys(home.labs) });
  return practiceLabOfRun(home, header, signal);
}

function several<Value>(
  result: Result<Value>,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] } {
  return result.ok ? result : { ok: false, problems: [result.problem] };
}
