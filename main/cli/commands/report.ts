import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Problem } from '../../../core/result.ts';
import type { Application } from '../../app/open-application.ts';
import { printPdf } from '../../pdf/print-pdf.ts';
import { writeReport, type ReportFiles } from '../../app/report.ts';
import { runNamed, withApplication, type CommandContext } from '../context.ts';
import { endFor, wrongInput } from '../problems.ts';

const machine = { platform: process.platform, environment: process.env };

/** `xenpath report RUN`: what a run did and proved, as files to show. */
export function registerReport(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('report [run]')
    .description('write what a run (the newest without a name) did and proved into files; works while it goes on')
    .option(
      '--html <file>',
      'one HTML file, with commands, output, checks and diagrams; no script, no network; - for standard output',
    )
    .option('--pdf <file>', 'the same as PDF, printed by a Chromium of this machine; where there is none, the HTML file instead')
    .option('--json <file>', 'the same as JSON; - for standard output')
    .option('--junit <file>', 'the checks as JUnit XML; - for standard output')
    .option('--schema <file>', 'the JSON Schema of the JSON file; - for standard output')
    .action(async (name: string | undefined, options: ReportFiles) => {
      if (Object.keys(options).length === 0) {
        throw wrongInput({
          code: 'no-file',
          sentence: 'Where to? No file was named.',
          next: 'Write --html FILE, --pdf FILE, --json FILE, --junit FILE or several of them.',
        });
      }
      if (options.pdf === '-') {
        const sentence = 'A PDF does not go to standard output: --pdf wants the name of a file.';
        throw wrongInput({ code: 'usage', sentence });
      }
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        terminal.progress('… The report is written');
        const written = await writeReport(application, run, options, terminal.print, (html, pdf) => printPdf(machine, html, pdf));
        terminal.progress('');
        if (!written.ok) throw endFor(written.problem);
        for (const file of written.value.written) terminal.say(`Written: ${file}`);
        if (written.value.tampered.length > 0) throw endFor(tamperedRun(run, written.value.tampered));
        if (written.value.noPdf !== null) throw endFor(written.value.noPdf);
      });
    });
}

function tamperedRun(run: string, problems: readonly string[]): Problem {
  const sentence = `The evidence of run ${run} is not as it was stored, and the report says so. ${problems[0] ?? ''}`;
  return { code: 'run-tampered', sentence, next: `All that is not: xenpath verify ${run}` };
}

/** The report of a run that just stopped, as HTML. */
export async function reportTo(context: CommandContext, application: Application, run: string, html: string): Promise<void> {
  context.terminal.progress('… The report is written');
  // The run is over by now: its report is not lost for the want of a folder. Where none can be made, the writing says so.
  if (html !== '-') await mkdir(dirname(resolve(html)), { recursive: true }).catch(() => undefined);
  const written = await writeReport(application, run, { html }, context.terminal.print);
  context.terminal.progress('');
  if (!written.ok) throw endFor(written.problem);
  if (html !== '-') context.terminal.say(`Report: ${html}`);
}
