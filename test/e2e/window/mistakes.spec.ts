import { mistakes } from '../../../main/labs/practice/mistakes/mistakes.ts';
import { takeLabsDown } from '../entries/take-labs-down.ts';
import { answerAll, atRest, beginning } from '../support/answering.ts';
import type { OpenedWindow } from '../support/opened-window.ts';
import { beginRun } from '../support/begin-run.ts';
import { expect, test } from './fixture.ts';

/** Mistakes of the catalogue that a step mends, in the order of the procedure: the step, what tells it, the cause that is found, the act that its hint offers. */
const MISTAKES = [
  {
    name: 'host-deleted-at-array',
    step: 'host-group',
    check: 'Each port belongs to its host, and each host to the group',
    cause: 'A WWPN was never made known to the array',
  },
  {
    name: 'mapping-removed',
    step: 'mappings',
    check: 'Every logical drive is mapped to the host group as planned',
    cause: 'A logical drive is not mapped at all.',
  },
  {
    name: 'mapped-to-one-host',
    step: 'mappings',
    check: 'Every logical drive is mapped to the host group as planned',
    cause: 'A logical drive is mapped to somebody else',
  },
  {
    name: 'lun-number-skipped',
    step: 'mappings',
    check: 'Every logical drive is mapped to the host group as planned',
    cause: 'A logical drive has another LUN than planned.',
  },
  {
    name: 'luns-from-one',
    step: 'mappings',
    check: 'LUNs run from 0 without a gap',
    cause: 'LUN 0 is missing, so hosts find nothing at all.',
  },
] as const;

test('five mistakes are found, and got out of by what the hints offer alone', async ({ openWith }) => {
  test.setTimeout(600_000);
  const opened = await openWith({
    // The command line came to the LUNs; its lab is down, and goes on where it was for whoever goes on with the run.
    prepare: async (data) => {
      await beginRun(data, '--state', 'multipath', '--to', 'mappings');
      await takeLabsDown(data);
    },
  });
  await opened.page.getByRole('button', { name: 'Go on with this run' }).click();
  await expect(opened.page).toHaveURL(/#\/run\//u);
  const run = /#\/run\/([^/]+)/u.exec(opened.page.url())?.[1] ?? '';
  await opened.show(`#/run/${run}/steps/mappings`);
  await beginning(opened.page, () => opened.page.getByRole('button', { name: 'Check', exact: true }).click());
  await expect(atRest(opened.page)).toBeVisible({ timeout: 120_000 });

  for (const { name, step, check, cause } of MISTAKES) {
    await test.step(name, async () => {
      await makeMistake(opened, name);
      const { page } = opened;
      await opened.show(`#/run/${run}/steps/${step}`);
      const proof = page.getByRole('region', { name: 'What proves it' });
      const row = proof.getByRole('row').filter({ has: page.getByRole('rowheader', { name: check, exact: true }) });
      await page.getByRole('button', { name: 'Check', exact: true }).click();
      await expect(row).toContainText('fail', { timeout: 120_000 });
      await expect(atRest(page)).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText(cause).first()).toBeVisible();
      const again = page
        .getByRole('group', { name: 'What can be tried' })
        .getByRole('button', { name: /^(?:Do this step again|Try this step again)$/u })
        .first();
      await answerAll(page, 'pointer', 180_000, () => again.click());
      await expect(row).toContainText('pass');
    });
  }
  expect(opened.faults).toEqual([]);
});

/** Made at the lab itself, in the place of a person at the rack. */
async function makeMistake({ page }: OpenedWindow, name: string): Promise<void> {
  const { title = '' } = mistakes.find((one) => one.name === name) ?? {};
  await page.getByRole('link', { name: 'To the lab itself' }).click();
  const lab = page.getByRole('article', { name: 'The lab itself' });
  await lab.getByRole('button', { name: title, exact: true }).click();
  await lab.getByRole('button', { name: 'Make this mistake' }).click();
  await expect(lab).toContainText(`${title}. What was believed:`);
}
