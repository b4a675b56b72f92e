import { runEvent, type RunEvent } from './events.ts';

/** What becomes of the texts of an event. */
export interface TextMapping {
  readonly text: (text: string) => string;
  /** Every string of a JSON value, names of members too. */
  readonly value: (value: unknown) => unknown;
}

/** Members whose strings are names that the procedure or the engine gave, or hashes, by which events refer to each other. */
export const OWN_NAMES: readonly string[] = [
  'type',
  'step',
  'action',
  'check',
  'probe',
  'binding',
  'intent',
  'batch',
  'id',
  'chapter',
  'needs',
  'stale',
  'hash',
  'before',
  'after',
  'fingerprint',
];
/** Members that hold values of any shape: within them every string is content, whatever its member is called. */
const CONTENT: ReadonlySet<string> = new Set([
  'inventory',
  'parameters',
  'facts',
  'expected',
  'actual',
  'missing',
  'extra',
  'value',
  'model',
  'layout',
]);

/**
 * The event with its texts mapped, but those of members called `names`. It is an event all the same: a word of a closed set (an outcome, a class)
 * that the mapping touches is put back, since it tells nothing but that it is a word of ours.
 */
export function mapEvent(event: RunEvent, mapping: TextMapping, names: ReadonlySet<string>): RunEvent {
  const mapped = visit(event, mapping, names);
  // The procedure's text is pinned by its hash and read again on resume. It is a file of its own, in which no secret may stand.
  if (event.type === 'run-created') putBack(mapped, event, ['procedure', 'text']);
  if (event.type === 'procedure-replaced') putBack(mapped, event, ['text']);
  const parsed = runEvent.safeParse(mapped);
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) putBack(mapped, event, path);
  return runEvent.parse(mapped);
}

function visit(value: unknown, mapping: TextMapping, names: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return mapping.text(value);
  if (Array.isArray(value)) return value.map((item) => visit(item, mapping, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]: [string, unknown]) => [
        name,
        CONTENT.has(name) ? mapping.value(member) : names.has(name) && isName(member) ? member : visit(member, mapping, names),
      ]),
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

/** Sets the member at a path to what the original has there. */
function putBack(target: unknown, original: unknown, path: readonly PropertyKey[]): void {
  const [name, ...rest] = path;
  if (name === undefined || !isObject(target) || !isObject(original)) return;
  if (rest.length === 0) target[name] = original[name];
  else putBack(target[name], original[name], rest);
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
