import type { Command } from 'commander';
import { orderSteps, stepsOf } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { summarize } from '../../../core/run/summary.ts';
import { exitCode, VERDICT_WORDS } from '../../../core/run/verdict.ts';
import type { Application, Reach } from '../../app/open-application.ts';
import { openProcedure, type ProcedureFile } from '../../app/procedures.ts';
import { createRun, leaveAsItWas, resumeRun } from '../../app/runs.ts';
import { checkPlan, checkRun, type CheckFinding } from '../../engine/check-run.ts';
import { EvidenceLost, RunInterrupted, type OpenRun } from '../../engine/open-run.ts';
import { storedRun, withApplication, type CommandContext } from '../context.ts';
import { table } from '../data-output.ts';
import { selectionOf, stoppable } from '../drive.ts';
import { finish } from '../finish.ts';
import { addLabOptions, labForProcedure, labOfRun, type LabOptions } from '../lab-choice.ts';
import { collectNames, collectWords } from '../option-lists.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { procedureFor } from '../procedure-choice.ts';
import { endFor, wrongInput } from '../problems.ts';
import { printedLook, saidLook, type Look } from '../look.ts';
import { toned } from '../terminal.ts';
import { wrapLine } from '../wrap-line.ts';

interface CheckOptions extends LabOptions {
  readonly upto?: string;
  readonly chapter?: string;
  readonly only?: readonly string[];
  readonly host?: readonly string[];
  readonly set?: readonly string[];
  readonly json?: boolean;
}

/** `xenpath check RUN|PROCEDURE`: asks every checkpoint, changes nothing. */
export function registerCheck(program: Command, context: CommandContext): void {
  const command = program
    .command('check <what>')
    .description(
      'ask the checkpoints, at any time and in any state, and change nothing: of a run (does what it did still hold?), or of a procedure on hosts',
    )
    .option('--upto <step>', 'as far as this step')
    .option('--chapter <chapter>', 'this chapter alone')
    .option('--only <step>', 'this step alone; several: commas, or again', collectNames)
    .option('--host <name>', 'on this host alone; several: commas, or again', collectNames)
    .option('--set <name=value>', 'of a procedure: set a parameter; may be given several times', collectWords)
    .option('--json', 'what was found, as JSON');
  addLabOptions(command).action(async (what: string, options: CheckOptions) => {
    await withApplication(context, {}, async (application) => {
      const named = options.lab !== undefined || options.inventory !== undefined;
      const isRun = !named && ((await application.store.findRun(what)).ok || !(await openProcedure(what)).ok);
      if (isRun) await checkStored(application, what, options);
      else await checkHosts(application, what, options);
    });
  });

  /** Whether what a run did still holds; the answers go into the run. */
  async function checkStored(application: Application, name: string, options: CheckOptions): Promise<void> {
    const { run: id, stored } = await storedRun(application, name, 'own');
    const chosen = stepsChosen(stored.procedure.procedure, options);
    const lab = await labOfRun(context, stored);
    const reach = application.reach(lab);
    try {
      const stop = stoppable(context);
      const run = await resumeRun(application, { run: id, reach, signal: stop.signal, current: null, replace: false });
      if (!run.ok) throw wrongInput(...run.problems);
      await work(run.value, chosen, options, 'history', stop.signal, () => leaveAsItWas(run.value, stored.state.stopped));
    } finally {
      await reach.dispose();
      await lab.dispose();
    }
  }

  /** How hosts stand with a procedure, in a run of its own that only checks. */
  async function checkHosts(application: Application, name: string, options: CheckOptions): Promise<void> {
    const procedure = await procedureFor(name);
    const chosen = stepsChosen(procedure.procedure, options);
    const set = parameterSettings(procedure.procedure, options.set ?? []);
    if (!set.ok) throw wrongInput(...set.problems);
    const lab = await labForProcedure(context, procedure.procedure.id, options);
    const reach = application.reach(lab);
    try {
      const stop = stoppable(context);
      const run = await newCheck(application, procedure, reach, set.value, chosen, stop.signal);
      await run.emit(
        { type: 'planned', version: 1, steps: checkPlan(run, chosen) },
        { type: 'noted', version: 1, text: 'Checks alone: nothing is done on any host.' },
      );
      await work(run, chosen, options, 'survey', stop.signal, (whole) => endCheck(run, whole));
    } finally {
      await reach.dispose();
      await lab.dispose();
    }
  }

  async function work(
    run: OpenRun,
    steps: ReadonlySet<string> | null,
    options: CheckOptions,
    by: 'history' | 'survey',
    signal: AbortSignal,
    leave: (whole: boolean) => Promise<void>,
  ): Promise<void> {
    const hosts = options.host === undefined ? null : new Set(options.host);
    let findings: readonly CheckFinding[] | null;
    try {
      findings = await checkRun(run, { steps, hosts, by });
      await run.parts.topology?.settled();
    } catch (thrown) {
      if (thrown instanceof EvidenceLost) throw endFor(thrown.problem);
      if (!(thrown instanceof RunInterrupted) && !signal.aborted) throw thrown;
      findings = null;
    }
    await leave(findings !== null);
    // What was not asked about is no part of the answer, however it stands.
    const judgement = summarize(run.state, run.ports.clock.now(), { steps, hosts });
    if (options.json === true) {
      const found = (findings ?? []).map(({ word, ...finding }) => ({
        ...finding,
        outcome: word?.outcome ?? null,
        message: word?.message ?? word?.problem?.sentence ?? null,
        cause: word?.hint?.cause ?? null,
        next: nextOf(word),
        hint: word?.hint ?? null,
        expected: word?.expected ?? null,
        actual: word?.actual ?? null,
      }));
      const { verdict, counts } = judgement;
      await context.terminal.print(`${JSON.stringify({ run: run.id, verdict, counts, findings: found }, null, 2)}\n`);
    } else {
      const narrowed = options.only !== undefined || options.chapter !== undefined;
      const lines = findingLines(printedLook(context.terminal), run.procedure, findings ?? [], narrowed);
      await context.terminal.print(`${lines.join('\n')}\n`);
      const of = steps === null && hosts === null ? '' : ', of what was asked';
      const said = `Run ${run.id}${of}: ${VERDICT_WORDS[judgement.verdict]}. ${judgement.sentence}`;
      for (const line of wrapLine(said, saidLook(context.terminal).columns, 0)) context.terminal.say(line);
    }
    finish(findings === null ? 3 : exitCode(judgement.verdict));
  }

  async function newCheck(
    application: Application,
    procedure: ProcedureFile,
    reach: Reach,
    set: Readonly<Record<string, unknown>>,
    steps: ReadonlySet<string> | null,
    signal: AbortSignal,
  ): Promise<OpenRun> {
    const run = await createRun(application, { procedure, reach, set, steps, signal });
    if (!run.ok) throw wrongInput(...run.problems);
    return run.value;
  }
}

