import type { Command } from 'commander';
import { stringify } from 'yaml';
import { inert } from '../../../core/evidence/inert.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { strongestExit } from '../../../core/run/verdict.ts';
import type { Proposal } from '../../../core/topology/adopt.ts';
import { drawingFile } from '../../../core/topology/drawing-file.ts';
import { NO_MARKS } from '../../../core/topology/marks.ts';
import { TABLE_COLUMNS, tableCsv, topologyTable, type TopologyRow } from '../../../core/topology/table.ts';
import { topologyView, VIEW_IDS, type TopologyView, type ViewId } from '../../../core/topology/views.ts';
import { askFabric } from '../../app/ask-fabric.ts';
import { createLayout } from '../../app/layout.ts';
import type { Application } from '../../app/open-application.ts';
import { layOutAsSeen, proposeFabric, runTopology } from '../../app/topology.ts';
import { runNamed, withApplication, withReach, type CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { addLabOptions, labFor, type LabOptions } from '../lab-choice.ts';
import { printedLook } from '../look.ts';
import { CommandEnd, endFor, wrongInput } from '../problems.ts';
import { wrapLine } from '../wrap-line.ts';
import { writeText } from '../write-text.ts';

interface TopologyOptions {
  readonly view?: string;
  readonly svg?: string;
  readonly csv?: string;
  readonly at?: string;
  readonly json?: boolean;
}

interface AdoptOptions extends LabOptions {
  readonly json?: boolean;
}

/** `xenpath topology RUN` and `xenpath topology adopt RUN`. */
export function registerTopology(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const topology = program
    .command('topology')
    .description('what is connected to what: as it was declared, and as a run found it');
  topology
    .command('show [run]', { isDefault: true })
    .description('a run (the newest without a name), at its end or at an event')
    .option('--view <view>', `${VIEW_IDS.join(', ')} (default all)`)
    .option('--at <event>', 'as it was known right after the event with this number')
    .option('--svg <file>', 'draw it; - for standard output')
    .option('--csv <file>', 'as a table; - for standard output')
    .option('--json', 'as JSON')
    .action(async (name: string | undefined, options: TopologyOptions) => {
      const id = viewNamed(options.view ?? 'all');
      if (options.at !== undefined && !/^[1-9][0-9]{0,8}$/u.test(options.at))
        throw wrongInput({ code: 'usage', sentence: `\`--at ${options.at}\`: the number of an event was expected.` });
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        if (options.at !== undefined) await mustHaveEvent(application, run, Number(options.at));
        const found = await runTopology(application, run, options.at === undefined ? null : Number(options.at));
        if (!found.ok) throw endFor(found.problem);
        const view = topologyView(found.value, id);
        if (options.svg !== undefined) {
          const events = await application.store.events(run);
          if (!events.ok) throw endFor(events.problem);
          const layouts = createLayout();
          try {
            const caption = captionOf(view, events.value, options.at === undefined ? null : Number(options.at));
            const drawn = drawingFile(view, await layOutAsSeen(events.value, layouts)(view), NO_MARKS, caption);
            await writeText(terminal, options.svg, drawn.svg);
          } finally {
            await layouts.dispose();
          }
        }
        if (options.csv !== undefined) await writeText(terminal, options.csv, tableCsv(topologyTable(view)));
        if (options.svg !== undefined || options.csv !== undefined) return;
        await printData(terminal, options.json ?? false, { run, view }, () => [
          view.title,
          ...wrapLine(view.about, printedLook(terminal).columns, 0),
          '',
          ...rowsOf(topologyTable(view), printedLook(terminal).columns),
        ]);
      });
    });
  const adopt = topology
    .command('adopt [run]')
    .description(
      'propose the section `fabric:` of an inventory: from what a run (the newest without a name) found, or, with --inventory, from what the hosts say now; only reads',
    )
    .option('--json', 'as JSON');
  addLabOptions(adopt).action(async (name: string | undefined, options: AdoptOptions) => {
    const asks = options.inventory !== undefined || options.lab !== undefined;
    if (asks && name !== undefined) {
      const sentence = 'Either what a run found is proposed, or what the hosts of --inventory or --lab say now: not both.';
      throw wrongInput({ code: 'usage', sentence });
    }
    if (asks) await adoptFromHosts(options);
    else
      await withApplication(context, { readOnly: true }, async (application) => {
        const proposal = await proposeFabric(application, await runNamed(application, name));
        if (!proposal.ok) throw endFor(proposal.problem);
        await tellProposal(proposal.value, options.json ?? false);
      });
  });

  /** A host that is away leaves its part out, and is told: what the others said is proposed all the same. */
  async function adoptFromHosts(options: AdoptOptions): Promise<void> {
    const lab = await labFor(context, options);
    await withReach(context, lab, {}, async (reach) => {
      terminal.progress('… The hosts are asked');
      const { proposal, away } = await askFabric({ reach, signal: context.signal });
      terminal.progress('');
      await tellProposal(proposal, options.json ?? false);
      if (away.length > 0) throw new CommandEnd(away, strongestExit(away.map((problem) => endFor(problem).exit)));
    });
  }

  async function tellProposal({ fabric, remarks }: Proposal, json: boolean): Promise<void> {
    await printData(terminal, json, { fabric, remarks }, () => [stringify({ fabric }).trimEnd()]);
    for (const remark of remarks) terminal.say(`! ${inert(remark, { limit: 1000 })}`);
  }
}

/** What stands below a drawing: of what and when it is, and whether the hosts are real. A picture is looked at without its run. */
function captionOf(view: TopologyView, events: readonly StoredEvent[], sequence: number | null): readonly string[] {
  const last = sequence === null ? events.at(-1) : events[sequence - 1];
  if (last === undefined) return [];
  const [first] = events.flatMap(({ event }) => (event.type === 'run-created' ? [event] : []));
  const lines = [`${view.title} · run ${last.run} · as known at ${last.at}, event ${last.sequence}`];
  if (first?.lab.simulated !== true) return lines;
  return [
    ...lines,
    `Simulated hosts: ${first.lab.kind} lab ${first.lab.name}, at ${first.lab.scale} times the pace of real hosts.`,
  ];
}

async function mustHaveEvent(application: Application, run: string, sequence: number): Promise<void> {
  const state = await application.store.state(run);
  if (!state.ok) throw endFor(state.problem);
  const last = state.value.sequence;
  if (sequence <= last) return;
  const sentence = `Run ${run} has no event ${sequence}: its last one is ${last}.`;
  throw wrongInput({ code: 'no-such-event', sentence, next: `--at takes a number from 1 to ${last}.` });
}

function viewNamed(name: string): ViewId {
  const found = VIEW_IDS.find((id) => id === name);
  if (found !== undefined) return found;
  throw wrongInput({
    code: 'no-such-view',
    sentence: `There is no view \`${inert(name)}\`.`,
    next: `The views are ${VIEW_IDS.join(', ')}.`,
  });
}

function rowsOf(rows: readonly TopologyRow[], width: number): readonly string[] {
  const columns = ['what', 'name', 'in', 'state', 'connected', 'why'] as const;
  return table([columns.map((name) => TABLE_COLUMNS[name]), ...rows.map((row) => columns.map((name) => inert(row[name])))], {
    width,
  });
}
