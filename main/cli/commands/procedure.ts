import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { celScope } from '../../../core/checks/cel.ts';
import { edits } from '../../../core/edits/edits.ts';
import { probes } from '../../../core/probes/registry.ts';
import { byHandIn } from '../../../core/procedure/by-hand.ts';
import { inventoryJsonSchema, procedureJsonSchema } from '../../../core/procedure/json-schema.ts';
import { lintProcedure } from '../../../core/procedure/lint/lint.ts';
import type { Finding } from '../../../core/procedure/lint/finding.ts';
import { orderSteps } from '../../../core/procedure/order.ts';
import type { Procedure } from '../../../core/procedure/schema.ts';
import { byHandLines } from '../../../core/report/plan-lines.ts';
import { sourceWords } from '../../../core/report/plan-words.ts';
import { openProcedure, shippedProcedures } from '../../app/procedures.ts';
import type { CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { finish } from '../finish.ts';
import { procedureFor } from '../procedure-choice.ts';

interface JsonOption {
  readonly json?: boolean;
}

/** `xenpath procedure list|show|lint|schema`. */
export function registerProcedure(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const procedure = program.command('procedure').description('the procedures that ship with Xenpath, and files of your own');
  procedure
    .command('list')
    .description('the shipped procedures')
    .option('--json', 'as JSON')
    .action(async (options: JsonOption) => {
      const opened = await Promise.all((await shippedProcedures()).map((name) => openProcedure(name)));
      const listed = opened.flatMap((one) => (one.ok ? [one.value] : []));
      const data = listed.map(({ procedure: { id, title, version, chapters }, hash }) => ({
        id,
        title,
        version,
        hash,
        chapters: chapters.length,
        steps: chapters.flatMap(({ steps }) => steps).length,
      }));
      await printData(terminal, options.json ?? false, data, () =>
        table(data.map(({ id, version, steps, title }) => [id, version, `${steps} steps`, title])),
      );
      for (const one of opened) if (!one.ok) terminal.say(`${one.problem.sentence} xenpath procedure lint says what is wrong.`);
      if (opened.some(({ ok }) => !ok)) finish(1);
    });
  procedure
    .command('show <procedure>')
    .description('chapters, steps and parameters of a procedure')
    .option('--json', 'the whole procedure as JSON')
    .action(async (name: string, options: JsonOption) => {
      const { procedure: shown, hash } = await procedureFor(name);
      await printData(terminal, options.json ?? false, { ...shown, hash }, () => procedureLines(shown));
    });
  procedure
    .command('lint <file>')
    .description('everything that is wrong with a procedure, with line and column; exit 1 when there are errors')
    .option('--json', 'as JSON')
    .action(async (name: string, options: JsonOption) => {
      const opened = await openProcedure(name);
      // What has not the shape of a procedure is told by the same lint, with the other findings.
      const text = opened.ok
        ? opened.value.text
        : opened.problem.code === 'not-a-procedure'
          ? await readFile(opened.path, 'utf8')
          : null;
      if (text === null) {
        await procedureFor(name);
        return;
      }
      const path = opened.ok ? opened.value.path : opened.path;
      const { findings } = lintProcedure(text, { probes, edits });
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      await printData(terminal, options.json ?? false, { path, findings }, () => lintLines(path, findings));
      terminal.say(
        findings.length === 0
          ? `${path}: nothing is wrong with it.`
          : `${path}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}.`,
      );
      if (errors > 0) finish(1);
    });
  procedure
    .command('schema [what]')
    .description('JSON Schema for editors: of a `procedure`, or of an `inventory`')
    .action(async (what: string | undefined) => {
      const schema =
        what === 'inventory' ? inventoryJsonSchema() : what === undefined || what === 'procedure' ? procedureJsonSchema() : null;
      if (schema === null) {
        terminal.say(`There is a schema of \`procedure\` and one of \`inventory\`, none of \`${what ?? ''}\`.`);
        finish(2);
        return;
      }
      await terminal.print(`${JSON.stringify(schema, null, 2)}\n`);
    });
}

/** `FILE:LINE:COLUMN: error RULE: sentence`, and below it what to do: what editors jump to. */
export function lintLines(path: string, findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ line, column, severity, rule, sentence, next }) => [
    `${path}:${line}:${column}: ${severity} ${rule}: ${sentence}`,
    ...(next === undefined ? [] : [`  ${next}`]),
  ]);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** A procedure for a terminal: its steps by chapter, the clicks that do the same in a graphical tool, its parameters. */
export function procedureLines(procedure: Procedure): readonly string[] {
  const { order } = orderSteps(procedure);
  const place = new Map(order.map((id, index) => [id, index + 1]));
  const { source } = procedure;
  // Parameters as they are when nobody sets any; what comes from an inventory or is found out later stands as its expression.
  const known = Object.entries(procedure.parameters).flatMap(([name, { default: preset }]) =>
    preset === undefined ? [] : [[name, preset] as const],
  );
  const presets = celScope({ params: Object.fromEntries(known) });
  const from = [source.title, source.author, source.publisher, source.published].filter((part) => part !== undefined).join(', ');
  return [
    `${procedure.title} (${procedure.id} ${procedure.version})`,
    procedure.about,
    `After: ${from}`,
    ...procedure.chapters.flatMap((chapter) => [
      '',
      chapter.title,
      ...table(
        chapter.steps.map((step) => [
          `  ${String(place.get(step.id) ?? 0).padStart(2)} ${step.id}`,
          step.class,
          step.on.role,
          `${step.title} (${sourceWords(step.source)})`,
        ]),
      ),
      ...chapter.steps.flatMap((step) => {
        const byHand = byHandIn(step, presets.ok ? presets.value : {});
        return byHand === null ? [] : ['', `  ${step.id}`, ...byHandLines(byHand, '    ')];
      }),
    ]),
    '',
    'Parameters (--set NAME=VALUE)',
    ...table(
      Object.entries(procedure.parameters).map(([name, { type, default: preset, derive, title }]) => [
        `  ${name}`,
        type,
        preset !== undefined ? shortened(JSON.stringify(preset)) : derive !== undefined ? 'derived' : 'needed',
        title,
      ]),
    ),
  ];
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
