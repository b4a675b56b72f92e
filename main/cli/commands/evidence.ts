import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { inert } from '../../../core/evidence/inert.ts';
import { compareRuns, type CheckDifference } from '../../../core/run/compare-runs.ts';
import type { Verification } from '../../store/store.ts';
import { verifyBundle } from '../../store/verify-bundle.ts';
import { runNamed, storedRun, withApplication, type CommandContext } from '../context.ts';
import { printData, table } from '../data-output.ts';
import { finish } from '../finish.ts';
import { endFor } from '../problems.ts';

/** `xenpath verify|export|import|search|compare`. */
export function registerEvidence(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('verify <what>')
    .description('whether the evidence of a run, or of an exported folder, is as it was stored; exit 1 when it is not')
    .option('--json', 'as JSON')
    .action(async (what: string, options: { readonly json?: boolean }) => {
      const found = await verification(context, what);
      await printData(terminal, options.json ?? false, found, () => [
        found.problems.length === 0
          ? `${found.run}: ${found.events} events and ${found.artefacts} outputs are as they were stored. Last hash: ${found.head}`
          : `${found.run}: the evidence is not as it was stored.`,
        ...found.problems.map((problem) => `  ${inert(problem, { limit: 1000 })}`),
      ]);
      if (found.problems.length > 0) finish(1);
    });
  program
    .command('export <run> <folder>')
    .description('write a run with all of its evidence into a new folder, which can be verified without Xenpath')
    .action(async (name: string, folder: string) => {
      await withApplication(context, { readOnly: true }, async (application) => {
        const run = await runNamed(application, name);
        const written = await application.store.exportRun(run, folder);
        if (!written.ok) throw endFor(written.problem);
        terminal.say(`${run}: ${written.value.events} events and ${written.value.artefacts} outputs in ${folder}.`);
        terminal.say('SHA-256 of its manifest, to be kept elsewhere:');
        await terminal.print(`${written.value.manifest}\n`);
        if (written.value.problems.length > 0) {
          for (const problem of written.value.problems) terminal.say(`! ${problem}`);
          finish(1);
        }
      });
    });
  program
    .command('import <folder>')
    .description('take in an exported run, after its evidence was verified')
    .action(async (folder: string) => {
      await withApplication(context, {}, async (application) => {
        const before = new Set((await application.store.runs()).map(({ run }) => run));
        const taken = await application.store.importRun(folder);
        if (!taken.ok) throw endFor(taken.problem);
        terminal.say(before.has(taken.value) ? 'Already here, with the same evidence; nothing was changed:' : 'Taken in:');
        await terminal.print(`${taken.value}\n`);
      });
    });
  program
    .command('search <words>')
    .description("every place in all runs' events and outputs where this text stands (three characters or more)")
    .option('--json', 'as JSON')
    .action(async (words: string, options: { readonly json?: boolean }) => {
      await withApplication(context, { readOnly: true }, async (application) => {
        const hits = await application.store.search(words);
        if (!hits.ok) throw endFor(hits.problem);
        await printData(terminal, options.json ?? false, hits.value, () =>
          table(
            hits.value.map(({ run, sequence, artefact, excerpt }) => [
              run,
              `#${sequence}`,
              artefact?.slice(0, 12) ?? 'event',
              excerpt,
            ]),
          ),
        );
        if (hits.value.length === 0) terminal.say(`“${inert(words)}” stands nowhere.`);
      });
    });
  program
    .command('compare <before> <after>')
    .description('what differs between two runs: checks that broke or were mended, other values, other parameters')
    .option('--json', 'as JSON')
    .action(async (before: string, after: string, options: { readonly json?: boolean }) => {
      await withApplication(context, { readOnly: true }, async (application) => {
        const [first, second] = [await storedRun(application, before), await storedRun(application, after)];
        const found = compareRuns(first.stored.state, second.stored.state);
        await printData(terminal, options.json ?? false, { before: first.run, after: second.run, ...found }, () => [
          `${first.run} and ${second.run}: ${found.same} checks stand alike, ${found.differences.length} do not.`,
          ...(found.sameProcedure ? [] : ['They are of different procedures, or of different texts of one.']),
          ...found.parameters.map(
            ({ name, before: was, after: is }) => `parameter ${name}: ${shown(was)} before, ${shown(is)} after`,
          ),
          ...table(found.differences.map(differenceRow)),
        ]);
      });
    });
}

const CHANGES: Readonly<Record<CheckDifference['change'], string>> = {
  broke: 'broke',
  mended: 'mended',
  'other-outcome': 'other outcome',
  'other-value': 'other value',
  'only-before': 'only before',
  'only-after': 'only after',
};

function differenceRow({ change, host, step, check, before, after, actual }: CheckDifference): readonly string[] {
  const values = actual === null ? '' : `${shown(actual.before)} before, ${shown(actual.after)} after`;
  return [CHANGES[change], host, `${step}/${check}`, `${before ?? '-'} -> ${after ?? '-'}`, values];
}

function shown(value: unknown): string {
  return value === undefined ? 'none' : inert(JSON.stringify(value));
}

/** A run of the data folder by its name, or an exported one by its folder. */
async function verification(context: CommandContext, what: string): Promise<Verification> {
  if (existsSync(join(what, 'manifest.sha256'))) {
    const bundle = await verifyBundle(what);
    if (!bundle.ok) throw endFor(bundle.problem);
    return bundle.value;
  }
  return withApplication(context, { readOnly: true }, async (application) => {
    const found = await application.store.findRun(what);
    if (!found.ok) throw endFor(found.problem);
    const verified = await application.store.verify(found.value);
    if (!verified.ok) throw endFor(verified.problem);
    return verified.value;
  });
}
