import type { Client } from 'ssh2';
import { defaultLabOptions } from '../../../../../main/labs/practice/lab-options.ts';
import { PracticeLab } from '../../../../../main/labs/practice/lab.ts';
import type { LabStage } from '../../../../../main/labs/practice/options.ts';
import { login } from './ssh-client.ts';

/** A practice lab of a test's own, with somebody who is logged in to its Xen host. */
export interface LabSitting {
  readonly lab: PracticeLab;
  readonly client: Client;
  /** Ends both; throws when the lab told that something in it had failed. */
  readonly dispose: () => Promise<void>;
}

export async function sitAtLab(state: LabStage): Promise<LabSitting> {
  const lab = await PracticeLab.open({ ...defaultLabOptions, world: { ...defaultLabOptions.world, state }, speed: 600 }, null);
  const failures: unknown[] = [];
  lab.onFailure((problem) => failures.push(problem));
  const client = await login(await lab.connect('xenhost'));
  return {
    lab,
    client,
    dispose: async () => {
      client.end();
      await lab.dispose();
      if (failures.length > 0) throw new AggregateError(failures, 'Something failed in the lab');
    },
  };
}
