import type { Checkpoint, ProbeBinding } from '../../core/checks/checkpoint.ts';
import { evaluateCheckpoint, hintProbes, type BindingAnswers, type CheckResult } from '../../core/checks/evaluate.ts';
import { scopeVariables, type Scope } from '../../core/checks/scope.ts';
import { renderArguments } from '../../core/checks/template.ts';
import { durationMs } from '../../core/checks/terms.ts';
import { findProbe } from '../../core/probes/registry.ts';
import { selectHosts } from '../../core/procedure/select.ts';
import type { Step } from '../../core/procedure/schema.ts';
import type { RunEvent } from '../../core/run/events.ts';
import { askProbes, type Asked, type Question } from './ask-probes.ts';
import type { OpenRun } from './open-run.ts';
import { scopeFor } from './scope-of-run.ts';

export type Checked = Extract<RunEvent, { type: 'checked' }>;
type Evidence = Checked['evidence'][number];

/** What bindings brought on the hosts that they are about, with where it stands in the evidence. */
export interface BoundAnswers {
  readonly answers: Readonly<Record<string, BindingAnswers>>;
  readonly evidence: readonly Evidence[];
}

/** Asks the probes behind bindings, all of one host in one exec. */
export async function askBindings(
  run: OpenRun,
  bindings: Readonly<Record<string, ProbeBinding>>,
  scope: Scope,
  host: string,
  step?: string,
): Promise<BoundAnswers> {
  const settled: Record<string, { host: string; answer: BindingAnswers[number]['answer'] }[]> = {};
  const questions: (Question & { readonly binding: string })[] = [];
  for (const [name, binding] of Object.entries(bindings)) {
    const list: { host: string; answer: BindingAnswers[number]['answer'] }[] = (settled[name] = []);
    const question = prepare(run, binding, scope, host);
    if (!question.ok) list.push({ host, answer: { state: 'problem', problem: question.problem } });
    else
      for (const one of question.hosts)
        questions.push({ binding: name, host: one, probe: question.probe, parameters: question.parameters });
  }
  const asked = await askProbes(run, questions, step);
  const evidence: Evidence[] = [];
  questions.forEach(({ binding, host: of }, index) => {
    const { answer, batch, result } = asked[index] as Asked;
    settled[binding]?.push({ host: of, answer });
    if (batch !== null) evidence.push({ binding, host: of, batch, result });
  });
  return { answers: settled, evidence };
}

function prepare(run: OpenRun, binding: ProbeBinding, scope: Scope, host: string) {
  const probe = findProbe(binding.probe);
  if (probe === undefined) {
    const sentence = `There is no probe \`${binding.probe}\`.`;
    return { ok: false as const, problem: { code: 'unknown-probe', sentence, next: 'xenpath probe list names them all.' } };
  }
  const variables = scopeVariables(scope);
  if (!variables.ok) return { ok: false as const, problem: variables.problem };
  const given = renderArguments(binding.with ?? {}, variables.value);
  if (!given.ok) return { ok: false as const, problem: given.problem };
  const parameters = probe.parameters.safeParse(given.value);
  if (!parameters.success) {
    const where = parameters.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    return {
      ok: false as const,
      problem: { code: 'probe-parameters', sentence: `\`${probe.name}\` cannot be asked so: ${where}.` },
    };
  }
  if (binding.on === undefined) return { ok: true as const, probe, parameters: parameters.data, hosts: [host] };
  const hosts = selectHosts(binding.on, scope, ({ name }) => scopeFor(run, name));
  if (!hosts.ok) return { ok: false as const, problem: hosts.problem };
  return { ok: true as const, probe, parameters: parameters.data, hosts: hosts.value.map(({ name }) => name) };
}

/** Asks one checkpoint once, and stores what the hosts answered and what came out, in one transaction. */
export async function check(
  run: OpenRun,
  step: Step,
  host: string,
  checkpoint: Checkpoint,
  phase: Checked['phase'],
): Promise<Checked> {
  const event = await evaluate(run, step, host, checkpoint, phase, true);
  await run.emit(event);
  return event;
}

