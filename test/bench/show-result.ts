import type { Figure, Measurement } from './measurement.ts';

/** A benchmark's figures with what the machine was like. Nothing in it names the machine. */
export interface BenchResult {
  readonly date: string;
  readonly node: string;
  readonly platform: string;
  readonly processors: number;
  readonly memoryGibibytes: number;
  /** Load average over one minute, before and after. */
  readonly loadBefore: number;
  readonly loadAfter: number;
  readonly measurements: readonly Measurement[];
  readonly terminals: readonly Figure[];
}

const HEADS = ['', 'times', 'p50', 'p95', 'aim at p50'] as const;

const HOSTS: Readonly<Record<Measurement['host'], string>> = {
  sshd: 'OpenSSH sshd on loopback addresses',
  store: 'Evidence',
  practice: 'Practice hosts, simulated in the same process',
  window: 'The window, served to this machine’s Chromium',
};

/** For a terminal. */
export function asTable(result: BenchResult): string {
  const blocks = groups(result).map(([title, rows]) => {
    const cells = [HEADS, ...rows.map(row)];
    const widths = HEADS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
    const lines = cells.map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    );
    return `${title}\n${lines.join('\n')}\n`;
  });
  const terminals = result.terminals.map((one) => `${figureText(one)}\n`).join('');
  return `${blocks.join('\n')}\nTerminals\n${terminals}\n${surroundings(result)}\n`;
}

/** For docs/measured. */
export function asMarkdown(result: BenchResult): string {
  const blocks = groups(result).map(
    ([title, rows]) =>
      `## ${title}\n\n| ${HEADS.join(' | ')} |\n|---|--:|--:|--:|--:|\n${rows.map((one) => `| ${row(one).join(' | ')} |\n`).join('')}`,
  );
  return `# Benchmark of ${result.date}\n\nMeasured by \`npm run bench\`. Subjects that stand side by side were measured in turn.\n\n${surroundings(result)}\n\n${blocks.join('\n')}\n## Terminals\n\n${result.terminals.map((one) => `- ${figureText(one)}\n`).join('')}`;
}

function figureText({ subject, value, unit, least, most }: Figure): string {
  const number = Number.isInteger(value) ? String(value) : value.toFixed(1);
  const aim =
    least === undefined ? (most === undefined ? '' : ` (at most ${most.toFixed(0)} aimed at)`) : ` (${String(least)} aimed at)`;
  return `${subject}: ${number} ${unit}`.trimEnd() + aim;
}

function groups(result: BenchResult): readonly (readonly [string, readonly Measurement[]])[] {
  return (['sshd', 'store', 'practice', 'window'] as const)
    .map((host) => [HOSTS[host], result.measurements.filter((one) => one.host === host)] as const)
    .filter(([, rows]) => rows.length > 0);
}

function row({ subject, count, p50, p95, budget }: Measurement): readonly string[] {
  return [subject, String(count), milliseconds(p50), milliseconds(p95), budget === undefined ? '' : `${budget} ms`];
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 2 : 0)} ms`;
}

function surroundings(result: BenchResult): string {
  const { node, platform, processors, memoryGibibytes, loadBefore, loadAfter } = result;
  return `Node ${node.replace(/^v/u, '')}, ${platform}, ${processors} processors, ${memoryGibibytes} GiB; load average ${loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after.${busy(result)}`;
}

/** The benchmark itself keeps about one processor and its hosts busy; what is above that before it begins is somebody else's work. */
function busy({ loadBefore, processors }: BenchResult): string {
  if (loadBefore <= processors / 2) return '';
  return ' The machine was busy with other work when this was measured: the figures are upper bounds, and only those side by side compare.';
}
