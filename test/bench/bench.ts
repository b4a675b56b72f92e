import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { asMarkdown, asTable, type BenchResult } from './show-result.ts';
import { benchPracticeHosts, benchRealHosts } from './subjects.ts';

/**
 * Measures, prints a table (or JSON with `--json`) on standard output and progress on standard error. `--write FILE` writes the result as
 * Markdown too, `--rounds N` sets how often short subjects are measured. Budgets are warned about; nothing fails by them.
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
  for (const subject of [benchRealHosts, benchPracticeHosts]) {
    const folder = await mkdtemp(join(base, 'bench-'));
    try {
      measurements.push(...(await subject({ root, folder, rounds, say })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  const result: BenchResult = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processors: cpus().length,
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    loadBefore,
    loadAfter: loadavg()[0] ?? 0,
    measurements,
  };
  process.stdout.write(words.includes('--json') ? `${JSON.stringify(result, null, 2)}\n` : asTable(result));
  for (const { subject, p50, budget } of measurements)
    if (budget !== undefined && p50 > budget)
      say(`warning: ${subject}: ${p50.toFixed(2)} ms at p50, over the ${budget} ms aimed at`);
  const file = option('--write');
  if (file !== undefined) await writeFile(file, asMarkdown(result));
}
