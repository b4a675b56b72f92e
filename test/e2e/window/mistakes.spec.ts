import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { LabListing } from '../../../core/contract/labs.ts';
import { ask } from '../desktop/ask.ts';
import { built } from '../entries/root.ts';
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

test('five mistakes are found, and got out of by what the hints offer alone', async ({ openWith }, { project }) => {
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
      await makeMistake(opened, project.name, name);
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

/** Done at the lab as a person at the rack or at another console does it: past the window. */
async function makeMistake(opened: OpenedWindow, project: string, mistake: string): Promise<void> {
  if (project.startsWith('loopback')) {
    const words = ['lab', 'practice', 'break', mistake];
    await promisify(execFile)(process.execPath, [built('cli/entry.js'), ...words], { env: opened.environment });
    return;
  }
  // The labs of the desktop application are nobody else's: it is asked, over the bridge of its page.
  const [lab] = (await ask(opened.page, 'labs.watch', null)) as readonly LabListing[];
  if (lab === undefined) throw new Error('No lab runs.');
  await ask(opened.page, 'labs.break', { lab: lab.name, mistake });
  await opened.page.reload();
}
