import type { Checkpoint, ProbeBinding } from '../../core/checks/checkpoint.ts';
import { evaluateCheckpoint, hintProbes, type BindingAnswers, type CheckResult } from '../../core/checks/evaluate.ts';
import { scopeVariables, type ScopeHost } from '../../core/checks/scope.ts';
import { renderArguments } from '../../core/checks/template.ts';
import { findProbe } from '../../core/probes/registry.ts';
import type { Procedure, Step } from '../../core/procedure/schema.ts';
import { selectHosts } from '../../core/procedure/select.ts';
import { allHosts, scopeFor, type ScopeSource } from '../../core/procedure/step-scope.ts';
import { failure, success, type Result } from '../../core/result.ts';
import { askHosts, keyOf, NOT_ASKED, type Answers, type Question } from './ask-hosts.ts';
import type { Reach } from './open-application.ts';

/** A checkpoint that was asked on a host before any run. */
export interface AskedBeforehand {
  readonly step: string;
  readonly host: string;
  readonly checkpoint: Checkpoint;
  readonly result: CheckResult;
}

export interface BeforehandRequest {
  readonly reach: Reach;
  readonly procedure: Procedure;
  readonly source: ScopeSource;
  /** Hosts that are asked; all of them could be reached. */
  readonly hosts: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

type Checks = readonly { readonly step: Step; readonly self: ScopeHost; readonly checkpoint: Checkpoint }[];

/**
 * Asks the checkpoints of the chapters that are marked for it, on every host side by side, each host's probes in one exec. Reads alone, and
 * records nothing: the run asks them again as its own.
 */
export async function askBeforehand(request: BeforehandRequest): Promise<readonly AskedBeforehand[]> {
  const { procedure, source } = request;
  const steps = procedure.chapters.flatMap((chapter) => (chapter.preflight ? chapter.steps : []));
  const checks: Checks = steps.flatMap((step) => {
    const hosts = selectHosts(step.on, scopeFor(source, undefined), (host) => scopeFor(source, host));
    const own = (hosts.ok ? hosts.value : []).filter(({ name }) => request.hosts.has(name));
    return own.flatMap((self) => step.checkpoints.map((checkpoint) => ({ step, self, checkpoint })));
  });
  const first = await askHosts(
    request,
    checks.flatMap(({ self, checkpoint }) => questionsOf(request, self, checkpoint.probes)),
  );
  const judged = checks.map((one) => ({ ...one, result: judge(request, one.self, one.checkpoint, first, false) }));
  // What only hints need is asked where something is wrong.
  const wrong = judged.filter(
    ({ checkpoint, result }) => result.outcome === 'fail' && Object.keys(hintProbes(checkpoint)).length > 0,
  );
  const more = await askHosts(
    request,
    wrong.flatMap(({ self, checkpoint }) => questionsOf(request, self, hintProbes(checkpoint))),
  );
  const all: Answers = new Map([...first, ...more]);
  return judged.map(({ step, self, checkpoint, result }) => ({
    step: step.id,
    host: self.name,
    checkpoint,
    result: result.outcome === 'fail' ? judge(request, self, checkpoint, all, true) : result,
  }));
}

function judge(
  request: BeforehandRequest,
  self: ScopeHost,
  checkpoint: Checkpoint,
  answers: Answers,
  withHints: boolean,
): CheckResult {
  const bindings = withHints ? { ...checkpoint.probes, ...hintProbes(checkpoint) } : checkpoint.probes;
  const bound = Object.entries(bindings).map(([name, binding]): readonly [string, BindingAnswers] => {
    const asked = prepare(request, self, binding);
    if (!asked.ok) return [name, [{ host: self.name, answer: { state: 'problem', problem: asked.problem } }]];
    return [name, asked.value.map((one) => ({ host: one.host, answer: answers.get(keyOf(one)) ?? NOT_ASKED }))];
  });
  return evaluateCheckpoint({ checkpoint, answers: Object.fromEntries(bound), scope: scopeFor(request.source, self), findProbe });
}

function questionsOf(
  request: BeforehandRequest,
  self: ScopeHost,
  bindings: Readonly<Record<string, ProbeBinding>>,
): readonly Question[] {
  return Object.values(bindings).flatMap((binding) => {
    const asked = prepare(request, self, binding);
    return asked.ok ? asked.value : [];
  });
}

/** A binding as questions to the hosts that it is about. */
function prepare({ source }: BeforehandRequest, self: ScopeHost, binding: ProbeBinding): Result<readonly Question[]> {
  const probe = findProbe(binding.probe);
  if (probe === undefined) return failure('unknown-probe', `There is no probe \`${binding.probe}\`.`);
  const scope = scopeFor(source, self);
  const variables = scopeVariables(scope);
  if (!variables.ok) return variables;
  const given = renderArguments(binding.with ?? {}, variables.value);
  if (!given.ok) return given;
  const parsed = probe.parameters.safeParse(given.value);
  if (!parsed.success) return failure('probe-parameters', `\`${probe.name}\` cannot be asked so: ${parsed.error.message}`);
  const parameters: unknown = parsed.data;
  const hosts = binding.on === undefined ? success([self]) : selectHosts(binding.on, scope, (host) => scopeFor(source, host));
  if (!hosts.ok) return hosts;
  const here = new Set(allHosts(source).map(({ name }) => name));
  return success(hosts.value.filter(({ name }) => here.has(name)).map(({ name }) => ({ host: name, probe, parameters })));
}
