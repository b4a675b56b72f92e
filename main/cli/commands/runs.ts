import type { Command } from 'commander';
import { standings } from '../../../core/run/standing.ts';
import { whatNext } from '../../../core/run/next.ts';
import { checkState } from '../../../core/run/reduce-checks.ts';
import type { RunState } from '../../../core/run/state.ts';
import type { RunListing } from '../../store/store.ts';
import { summarize } from '../../../core/run/summary.ts';
import { VERDICT_WORDS } from '../../../core/run/verdict.ts';
import { problemText } from '../../../core/result.ts';
import { didYouMean } from '../../../core/procedure/similar.ts';
import { inert, inertBytes } from '../../../core/evidence/inert.ts';
import type { Application } from '../../app/open-application.ts';
import { storedRun, withApplication, type CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { printedLook } from '../look.ts';
import { CommandEnd, endFor, wrongInput } from '../problems.ts';
import { toned } from '../terminal.ts';

interface ShowOptions {
  readonly step?: string;
  readonly check?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** `xenpath runs` and `xenpath show RUN`. */
export function registerRuns(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('runs')
    .description('the runs that are kept, newest first, with verdict and progress')
    .option('--json', 'as JSON')
    .action(async (options: { readonly json?: boolean }) => {
      const listed = await listedRuns();
      await printData(terminal, options.json ?? false, listed, () => runLines(listed, printedLook(terminal).columns));
      if (listed.length === 0) terminal.say('There are no runs yet. Start one: xenpath run PROCEDURE');
    });
  program
    .command('show [run]')
    .description('how a run stands (the newest without a name): its steps, or one step, check or output of it')
    .option('--step <step>', 'the checks of this step')
    .option('--check <step/check>', 'what was asked last, with expected, actual and hint')
    .option('--output <hash>', 'the bytes that are kept under this hash (or its beginning), as they came')
    .option('--json', 'as JSON; alone: the state of the run')
    .action(async (name: string | undefined, options: ShowOptions) => {
      await withApplication(context, { readOnly: true }, async (application) => {
        const { run, stored } = await storedRun(application, name);
        if (options.output !== undefined) await showOutput(application, run, options.output);
        else if (options.check !== undefined) await showCheck(stored.state, options.check, options.json ?? false);
        else if (options.step !== undefined) await showStep(stored.state, options.step, options.json ?? false);
        else await showRun(stored.state, options.json ?? false);
      });
    });

  /** None where there is no data folder yet. */
  async function listedRuns(): Promise<readonly RunListing[]> {
    try {
      return await withApplication(context, { readOnly: true }, (application) => application.store.runs());
    } catch (thrown) {
      if (thrown instanceof CommandEnd && thrown.problems[0]?.code === 'no-data') return [];
      throw thrown;
    }
  }

  async function showRun(state: RunState, json: boolean): Promise<void> {
    const now = new Date().toISOString();
    const summary = summarize(state, now);
    await printData(terminal, json, { summary, state }, () => {
      const cells = whatNext(state, now);
      const titles = new Map((state.plan ?? []).map((step) => [step.id, step.title]));
      return [
        `Run ${state.run}: ${VERDICT_WORDS[summary.verdict]}. ${summary.sentence}`,
        ...(summary.lab === null
          ? []
          : [
              `${summary.lab.simulated ? `Simulated hosts, at ${summary.lab.scale} times the pace of real ones` : 'Hosts'}: ${summary.lab.name}`,
            ]),
        ...(summary.stop === null ? [] : [summary.stop]),
        ...(summary.faultsInForce.length === 0 ? [] : [`Taken away and not given back: ${summary.faultsInForce.join(', ')}.`]),
        '',
        ...table(
          cells.map((cell) =>
            [cell.state, cell.host, cell.step, titles.get(cell.step) ?? '', cell.why ?? ''].map((text) => inert(text)),
          ),
        ),
        ...state.waivers.map(
          ({ step, check, host, operator, reason }) => `Waived: ${step}/${check} on ${host} by ${operator}: ${inert(reason)}`,
        ),
        ...state.attestations.map(
          ({ step, check, host, operator, statement }) =>
            `Attested: ${step}${check === null ? '' : `/${check}`} on ${host} by ${operator}: ${inert(statement)}`,
        ),
        ...state.notes.map(({ at, operator, text }) => `Note of ${operator}, ${at}: ${inert(text, { limit: 2000 })}`),
      ];
    });
  }

  async function showStep(state: RunState, step: string, json: boolean): Promise<void> {
    const planned = state.plan?.find(({ id }) => id === step);
    if (planned === undefined) throw noStep(state, step);
    const checks = standings(state, state.stopped?.at ?? new Date().toISOString()).filter((one) => one.step === step);
    const hosts = state.steps[step] ?? {};
    await printData(terminal, json, { step: planned, hosts, checks }, () => [
      `${planned.title} [${step}, ${planned.class}]`,
      ...Object.entries(hosts).map(
        ([host, { status, problem, startedAt, endedAt }]) =>
          `${host}: ${status.replaceAll('-', ' ')}${startedAt === null ? '' : `, from ${startedAt}`}${endedAt === null ? '' : ` to ${endedAt}`}${problem === null ? '' : `. ${problemText(problem)}`}`,
      ),
      '',
      ...table(checks.map(({ outcome, host, check, title, why }) => [outcome, host, check, title, inert(why ?? '')])),
    ]);
  }

  async function showCheck(state: RunState, name: string, json: boolean): Promise<void> {
    const [step = '', check = ''] = name.split('/');
    const planned = state.plan?.find(({ id }) => id === step);
    if (planned === undefined) throw noStep(state, step);
    const checkpoint = planned.checks.find(({ id }) => id === check);
    if (checkpoint === undefined) {
      const next = `Its checks are ${planned.checks.map(({ id }) => id).join(', ')}.`;
      throw wrongInput({ code: 'no-such-check', sentence: `Step \`${step}\` has no check \`${check}\`.`, next });
    }
    const found = planned.hosts.map((host) => ({ host, ...checkState(state, step, check, host) }));
    await printData(terminal, json, found, () =>
      found.flatMap(({ host, recorded, at, asked, last }) => [
        `${host}: ${toned(printedLook(terminal), recorded === 'pass' ? 'good' : 'bad', recorded ?? 'not asked yet')} ${checkpoint.title}${at === null ? '' : ` (${at}, asked ${asked} times)`}`,
        ...(last?.message === undefined ? [] : [`  ${inert(last.message, { limit: 2000 })}`]),
        ...(last?.problem === undefined ? [] : [`  ${problemText(last.problem)}`]),
        ...(last?.expected === undefined ? [] : [`  expected: ${inert(JSON.stringify(last.expected), { limit: 2000 })}`]),
        ...(last?.actual === undefined ? [] : [`  actual:   ${inert(JSON.stringify(last.actual), { limit: 2000 })}`]),
        ...(last?.hint === undefined ? [] : [`  ${last.hint.cause} ${last.hint.next}`]),
        ...(last?.evidence ?? []).map(
          ({ binding, host: of, batch, result }) => `  evidence: ${binding} of ${of}, batch ${batch}, result ${result + 1}`,
        ),
      ]),
    );
  }

  /** On a terminal what would act on it is made visible; into a file or a pipe the bytes go as they are. */
  async function showOutput(application: Application, run: string, wanted: string): Promise<void> {
    if (!/^[0-9a-f]{6,64}$/u.test(wanted))
      throw wrongInput({ code: 'hash-shape', sentence: `\`${wanted}\` is no hash: 6 to 64 hexadecimal digits were expected.` });
    const events = await application.store.events(run);
    if (!events.ok) throw endFor(events.problem);
    const found = new Set([...JSON.stringify(events.value).matchAll(/"([0-9a-f]{64})"/gu)].map(([, hash]) => hash ?? ''));
    const fitting: Uint8Array[] = [];
    for (const hash of found) {
      const bytes = hash.startsWith(wanted) ? await application.store.artefact(hash) : null;
      if (bytes !== null) fitting.push(bytes);
    }
    const [bytes, another] = fitting;
    if (bytes === undefined || another !== undefined) {
      const sentence =
        bytes === undefined ? `Run ${run} has no output ${wanted}.` : `${fitting.length} outputs begin with ${wanted}.`;
      throw wrongInput({ code: 'no-such-output', sentence });
    }
    if (process.stdout.isTTY) await terminal.print(`${inertBytes(bytes, { lines: true, limit: 1_000_000 })}\n`);
    else await terminal.printBytes(bytes);
  }

  function noStep(state: RunState, step: string): Error {
    const near = didYouMean(
      step,
      (state.plan ?? []).map(({ id }) => id),
    );
    const next = near ?? `xenpath procedure show ${state.header?.procedure.id ?? ''} lists its steps.`;
    return wrongInput({ code: 'no-such-step', sentence: `Run ${state.run} has no step \`${step}\`.`, next });
  }
}

/** A run a line: its name, which is typed again, and its numbers stand whole on a terminal of `width` columns, words are cut. */
export function runLines(runs: readonly RunListing[], width: number): readonly string[] {
  if (runs.length === 0) return [];
  return table([['Run', 'Verdict', 'Steps', 'Checks', 'It is', 'Lab'], ...runs.map(listingRow)], { width, whole: [0, 2, 3] });
}

function listingRow({ run, summary, problem }: RunListing): readonly string[] {
  if (summary === null) return [run, 'not readable', '', '', '', problem === null ? '' : problemText(problem)];
  const { steps, counts, verdict } = summary;
  const all = Object.values(steps).reduce((sum, count) => sum + count, 0);
  const over = steps.done + steps['already-so'] + steps.skipped + steps['not-taken'];
  const checks = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const where = summary.lab === null ? '' : summary.lab.simulated ? `${summary.lab.name} (simulated)` : summary.lab.name;
  return [run, VERDICT_WORDS[verdict], `${over}/${all}`, `${counts.pass}/${checks}`, summary.phase, where];
}
