import type { PlannedAct } from '../actions/preview.ts';
import { byHandTitle, clickWords, type ByHand } from '../procedure/by-hand.ts';
import type { Plan, PlanStep } from '../procedure/plan.ts';
import { inert } from '../evidence/inert.ts';
import type { PlanAbout } from './plan-about.ts';
import { durationText } from '../run/duration.ts';
import { actRemark, destroysWords, hostRemark, sourceWords, totalsLines, undoWords } from './plan-words.ts';

/** A plan as lines for a terminal: every command as it will go to each host. */
export function planLines(plan: Plan, about: PlanAbout): readonly string[] {
  const byId = new Map(plan.steps.map((step, index) => [step.id, { step, number: index + 1 }]));
  const lines = [
    `${plan.procedure.title} (${plan.procedure.id} ${plan.procedure.version}) on ${about.hosts}`,
    ...(about.simulated ? [`Simulated hosts, at ${about.scale} times the pace of real ones.`] : []),
    ...totalsLines(plan),
    ...plan.concerns.map((concern) => `! ${concern}`),
  ];
  for (const chapter of plan.chapters) {
    lines.push('', chapter.title);
    for (const id of chapter.steps) {
      const found = byId.get(id);
      if (found !== undefined) lines.push('', ...stepLines(found.step, found.number));
    }
  }
  return lines;
}

function stepLines(step: PlanStep, number: number): readonly string[] {
  const lines = [
    `${String(number).padStart(3)}. ${step.title} [${step.id}, ${step.class}]`,
    `     ${sourceWords(step.source)}; about ${durationText(step.estimateMs, 'about')} a host; ${undoWords(step)}`,
  ];
  if (step.needs.length > 0) lines.push(`     after: ${step.needs.join(', ')}`);
  if (step.warning !== null) lines.push(`     Warning: ${step.warning.trim()}`);
  if (step.hosts.length === 0) lines.push('     on no host of this inventory');
  for (const host of step.hosts) {
    const remark = hostRemark(host);
    lines.push(`     ${host.name}${remark === null ? '' : ` (${remark})`}`);
    for (const act of host.acts) lines.push(...actLines(act, host.name, ''));
    for (const act of host.undo) lines.push(...actLines(act, host.name, 'undo: '));
    if (host.byHand !== null) lines.push(...byHandLines(host.byHand, '       '));
  }
  lines.push(
    `     proved by: ${step.checks.map(({ title, severity }) => (severity === 'warning' ? `${title} (warning)` : title)).join('; ')}`,
  );
  return lines;
}

/** Clicks as numbered lines below their title; also what `procedure show` prints. */
export function byHandLines(byHand: ByHand, indent: string): readonly string[] {
  return [
    `${indent}${inert(byHandTitle(byHand))}:`,
    ...byHand.clicks.map(
      (click, index) => `${indent}${String(index + 1).padStart(4)}. ${inert(clickWords(click), { limit: 4000 })}`,
    ),
  ];
}

function actLines(act: PlannedAct, host: string, prefix: string): readonly string[] {
  const where = act.host === host ? '' : ` on ${act.host}`;
  const destroys = destroysWords(act);
  return [
    `       ${prefix}${inert(act.title)}${where} (${act.class}, ${actRemark(act)}${destroys})`,
    ...inert(act.text, { lines: true, limit: 20_000 })
      .split('\n')
      .map((line) => `         ${line}`),
  ];
}
