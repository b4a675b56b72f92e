import type { Command } from 'commander';
import { planLines } from '../../../core/report/plan-lines.ts';
import { planMarkdown } from '../../../core/report/plan-markdown.ts';
import { planPage } from '../../../core/report/plan-page.ts';
import { planAbout } from '../../app/plan-document.ts';
import { planRun } from '../../app/runs.ts';
import { preflightNote } from '../../app/preflight.ts';
import { operatorOf, withReach, type CommandContext } from '../context.ts';
import { addLabOptions, labForProcedure, type LabOptions } from '../lab-choice.ts';
import { lookFirst } from '../look-first.ts';
import { collectNames, collectWords } from '../option-lists.ts';
import { parameterSettings } from '../parameter-settings.ts';
import { partOfPlan } from '../../../core/procedure/plan.ts';
import { selectionFrom } from '../run-options.ts';
import { procedureFor } from '../procedure-choice.ts';
import { wrongInput } from '../problems.ts';
import { writeText } from '../write-text.ts';

interface PlanOptions extends LabOptions {
  readonly set?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly html?: string;
  readonly markdown?: string;
  readonly preflight?: boolean;
}

/** A plan shows what it can: what has no value yet is told with the step that needs it. */
const NOTHING_DEMANDED: ReadonlySet<string> = new Set();

/** `xenpath plan PROCEDURE`: every command on every host, before anything is asked of one. */
export function registerPlan(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const command = program
    .command('plan <procedure>')
    .description(
      'what a run would do: the exact commands for each host, their class, what is destroyed, how it is undone; connects to no host unless --preflight is given',
    )
    .option('--set <name=value>', 'set a parameter of the procedure; may be given several times', collectWords)
    .option('--from <step>', 'begin with this step')
    .option('--to <step>', 'end with this step')
    .option('--only <step>', 'this step alone; several: commas, or again', collectNames)
    .option('--json', 'as JSON')
    .option('--html <file>', 'for a change board: one HTML file; - for standard output')
    .option('--markdown <file>', 'for a change board: Markdown; - for standard output')
    .option('--preflight', 'then also look, as a run does before it begins: connects to the hosts and only reads');
  addLabOptions(command).action(async (name: string, options: PlanOptions) => {
    const procedure = await procedureFor(name);
    const { steps } = selectionFrom(procedure.procedure, {
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(options.to === undefined ? {} : { to: options.to }),
      ...(options.only === undefined ? {} : { only: options.only }),
    });
    const set = parameterSettings(procedure.procedure, options.set ?? []);
    if (!set.ok) throw wrongInput(...set.problems);
    const lab = await labForProcedure(context, procedure.procedure.id, options, 'passing');
    await withReach(context, lab, {}, async (reach) => {
      const operator = await operatorOf(context);
      const planned = planRun({ procedure, reach, set: set.value, steps: NOTHING_DEMANDED }, operator);
      if (!planned.ok) throw wrongInput(...planned.problems);
      const { source } = planned.value;
      const plan = partOfPlan(procedure.procedure, planned.value.plan, steps);
      const about = planAbout(procedure, lab, source.parameters, operator, new Date().toISOString());
      if (options.html !== undefined) await writeText(terminal, options.html, planPage(plan, about));
      if (options.markdown !== undefined) await writeText(terminal, options.markdown, planMarkdown(plan, about));
      if (options.json === true) await terminal.print(`${JSON.stringify({ about, plan }, null, 2)}\n`);
      else if (options.html === undefined && options.markdown === undefined)
        await terminal.print(`${planLines(plan, about).join('\n')}\n`);
      if (options.preflight !== true) return;
      const found = await lookFirst(context, operator, procedure, reach, set.value, { steps, hosts: null });
      terminal.say(preflightNote(found) ?? `Preflight: ${found.asked.length} hosts answer.`);
    });
  });
}