/** The end of a run that only checks. */
async function endCheck(run: OpenRun, whole: boolean): Promise<void> {
  const sentence = whole ? 'Every checkpoint that was asked for was asked.' : 'The check was stopped before its end.';
  await run.emit({ type: 'run-stopped', version: 1, reason: whole ? 'finished' : 'interrupted', sentence });
}

function stepsChosen(procedure: Procedure, options: CheckOptions): ReadonlySet<string> | null {
  const chapters = procedure.chapters.map(({ id }) => id);
  if (options.chapter !== undefined && !chapters.includes(options.chapter)) {
    throw wrongInput({
      code: 'no-such-chapter',
      sentence: `The procedure has no chapter \`${options.chapter}\`.`,
      next: `Its chapters are ${chapters.join(', ')}.`,
    });
  }
  const selection = selectionOf(procedure, {
    ...(options.upto === undefined ? {} : { to: options.upto }),
    ...(options.only === undefined ? {} : { only: options.only }),
  });
  if (!selection.ok) throw endFor(selection.problem);
  if (options.chapter === undefined) return selection.value.steps;
  const inChapter = stepsOf(procedure).filter(({ chapter }) => chapter === options.chapter);
  const { steps } = selection.value;
  return new Set(inChapter.flatMap(({ step }) => (steps === null || steps.has(step.id) ? [step.id] : [])));
}

/** What a person can do about an answer, or null. */
function nextOf(word: CheckFinding['word']): string | null {
  return word?.hint?.next ?? word?.problem?.next ?? null;
}

const INDENT = ' '.repeat(17);

/**
 * By step: how many checkpoints hold, and each that does not with what it says. Causes and what to do next are told of what broke, of what could not be
 * found out, and of everything where somebody asked about single steps (`narrowed`): of a whole procedure on fresh hosts nearly nothing is done yet, and
 * the cause is the same everywhere. There a last line says how to ask. The same advice is told once.
 */
export function findingLines(
  look: Look,
  procedure: Procedure,
  findings: readonly CheckFinding[],
  narrowed = false,
): readonly string[] {
  const titles = new Map(stepsOf(procedure).map(({ step }) => [step.id, step.title]));
  const lines: string[] = [];
  const told = new Set<string>();
  let untold: string | null = null;
  const add = (text: string, indent: number): void => void lines.push(...wrapLine(text.trimEnd(), look.columns, indent));
  for (const id of orderSteps(procedure).order) {
    const ofStep = findings.filter(({ step, state }) => step === id && state !== 'left-out');
    const hold = ofStep.filter(({ state }) => state === 'holds').length;
    if (ofStep.length === 0) continue;
    const word =
      hold === ofStep.length
        ? toned(look, 'good', '✓ holds       ')
        : ofStep.some(({ state }) => state === 'broke')
          ? toned(look, 'bad', '✗ broke       ')
          : ofStep.some(({ state }) => state === 'not-known')
            ? toned(look, 'warn', '? not known   ')
            : toned(look, 'dim', '· not done yet');
    add(`${word} ${titles.get(id) ?? id} (${hold} of ${ofStep.length})`, 15);
    for (const { state, title, host, word: said } of ofStep) {
      if (state === 'holds' || said === null) continue;
      add(`${INDENT}${host}: ${title}: ${said.message ?? said.problem?.sentence ?? said.outcome}`, INDENT.length + 2);
      const advice = [
        ...(said.hint === undefined ? [] : [`Cause: ${said.hint.cause}`]),
        ...(nextOf(said) === null ? [] : [`Next: ${nextOf(said)}`]),
      ];
      if (advice.length === 0 || told.has(`${host} ${advice.join(' ')}`)) continue;
      if (state === 'not-done-yet' && !narrowed) {
        untold ??= id;
        continue;
      }
      told.add(`${host} ${advice.join(' ')}`);
      for (const line of advice) add(`${INDENT}  ${line}`, INDENT.length + 4);
    }
  }
  if (untold !== null) lines.push('', `What may be the cause, and what to do next: add \`--only STEP\`, as --only ${untold}.`);
  const left = findings.filter(({ state }) => state === 'left-out');
  if (left.length > 0) {
    lines.push('', 'Not asked, since they speak of a moment that is over:');
    lines.push(
      ...table(
        [...new Set(left.map(({ step, check, title }) => `  ${step}/${check}\t${title}`))].map((line) => line.split('\t')),
      ),
    );
  }
  return lines;
}