/**
 * Asks until it passes or its deadline is over, in host time, and then once more; what is stored is the last word, with how often it was asked. The
 * probes that only hints need are asked with the last word alone. A host that cannot be reached is asked again too: it may be on its way back.
 */
export async function checkUntil(
  run: OpenRun,
  step: Step,
  host: string,
  checkpoint: Checkpoint,
  phase: Checked['phase'],
): Promise<Checked> {
  const { poll } = checkpoint;
  if (poll === undefined) {
    run.stopIfAsked();
    return check(run, step, host, checkpoint, phase);
  }
  const [every, until] = [durationMs(poll.every), durationMs(poll.until)];
  const { clock } = run.ports;
  const beginning = { kind: 'poll', host, step: step.id, check: checkpoint.id, asked: 0, next: null } as const;
  const unknown = { outcome: null, expected: undefined, actual: undefined };
  return run.underway({ ...beginning, ...unknown, withinMs: until / clock.scale }, async (teller) => {
    let waited = 0;
    for (let polls = 1; ; polls += 1) {
      run.stopIfAsked();
      teller.now({ nextMs: null });
      const isLast = waited >= until;
      const looked = clock.monotonic();
      const event = await evaluate(run, step, host, checkpoint, phase, isLast);
      const settled = event.outcome === 'pass' || event.outcome === 'not-applicable';
      if (settled || isLast) {
        const last: Checked = polls > 1 ? { ...event, polls } : event;
        await run.emit(last);
        return last;
      }
      await run.emit();
      waited += lookMs(clock.monotonic() - looked, every, clock.scale);
      const pause = Math.min(every, Math.max(0, until - waited));
      const { outcome, expected, actual } = event;
      teller.now({ asked: polls, outcome, expected, actual, nextMs: pause / clock.scale });
      await clock.sleep(pause, run.signal);
      waited += pause;
    }
  });
}

/**
 * Host time that a look counts, in milliseconds: all of what passed on our side. Where the hosts' time is scaled, our own side is not: a busy machine here
 * would use up the time of the hosts many times over, and they would be asked too seldom. There a look counts one interval at the most.
 */
function lookMs(ours: number, every: number, scale: number): number {
  return Math.max(ours, Math.min(ours * scale, every));
}

async function evaluate(
  run: OpenRun,
  step: Step,
  host: string,
  checkpoint: Checkpoint,
  phase: Checked['phase'],
  withHints: boolean,
): Promise<Checked> {
  const scope = scopeFor(run, host);
  const bound = await askBindings(run, checkpoint.probes, scope, host, step.id);
  let { answers, evidence } = bound;
  let result = evaluateCheckpoint({ checkpoint, answers, scope, findProbe });
  const more = hintProbes(checkpoint);
  if (withHints && result.outcome === 'fail' && Object.keys(more).length > 0) {
    const hints = await askBindings(run, more, scope, host, step.id);
    answers = { ...answers, ...hints.answers };
    evidence = [...evidence, ...hints.evidence];
    result = evaluateCheckpoint({ checkpoint, answers, scope, findProbe });
  }
  return eventOf(step, host, checkpoint, phase, result, evidence);
}

function eventOf(
  step: Step,
  host: string,
  checkpoint: Checkpoint,
  phase: Checked['phase'],
  result: CheckResult,
  evidence: readonly Evidence[],
): Checked {
  const { missing, extra, ...rest } = result;
  return {
    type: 'checked',
    version: 1,
    place: { step: step.id, host },
    check: checkpoint.id,
    severity: checkpoint.severity,
    phase,
    ...rest,
    ...(missing === undefined ? {} : { missing: [...missing] }),
    ...(extra === undefined ? {} : { extra: [...extra] }),
    evidence: [...evidence],
  };
}
