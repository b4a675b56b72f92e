import type { Redactor } from '../evidence/redactor.ts';
import { runEvent, type RunEvent } from './events.ts';

/**
 * Members whose strings are names that the procedure, the inventory or the engine gave, by which events refer to each other. They are
 * kept even where a careless password is the name of a host: nothing that a host or a person said stands in them.
 */
const NAMES: ReadonlySet<string> = new Set([
  'type',
  'step',
  'host',
  'on',
  'action',
  'check',
  'probe',
  'binding',
  'intent',
  'batch',
  'id',
  'chapter',
  'hosts',
  'needs',
  'dependsOn',
  'stale',
  'hash',
  'before',
  'after',
  'fingerprint',
  'via',
  'role',
  'lease',
]);
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
 * The event without any secret that the redactor knows. It is an event all the same: a word of a closed set (an outcome, a class) that
 * happens to be a secret is put back, since it tells nothing but that it is a word of ours.
 */
export function redactEvent(event: RunEvent, redactor: Redactor): RunEvent {
  const redacted = visit(event, redactor);
  // The procedure's text is pinned by its hash and read again on resume. It is a file of its own, in which no secret may stand.
  if (event.type === 'run-created') putBack(redacted, event, ['procedure', 'text']);
  if (event.type === 'procedure-replaced') putBack(redacted, event, ['text']);
  const parsed = runEvent.safeParse(redacted);
  if (parsed.success) return parsed.data;
  for (const { path } of parsed.error.issues) putBack(redacted, event, path);
  return runEvent.parse(redacted);
}

function visit(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.text(value);
  if (Array.isArray(value)) return value.map((item) => visit(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]: [string, unknown]) => [
        name,
        CONTENT.has(name) ? redactor.value(member) : NAMES.has(name) && isName(member) ? member : visit(member, redactor),
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
