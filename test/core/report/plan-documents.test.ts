import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inventory as inventorySchema } from '../../../core/hosts/inventory.ts';
import { loadProcedure } from '../../../core/procedure/load.ts';
import { resolveParameters } from '../../../core/procedure/parameters.ts';
import { makePlan } from '../../../core/procedure/plan.ts';
import type { PlanAbout } from '../../../core/report/plan-about.ts';
import { planLines } from '../../../core/report/plan-lines.ts';
import { planMarkdown } from '../../../core/report/plan-markdown.ts';
import { planPage } from '../../../core/report/plan-page.ts';

const loaded = loadProcedure(readFileSync(new URL('../../fixtures/procedures/small.yaml', import.meta.url), 'utf8'));
if (!loaded.ok) throw new Error('small is no procedure');
const procedure = loaded.value.value;

function planned(folder: string) {
  const inventory = inventorySchema.parse({ format: 1, hosts: { one: { role: 'dom0', address: '10.0.0.1' } } });
  const parameters = resolveParameters(procedure, inventory, { folder });
  if (!parameters.ok) throw new Error(parameters.problems[0]?.sentence);
  const run = { id: '', operator: 'o' };
  const plan = makePlan(procedure, { inventory, parameters: parameters.value, captured: {}, joined: [], run });
  if (!plan.ok) throw new Error(plan.problem.sentence);
  return plan.value;
}

const about: PlanAbout = {
  hosts: 'hosts',
  simulated: false,
  scale: 1,
  hash: 'ab'.repeat(32),
  xenpath: '0.1.0',
  at: '2026-01-01T00:00:00.000Z',
  operator: 'me <script>',
  parameters: [{ name: 'folder', value: '/srv|*x*', origin: 'set' }],
};
const plan = planned('/srv/x');

describe('a plan on paper', () => {
  it('as lines: every command as it will go to the host, with its class and how it is undone', () => {
    const text = planLines(plan, about).join('\n');
    expect(text).toContain("printf 'hello\\n' > /srv/x/greeting");
    expect(text).toContain('Write the greeting (change, known)');
    expect(text).toContain('undo: Remove the greeting (change, known)');
    expect(text).toContain('edit /srv/x/list by ensure-line line=one was here');
    expect(text).toContain('proved by: The file has the size that was asked for');
    expect(text).toContain('3 steps, 2 acts (2 change): 2 known to the letter, 0 that depend on what is found out before.');
  });

  it('as Markdown: what comes from outside stays text', () => {
    const text = planMarkdown(plan, about);
    expect(text).toContain('| folder | /srv\\|\\*x\\* | set |');
    expect(text).toContain('by me \\<script\\> with Xenpath');
    expect(text).toContain("```\nprintf 'hello\\n' > /srv/x/greeting\n```");
  });

  it('as Markdown: a fence is longer than any in the command', () => {
    const [step] = plan.steps.filter(({ id }) => id === 'greeting');
    const [host] = step!.hosts;
    const [act] = host!.acts;
    const ticked = { ...plan, steps: [{ ...step!, hosts: [{ ...host!, acts: [{ ...act!, text: 'echo ````' }], undo: [] }] }] };
    expect(
      planMarkdown({ ...ticked, chapters: [{ id: 'c', title: 'C', preflight: false, steps: ['greeting'] }] }, about),
    ).toContain('`````\necho ````\n`````');
  });

  it('with the clicks that do the same by hand', () => {
    const [step] = plan.steps.filter(({ id }) => id === 'greeting');
    const [host] = step!.hosts;
    const click = { number: 1, screen: 'Main panel', shows: '<b>', figure: 7, known: true };
    const byHand = {
      tool: 'Greeter',
      clicks: [{ ...click, do: 'Click New.', enters: [{ field: 'Name', value: 'a|b' }] }],
    };
    const clicked = { ...plan, steps: [{ ...step!, hosts: [{ ...host!, byHand }] }] };
    const chaptered = { ...clicked, chapters: [{ id: 'c', title: 'C', preflight: false, steps: ['greeting'] }] };
    const lines = planLines(chaptered, about).join('\n');
    expect(lines).toContain('The same by hand in the Greeter:');
    expect(lines).toContain('1. Main panel (Figure 7): Click New. [Name: a|b] → <b>');
    expect(planMarkdown(chaptered, about)).toContain('1. Main panel (Figure 7): Click New. \\[Name: a\\|b\\] → \\<b\\>');
    expect(planPage(chaptered, about)).toContain('Main panel (Figure 7): Click New. [Name: a|b] → &lt;b&gt;</li>');
    expect(planPage(plan, about)).not.toContain('The same by hand');
  });

  it('as HTML: one page, no script, nothing from outside, everything escaped', () => {
    const page = planPage(plan, about);
    expect(page).toContain('me &lt;script&gt;');
    expect(page).not.toMatch(/<script|<link|https?:|src=/u);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('printf &#39;hello\\n&#39; &gt; /srv/x/greeting');
    for (const { id } of plan.steps) expect(page).toContain(`id="step-${id}"`);
  });
});
