import type { PlannedAct } from '../actions/preview.ts';
import { inert } from '../evidence/inert.ts';
import { element, type MarkupNode } from '../markup/node.ts';
import { serialise } from '../markup/serialise.ts';
import { byHandTitle, clickWords } from '../procedure/by-hand.ts';
import type { Plan, PlanStep } from '../procedure/plan.ts';
import type { PlanAbout } from './plan-about.ts';
import { durationText } from '../run/duration.ts';
import { actRemark, destroysWords, hostRemark, sourceWords, totalsLines, undoWords } from './plan-words.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #c9d1d9; } h3 { margin-bottom: 0.2rem; }
table { border-collapse: collapse; } td, th { border: 1px solid #c9d1d9; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
pre { background: #f3f5f7; border-left: 4px solid #8c959f; padding: 0.5rem 0.8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.destructive pre, .fault pre, .reboot pre { border-left-color: #b42318; } .warning { border-left: 4px solid #b54708; padding-left: 0.8rem; }
.small { color: #4b5563; } .predicted { font-style: italic; }
@media print { section { break-inside: avoid; } }`;

/** A plan as one HTML page without script, without anything from outside, for a change board. */
export function planPage(plan: Plan, about: PlanAbout): string {
  const title = `Plan: ${plan.procedure.title}`;
  const body = [...serialise(pageBody(plan, about, title), 'html')].join('');
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const heading = [...serialise(title, 'html')].join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width"><title>${heading}</title><style>${STYLE}
</style></head><body>${body}</body></html>
`;
}

function pageBody(plan: Plan, about: PlanAbout, title: string): MarkupNode {
  const numbers = new Map(plan.steps.map((step, index) => [step.id, index + 1]));
  const facts: readonly (readonly [string, string])[] = [
    ['Procedure', `${plan.procedure.id} ${plan.procedure.version}`],
    ['SHA-256 of its text', about.hash],
    ['Hosts', about.hosts + (about.simulated ? ` (simulated, ${about.scale} times the pace of real ones)` : '')],
    ['Made', `${about.at} by ${about.operator} with Xenpath ${about.xenpath}`],
  ];
  return element(
    'main',
    {},
    element('h1', {}, title),
    element(
      'table',
      {},
      element(
        'tbody',
        {},
        facts.map(([name, value]) => element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value))),
      ),
    ),
    element(
      'ul',
      {},
      totalsLines(plan).map((line) => element('li', {}, line)),
      plan.concerns.map((line) => element('li', { class: 'warning' }, `Concern: ${line}`)),
    ),
    element('h2', {}, 'Parameters'),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ['Name', 'Value', 'From'].map((name) => element('th', { scope: 'col' }, name)),
        ),
      ),
      element(
        'tbody',
        {},
        about.parameters.map(({ name, value, origin }) =>
          element('tr', {}, element('td', {}, name), element('td', {}, element('code', {}, value)), element('td', {}, origin)),
        ),
      ),
    ),
    plan.chapters.map((chapter) => [
      element('h2', { id: `chapter-${chapter.id}` }, chapter.title),
      chapter.steps.map((id) => {
        const step = plan.steps.find((one) => one.id === id);
        return step === undefined ? null : stepSection(step, numbers.get(id) ?? 0);
      }),
    ]),
  );
}

function stepSection(step: PlanStep, number: number): MarkupNode {
  return element(
    'section',
    { id: `step-${step.id}` },
    element('h3', {}, `${number}. ${step.title}`),
    element(
      'p',
      { class: 'small' },
      `${step.id}, class ${step.class}. ${sourceWords(step.source)}. About ${durationText(step.estimateMs, 'about')} a host; ${undoWords(step)}.`,
      step.needs.length > 0 && ` After: ${step.needs.join(', ')}.`,
    ),
    step.warning !== null && element('p', { class: 'warning' }, element('strong', {}, 'Warning: '), step.warning.trim()),
    step.hosts.length === 0 && element('p', {}, 'On no host of this inventory.'),
    step.hosts.map((host) => {
      const remark = hostRemark(host);
      return element(
        'div',
        {},
        element('h4', {}, host.name, remark !== null && element('span', { class: 'small' }, ` (${remark})`)),
        host.acts.map((act) => actBlock(act, host.name, '')),
        host.undo.map((act) => actBlock(act, host.name, 'Undo: ')),
        host.byHand !== null && [
          element('p', {}, `${byHandTitle(host.byHand)}:`),
          element(
            'ol',
            {},
            host.byHand.clicks.map((click) => element('li', { class: click.known ? '' : 'predicted' }, inert(clickWords(click)))),
          ),
        ],
      );
    }),
    element('p', {}, 'Proved by:'),
    element(
      'ul',
      {},
      step.checks.map(({ title, severity, probes }) =>
        element('li', {}, `${title}${severity === 'warning' ? ' (warning)' : ''}: `, element('code', {}, probes.join(', '))),
      ),
    ),
  );
}

function actBlock(act: PlannedAct, host: string, prefix: string): MarkupNode {
  const where = act.host === host ? '' : ` on ${act.host}`;
  const destroys = destroysWords(act);
  return element(
    'div',
    { class: act.known ? act.class : `${act.class} predicted` },
    element(
      'p',
      {},
      `${prefix}${inert(act.title)}${where} `,
      element('span', { class: 'small' }, `(${act.class}, ${actRemark(act)}${destroys}; ${act.how})`),
    ),
    element('pre', {}, element('code', {}, inert(act.text, { lines: true, limit: 20_000 }))),
  );
}
