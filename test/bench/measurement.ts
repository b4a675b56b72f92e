/** One figure of the benchmark: what was measured, so many times, in milliseconds of this machine's clock. */
export interface Measurement {
  readonly subject: string;
  readonly host: 'sshd' | 'practice' | 'store' | 'window';
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  /** What it is meant to stay under at p50; told when it does not, and nothing fails by it. */
  readonly budget?: number;
}

/** A figure that is no time of many: a count, an amount. `least` and `most`: what is aimed at. */
export interface Figure {
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
}

/** Whether a figure is what is aimed at. */
export function meets({ value, least = -Infinity, most = Infinity }: Figure): boolean {
  return value >= least && value <= most;
}

/** Reduces samples, in milliseconds. Throws when there are none: a figure that was not measured is none. */
export function measurement(
  host: Measurement['host'],
  subject: string,
  samples: readonly number[],
  budget?: number,
): Measurement {
  if (samples.length === 0) throw new Error(`${subject}: nothing was measured.`);
  return {
    subject,
    host,
    count: samples.length,
    p50: quantile(samples, 0.5),
    p95: quantile(samples, 0.95),
    ...(budget === undefined ? {} : { budget }),
  };
}

/** The sample below which a share of them lies (nearest rank). */
function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Milliseconds that some work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Rounds of several subjects in turn, so that what the machine does meanwhile falls on all of them alike; first rounds are not counted. */
export async function interleaved(
  rounds: number,
  unmeasured: number,
  subjects: readonly (() => Promise<unknown>)[],
): Promise<readonly (readonly number[])[]> {
  const samples: number[][] = subjects.map(() => []);
  for (let round = -unmeasured; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) {
      const taken = await timed(subject);
      if (round >= 0) samples[index]?.push(taken);
    }
  }
  return samples;
}
