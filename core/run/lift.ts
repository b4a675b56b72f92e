import { failure, success, type Result } from '../result.ts';
import { runEvent, type RunEvent } from './events.ts';

/** Makes of an event of one version the same event of the next; `version` is counted up by the caller. */
export type Lifter = (event: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By event type, then the version that is lifted. */
export type Lifters = Readonly<Record<string, Readonly<Record<number, Lifter>>>>;
export const LIFTERS: Lifters = {
  // Before version 2 nobody but the host could settle an act.
  'act-settled': { 1: (event) => ({ ...event, by: 'host' }) },
};

/** Current version of each type of event, as its schema has it. */
const CURRENT: ReadonlyMap<string, number> = new Map(
  runEvent.options.map((option) => [option.shape.type.value, option.shape.version.value]),
);

/**
 * An event as it was stored, brought to the current version. What is stored is never rewritten: its hash is over the version that it was
 * written in. Problems: `event-newer` (written by a later Xenpath), `event-shape` (no event that any version wrote).
 */
export function lift(stored: unknown, lifters: Lifters = LIFTERS): Result<RunEvent> {
  if (!isRecord(stored)) return failure('event-shape', 'An event is not an object.');
  const { type, version } = stored;
  if (typeof type !== 'string' || typeof version !== 'number') {
    return failure('event-shape', 'An event does not say its type and version.');
  }
  const current = CURRENT.get(type);
  if (current === undefined || version > current) {
    return failure(
      'event-newer',
      `The run has an event “${type}” of version ${version}, which this version of Xenpath does not know.`,
      'Open the run with the version of Xenpath that wrote it, or a later one.',
    );
  }
  let event: Readonly<Record<string, unknown>> = stored;
  for (let from = version; from < current; from++) {
    const lifter = Object.hasOwn(lifters, type) ? lifters[type]?.[from] : undefined;
    if (lifter === undefined) return failure('event-shape', `Nothing lifts an event “${type}” of version ${from}.`);
    event = { ...lifter(event), version: from + 1 };
  }
  const parsed = runEvent.safeParse(event);
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  return failure(
    'event-shape',
    `An event “${type}” is not of its shape: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
