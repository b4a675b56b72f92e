import { join } from 'node:path';
import { inventory as inventorySchema, type Inventory, type InventoryHost } from '../../core/hosts/inventory.ts';
import { selectHosts } from '../../core/procedure/select.ts';
import { stepsOf } from '../../core/procedure/order.ts';
import { ownLab, type Lab } from '../../main/app/lab.ts';
import { openApplication } from '../../main/app/open-application.ts';
import { procedureOf } from '../../main/app/procedures.ts';
import { createRun } from '../../main/app/runs.ts';
import { check, type Checked } from '../../main/engine/check.ts';
import type { OpenRun } from '../../main/engine/open-run.ts';
import { scopeFor } from '../../main/engine/scope-of-run.ts';

/** A run that was begun on some hosts, with nothing done yet, and nobody there who would allow anything. */
export interface RunOnHosts {
  readonly run: OpenRun;
  readonly dispose: () => Promise<void>;
}

/** Begins a run of a procedure's text; its evidence lies in a folder below `folder`. */
export async function beginRun(
  folder: string,
  text: string,
  hosts: Inventory | Lab,
  set: Readonly<Record<string, unknown>> = {},
): Promise<RunOnHosts> {
  const lab = 'kind' in hosts ? hosts : ownLab(hosts);
  const no = async () => ({ answer: 'no', by: 'option' }) as const;
  const opened = await openApplication({
    dataFolder: join(folder, 'data'),
    environment: {},
    entry: {
      operator: 'tester',
      askSecret: null,
      askHostKey: null,
      consent: { step: no, rest: no, destroy: no, undo: no, manual: async () => null },
      say: () => {},
    },
  });
  if (!opened.ok) throw new Error(opened.problem.sentence);
  const application = opened.value;
  const reach = application.reach(lab);
  const dispose = async (): Promise<void> => {
    await reach.dispose();
    await application.dispose();
  };
  const procedure = procedureOf(text, 'test');
  const created = procedure.ok
    ? await createRun(application, { procedure: procedure.value, reach, set, signal: new AbortController().signal })
    : procedure;
  if (!created.ok) {
    await dispose();
    throw new Error(created.problems.map(({ sentence }) => sentence).join('\n'));
  }
  return { run: created.value, dispose };
}

/** An inventory of hosts of tests. */
export function inventoryOf(
  hosts: Readonly<Record<string, InventoryHost>>,
  rest: Omit<Partial<Inventory>, 'hosts'> = {},
): Inventory {
  return inventorySchema.parse({ format: 1, name: 'hosts of a test', ...rest, hosts });
}

/** Every checkpoint of the run's procedure asked once: hosts of a step side by side, checkpoints of a host one after the other. */
export async function askAll(run: OpenRun): Promise<readonly Checked[]> {
  const all: Checked[] = [];
  for (const { step } of stepsOf(run.procedure)) {
    const chosen = selectHosts(step.on, scopeFor(run, ''), ({ name }) => scopeFor(run, name));
    if (!chosen.ok) throw new Error(`${step.id}: ${chosen.problem.sentence}`);
    await Promise.all(
      chosen.value.map(async ({ name }) => {
        for (const checkpoint of step.checkpoints) all.push(await check(run, step, name, checkpoint, 'before'));
      }),
    );
  }
  return all;
}
