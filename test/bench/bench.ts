import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { meets, type Figure, type Measurement } from './measurement.ts';
import { asMarkdown, asTable, type BenchResult } from './show-result.ts';
import { benchPracticeHosts, benchRealHosts, type BenchOptions } from './subjects.ts';
import { benchTerminals } from './terminals.ts';
import { benchWindow } from './window.ts';

/**
 * Measures, prints a table (or JSON with `--json`) on standard output and progress on standard error. `--write FILE` writes the result as
 * Markdown too, `--rounds N` sets how often short subjects are measured, `--only terminals` and `--only window` leave the others out. Budgets are warned about; nothing fails by them.
 */
export async function bench(root: string, words: readonly string[]): Promise<void> {
  const option = (name: string): string | undefined => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
  const rounds = Number(option('--rounds') ?? 100);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds wants a number.');
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const base = join(root, 'dist', '.cache');
  await mkdir(base, { recursive: true });
  const measurements: Measurement[] = [];
  const loadBefore = loadavg()[0] ?? 0;
  const only = option('--only');
  const measured = async <One>(subject: (options: BenchOptions) => Promise<readonly One[]>): Promise<readonly One[]> => {
    const folder = await mkdtemp(join(base, 'bench-'));
    try {
      return await subject({ root, folder, rounds, say });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  if (only === undefined)
    for (const subject of [benchRealHosts, benchPracticeHosts]) measurements.push(...(await measured(subject)));
  if (only !== 'terminals') measurements.push(...(await measured(benchWindow)));
  const terminals: readonly Figure[] = only === 'window' ? [] : await measured(benchTerminals);
  const result: BenchResult = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: cpus().length,
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    loadBefore,
    loadAfter: loadavg()[0] ?? 0,
    measurements,
    terminals,
  };
  process.stdout.write(words.includes('--json') ? `${JSON.stringify(result, null, 2)}\n` : asTable(result));
  for (const { subject, p50, budget } of measurements)
    if (budget !== undefined && p50 > budget)
      say(`warning: ${subject}: ${p50.toFixed(2)} ms at p50, over the ${budget} ms aimed at`);
  for (const figure of terminals)
    if (!meets(figure)) say(`warning: ${figure.subject}: ${figure.value.toFixed(1)} ${figure.unit} is not what is aimed at`);
  const file = option('--write');
  if (file !== undefined) await writeFile(file, asMarkdown(result));
}
