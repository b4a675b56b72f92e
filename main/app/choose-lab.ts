import { join } from 'node:path';
import type { HostsChoice } from '../../core/contract/labs.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { openInventory } from './inventory-file.ts';
import { ownLab, type Lab } from './lab.ts';
import { isLabKey, labBehind, PRACTICE, practiceLab, practiceLabOfRun } from './practice-lab.ts';
import type { Several, StoredRun } from './runs.ts';

/** The hosts that a window chose for a new run. Inventories are those that the data folder keeps: a window names them, and no path. */
export async function labFor(dataFolder: string, choice: HostsChoice): Promise<Several<Lab>> {
  if (choice.kind === 'inventory') {
    if (!/^[\w-]+$/u.test(choice.name)) return several(failure('no-such-inventory', `There is no inventory ${choice.name}.`));
    const inventory = await openInventory(join(dataFolder, 'inventories', `${choice.name}.yaml`));
    if (!inventory.ok) return inventory;
    return { ok: true, value: (await labBehind(inventory.value)) ?? { ...ownLab(inventory.value), isLabKey } };
  }
  if (choice.kind === 'lab') return several(await practiceLab(dataFolder, choice.name, { world: {} }));
  const { speed, crypto, ...world } = choice.wish;
  const rest = { ...(speed === undefined ? {} : { speed }), ...(crypto === undefined ? {} : { crypto }) };
  return several(await practiceLab(dataFolder, PRACTICE, { world, ...rest }));
}

/** The hosts of a run that is gone on with: the lab that it worked on, or the hosts of its own inventory. */
export async function labOfRun(dataFolder: string, run: StoredRun): Promise<Result<Lab>> {
  const { header } = run.state;
  if (header === null) return failure('run-empty', `Run ${run.state.run} has no beginning.`);
  const behind = await labBehind(run.inventory);
  const streams = Object.values(run.inventory.hosts).every(({ port }) => port === 22);
  if (behind !== undefined && !streams) return success(behind);
  if (header.lab.kind !== 'practice') return success({ ...ownLab(run.inventory), isLabKey });
  return practiceLabOfRun(dataFolder, header);
}

function several<Value>(
  result: Result<Value>,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] } {
  return result.ok ? result : { ok: false, problems: [result.problem] };
}
