import type { Command } from 'commander';
import { stringify } from 'yaml';
import { serialise } from '../../../core/markup/serialise.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { drawTopology } from '../../../core/topology/drawing.ts';
import { TABLE_COLUMNS, tableCsv, topologyTable, type TopologyRow } from '../../../core/topology/table.ts';
import { topologyView, VIEW_IDS, type ViewId } from '../../../core/topology/views.ts';
import { createLayout } from '../../app/layout.ts';
import { layOutAsSeen, proposeFabric, runTopology } from '../../app/topology.ts';
import { runNamed, withApplication, type CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { endFor, wrongInput } from '../problems.ts';
import { writeText } from '../write-text.ts';

interface TopologyOptions {
  readonly view?: string;
  readonly svg?: string;
  readonly csv?: string;
  readonly at?: string;
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
        const found = await runTopology(application, run, options.at === undefined ? null : Number(options.at));
        if (!found.ok) throw endFor(found.problem);
        const view = topologyView(found.value, id);
        if (options.svg !== undefined) {
          const events = await application.store.events(run);
          if (!events.ok) throw endFor(events.problem);
          const layouts = createLayout();
          try {
            const drawn = drawTopology(view, await layOutAsSeen(events.value, layouts)(view), 'topology');
            await writeText(terminal, options.svg, `${[...serialise(drawn, 'xml')].join('')}\n`);
          } finally {
            await layouts.dispose();
          }
        }
        if (options.csv !== undefined) await writeText(terminal, options.csv, tableCsv(topologyTable(view)));
        if (options.svg !== undefined || options.csv !== undefined) return;
        await printData(terminal, options.json ?? false, { run, view }, () => [
          view.title,
          view.about,
          '',
          ...rowsOf(topologyTable(view)),
        ]);
      });
    });
  topology
    .command('adopt [run]')
    .description('propose the section `fabric:` of an inventory from what a run (the newest without a name) found')
    .option('--json', 'as JSON')
    .action(async (name: string | undefined, options: { readonly json?: boolean }) => {
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        const proposal = await proposeFabric(application, run);
        if (!proposal.ok) throw endFor(proposal.problem);
        const { fabric, remarks } = proposal.value;
        await printData(terminal, options.json ?? false, { fabric }, () => [stringify({ fabric }).trimEnd()]);
        for (const remark of remarks) terminal.say(`! ${remark}`);
      });
    });
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

function rowsOf(rows: readonly TopologyRow[]): readonly string[] {
  const columns = ['what', 'name', 'in', 'state', 'connected', 'why'] as const;
  return table([columns.map((name) => TABLE_COLUMNS[name]), ...rows.map((row) => columns.map((name) => inert(row[name])))]);
}
