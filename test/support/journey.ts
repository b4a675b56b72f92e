import { orderSteps } from '../../core/procedure/order.ts';
import type { Checked } from '../../main/engine/check.ts';
import { doDeeds } from '../../main/labs/practice/mistakes/apply.ts';
import type { Mistake, Moment } from '../../main/labs/practice/mistakes/mistake.ts';
import type { Bench, Snapshot } from './practice-bench.ts';

/** What a healthy run of the procedure left behind: the world before and after each step, as far as nothing runs in its memory alone. */
export interface Journey {
  readonly bench: Bench;
  readonly order: readonly string[];
  /** By step, right before it was done. The last one has the name `end`. */
  readonly before: ReadonlyMap<string, Snapshot>;
}

/**
 * Does the procedure step by step, to the end or up to a step (which is not done). A snapshot is no use from `load-started` on, when the
 * load runs in the guests' memory; it is again after the last reboot.
 */
export async function travel(bench: Bench, upto?: string): Promise<Journey> {
  const { order } = orderSteps(bench.procedure.procedure);
  const before = new Map<string, Snapshot>();
  for (const id of order) {
    before.set(id, bench.snapshot());
    if (id === upto) break;
    await mustEnd(bench, [id]);
  }
  if (upto === undefined) before.set('end', bench.snapshot());
  return { bench, order, before };
}

/** Does these steps; throws when one does not come to its end. */
export async function mustEnd(bench: Bench, ids: readonly string[], redo = false): Promise<void> {
  const steps = new Set(ids);
  const ending = await bench.execute({ steps, redo: redo ? steps : new Set() });
  const stuck = ids.flatMap((id) =>
    Object.entries(bench.run.state.steps[id] ?? {}).flatMap(([host, { status, problem }]) =>
      status === 'failed' || status === 'unknown' ? [`${id} on ${host}: ${problem?.sentence ?? status}`] : [],
    ),
  );
  const untouched = ids.filter(
    (id) =>
      bench.run.state.steps[id] === undefined && (bench.run.state.plan?.find((one) => one.id === id)?.hosts.length ?? 0) > 0,
  );
  if (stuck.length > 0 || untouched.length > 0 || ending.reason === 'evidence-lost')
    throw new Error([...stuck, ...untouched.map((id) => `${id} was not begun`)].join('\n') || 'evidence lost');
}

/** The world at a moment of the journey. */
export function momentOf(journey: Journey, moment: Moment): Snapshot {
  const key = 'before' in moment ? moment.before : (journey.order[journey.order.indexOf(moment.after) + 1] ?? 'end');
  const found = journey.before.get(key);
  if (found === undefined) throw new Error(`The journey has no moment ${JSON.stringify(moment)}`);
  return found;
}

/** What came of one checkpoint that should have found a mistake. */
export interface Finding {
  readonly check: string;
  readonly wanted: string;
  /** Outcome and hint with the mistake made. */
  readonly outcome: string;
  readonly hint: string | null;
  /** Outcome when it was mended. */
  readonly mended: string;
  readonly said: string;
}

export interface Proof {
  readonly mistake: string;
  readonly findings: readonly Finding[];
  readonly problem: string | null;
}

/** Right when every checkpoint failed with the hint that names the cause, and passed when the mistake was mended. */
export function holds(proof: Proof): boolean {
  return proof.problem === null && proof.findings.every((finding) => isRight(finding) && finding.mended === 'pass');
}

function isRight({ outcome, hint, wanted }: Finding): boolean {
  return wanted === 'unreachable' ? outcome === 'unreachable' : outcome === 'fail' && hint === wanted;
}

/** Makes a mistake on a copy of the world, asks the checkpoints that should find it, mends it, and asks them again. */
export async function prove(journey: Journey, mistake: Mistake): Promise<Proof> {
  const moment = momentOf(journey, mistake.moment);
  const bench = await journey.bench.fork(moment, mistake.set);
  // What lay in the parameters is mended by asking with the right ones, in a copy of its own.
  const right = mistake.set === undefined ? bench : await journey.bench.fork(moment);
  try {
    return await proveOn(bench, mistake, right);
  } finally {
    if (right !== bench) await right.dispose();
    await bench.dispose();
  }
}

/** The same in a world that is there; it is afterwards as it was. `right`: where is mended and asked again, when it is another. */
export async function proveOn(bench: Bench, mistake: Mistake, right: Bench = bench): Promise<Proof> {
  const failed = (problem: string, findings: readonly Finding[] = []): Proof => ({ mistake: mistake.name, findings, problem });
  const made = await make(bench, mistake);
  if (made !== null) return failed(`not made: ${made}`);
  const words = new Map<string, Checked>();
  for (const name of Object.keys(mistake.found)) words.set(name, await worst(bench, name, mistake.found[name] ?? ''));
  const mended = await mend(right, mistake);
  const findings: Finding[] = [];
  for (const [name, wanted] of Object.entries(mistake.found)) {
    const word = words.get(name);
    const after = await worst(right, name, null);
    findings.push({
      check: name,
      wanted,
      outcome: word?.outcome ?? 'not asked',
      hint: word?.hint?.id ?? null,
      mended: after.outcome,
      said: [word?.message ?? word?.problem?.sentence ?? '', after.outcome === 'pass' ? '' : (after.message ?? '')].join(' / '),
    });
  }
  return mended === null ? { mistake: mistake.name, findings, problem: null } : failed(`not mended: ${mended}`, findings);
}

/** The deeds in their order; the steps among them are carried out by the run. */
async function make(bench: Bench, mistake: Mistake): Promise<string | null> {
  for (const deed of mistake.deeds) {
    if ('step' in deed) {
      try {
        await mustEnd(bench, [deed.step]);
      } catch (problem) {
        return problem instanceof Error ? problem.message : String(problem);
      }
      continue;
    }
    const done = await doDeeds(bench.lab, [deed]);
    if (!done.ok) return done.problem.sentence;
  }
  return null;
}

async function mend(bench: Bench, mistake: Mistake): Promise<string | null> {
  const done = await doDeeds(bench.lab, mistake.mend.deeds ?? []);
  if (!done.ok) return done.problem.sentence;
  const steps = mistake.mend.steps ?? [];
  if (steps.length === 0) return null;
  // What failed on record closes the way to the steps that need it, until it is asked again.
  for (const name of Object.keys(mistake.found)) if (!steps.includes(name.split('.')[0] ?? '')) await worst(bench, name, null);
  try {
    for (const id of steps) await mustEnd(bench, [id], true);
    return null;
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

/** A checkpoint on the host where it says what is wanted: the hint, or (null: everywhere, with patience) the first that does not pass. */
async function worst(bench: Bench, name: string, wanted: string | null): Promise<Checked> {
  const [stepId = '', checkId = ''] = name.split('.');
  const step = bench.step(stepId);
  const checkpoint = step.checkpoints.find(({ id }) => id === checkId);
  if (checkpoint === undefined) throw new Error(`${stepId} has no checkpoint ${checkId}`);
  const hosts = bench.run.state.plan?.find(({ id }) => id === stepId)?.hosts ?? [];
  let last: Checked | undefined;
  for (const host of hosts) {
    const word = await bench.check(step, host, checkpoint, wanted === null);
    const settles =
      wanted === null ? word.outcome !== 'pass' && word.outcome !== 'not-applicable' : (word.hint?.id ?? word.outcome) === wanted;
    if (settles) return word;
    if (last?.outcome !== 'fail') last = word;
  }
  if (last === undefined) throw new Error(`${name} has no host`);
  return last;
}
