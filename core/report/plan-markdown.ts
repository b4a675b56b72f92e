import type { PlannedAct } from '../actions/preview.ts';
import { inert } from '../evidence/inert.ts';
import { byHandTitle, clickWords } from '../procedure/by-hand.ts';
import type { Plan, PlanStep } from '../procedure/plan.ts';
import type { PlanAbout } from './plan-about.ts';
import { durationText } from '../run/duration.ts';
import { actRemark, destroysWords, hostRemark, sourceWords, totalsLines, undoWords } from './plan-words.ts';

/** A plan as Markdown (CommonMark and tables), for a change board. What comes from inventory or facts cannot become markup. */
export function planMarkdown(plan: Plan, about: PlanAbout): string {
  const numbers = new Map(plan.steps.map((step, index) => [step.id, index + 1]));
  const lines = [
    `# Plan: ${plain(plan.procedure.title)}`,
    '',
    ...row(['', '']),
    ...row(['---', '---']),
    ...row(['Procedure', `${plain(plan.procedure.id)} ${plain(plan.procedure.version)}`]),
    ...row(['SHA-256 of its text', about.hash]),
    ...row(['Hosts', plain(about.hosts) + (about.simulated ? ` (simulated, ${about.scale} times the pace of real ones)` : '')]),
    ...row(['Made', `${about.at} by ${plain(about.operator)} with Xenpath ${plain(about.xenpath)}`]),
    '',
    ...totalsLines(plan).map((line) => `- ${plain(line)}`),
    ...plan.concerns.map((concern) => `- **Concern:** ${plain(concern)}`),
    '',
    '## Parameters',
    '',
    ...row(['Name', 'Value', 'From']),
    ...row(['---', '---', '---']),
    ...about.parameters.flatMap(({ name, value, origin }) => row([plain(name), plain(value), origin])),
  ];
  for (const chapter of plan.chapters) {
    lines.push('', `## ${plain(chapter.title)}`);
    for (const id of chapter.steps) {
      const step = plan.steps.find((one) => one.id === id);
      if (step !== undefined) lines.push('', ...stepLines(step, numbers.get(id) ?? 0));
    }
  }
  return `${lines.join('\n')}\n`;
}

function stepLines(step: PlanStep, number: number): readonly string[] {
  const lines = [
    `### ${number}. ${plain(step.title)}`,
    '',
    `Step ${plain(step.id)}, class **${step.class}**. ${plain(sourceWords(step.source))}. About ${durationText(step.estimateMs, 'about')} a host; ${plain(undoWords(step))}.`,
  ];
  if (step.needs.length > 0) lines.push('', `After: ${step.needs.map(plain).join(', ')}.`);
  if (step.warning !== null) lines.push('', `> **Warning:** ${plain(step.warning)}`);
  if (step.hosts.length === 0) lines.push('', 'On no host of this inventory.');
  for (const host of step.hosts) {
    const remark = hostRemark(host);
    lines.push('', `**${plain(host.name)}**${remark === null ? '' : ` (${plain(remark)})`}`);
    for (const act of host.acts) lines.push('', ...actLines(act, host.name, ''));
    for (const act of host.undo) lines.push('', ...actLines(act, host.name, 'Undo: '));
    if (host.byHand !== null) {
      lines.push('', `${plain(byHandTitle(host.byHand))}:`, '');
      lines.push(...host.byHand.clicks.map((click, index) => `${index + 1}. ${plain(clickWords(click))}`));
    }
  }
  lines.push('', 'Proved by:', '');
  for (const { title, severity, probes } of step.checks) {
    lines.push(`- ${plain(title)}${severity === 'warning' ? ' (warning)' : ''}: ${probes.map(plain).join(', ')}`);
  }
  return lines;
}

function actLines(act: PlannedAct, host: string, prefix: string): readonly string[] {
  const where = act.host === host ? '' : ` on ${plain(act.host)}`;
  const destroys = plain(destroysWords(act));
  const text = inert(act.text, { lines: true, limit: 20_000 });
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [
    `${prefix}${plain(act.title)}${where} (${act.class}, ${plain(actRemark(act))}${destroys}; ${plain(act.how)})`,
    '',
    fence,
    text,
    fence,
  ];
}

function row(cells: readonly string[]): readonly string[] {
  return [`| ${cells.join(' | ')} |`];
}

/** Text that Markdown leaves as it is. Backticks of ours mark code, and are kept. */
function plain(text: string): string {
  return inert(text.replace(/\s+/gu, ' ').trim(), { limit: 4000 }).replace(/[\\*_[\]<>|#]/gu, (character) => `\\${character}`);
}
