import { failure, success, type Result } from '../result.ts';
import { buildAutomaton, type Automaton, type Pattern } from './automaton.ts';
import { createRedactingStream, secretMarker, type RedactingStream } from './redacting-stream.ts';
import { secretForms } from './secret-forms.ts';

/** A secret with fewer characters would be found in half of all output. */
export const SHORTEST_SECRET = 4;

/**
 * Knows the secrets of a run and takes them out of everything that is hashed, stored or shown. What it replaces is gone: no map
 * leads back.
 */
export interface Redactor {
  /**
   * From now on this secret is replaced by `[secret:NAME]`, in every form that secret-forms.ts knows. A line end at its end does not
   * belong to it. Problems: `secret-too-short`, `secret-name`.
   */
  readonly add: (name: string, secret: string | Uint8Array) => Result<null>;
  readonly names: () => readonly string[];
  /** The same bytes when no secret is in them. */
  readonly bytes: (bytes: Uint8Array) => { readonly bytes: Uint8Array; readonly count: number };
  readonly text: (text: string) => string;
  /** Every string of a JSON value, names of members too. Numbers are left: a number cannot hold a marker. */
  readonly value: (value: unknown) => unknown;
  readonly stream: () => RedactingStream;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** A redactor that knows no secret yet: one for a run. What it replaces is gone, no map leads back. */
export function createRedactor(): Redactor {
  const secrets: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  let automaton: Automaton = buildAutomaton([]);
  const current = (): Automaton => automaton;

  function redactBytes(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly count: number } {
    if (automaton.patterns.length === 0) return { bytes, count: 0 };
    const stream = createRedactingStream(current);
    const start = stream.push(bytes);
    const rest = stream.end();
    if (stream.count() === 0) return { bytes, count: 0 };
    const whole = new Uint8Array(start.length + rest.length);
    whole.set(start);
    whole.set(rest, start.length);
    return { bytes: whole, count: stream.count() };
  }

  function redactText(text: string): string {
    // Half of a character that was cut in two is no text; it could not be stored.
    const whole = text.replace(LONE_SURROGATES, '\ufffd');
    if (automaton.patterns.length === 0) return whole;
    const redacted = redactBytes(encoder.encode(whole));
    return redacted.count === 0 ? whole : decoder.decode(redacted.bytes);
  }

  function redactValue(value: unknown): unknown {
    if (typeof value === 'string') return redactText(value);
    if (Array.isArray(value)) return value.map(redactValue);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactText(name), redactValue(member)]));
  }

  return {
    add(name, secret) {
      if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u.test(name)) {
        return failure(
          'secret-name',
          `A secret's name has letters, digits, dot, dash and underscore, at most 64: it will be printed in the secret's place.`,
        );
      }
      const bytes = withoutLineEnd(
        typeof secret === 'string' ? encoder.encode(secret.replace(LONE_SURROGATES, '\ufffd')) : secret,
      );
      if (decoder.decode(bytes).length < SHORTEST_SECRET) {
        return failure(
          'secret-too-short',
          `The secret "${name}" has fewer than ${SHORTEST_SECRET} characters: it could not be told from ordinary output, so it would end up in the evidence.`,
          'Set a longer password or passphrase on the host, and give that one.',
        );
      }
      secrets.push({ name, bytes });
      automaton = buildAutomaton(patternsOf(secrets));
      return success(null);
    },
    names: () => [...new Set(secrets.map((secret) => secret.name))],
    bytes: redactBytes,
    text: redactText,
    value: redactValue,
    stream: () => createRedactingStream(current),
  };
}

function patternsOf(secrets: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Pattern[] {
  const found = secrets.flatMap(({ name, bytes }) => secretForms(bytes).map((form) => ({ bytes: form, name, marker: false })));
  const markers = secrets.map(({ name }) => ({ bytes: encoder.encode(secretMarker(name)), name, marker: true }));
  return [...markers, ...found];
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
  return bytes.slice(0, end);
}
