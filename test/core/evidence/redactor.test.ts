import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, type Redactor } from '../../../core/evidence/redactor.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (raw: Uint8Array): string => new TextDecoder().decode(raw);

function knowing(secrets: Readonly<Record<string, string>>): Redactor {
  const redactor = createRedactor();
  for (const [name, secret] of Object.entries(secrets)) expect(redactor.add(name, secret)).toEqual({ ok: true, value: null });
  return redactor;
}

function throughStream(redactor: Redactor, raw: Uint8Array, cuts: readonly number[]): Uint8Array {
  const stream = redactor.stream();
  const borders = [0, ...[...cuts].map((cut) => cut % (raw.length + 1)).sort((a, b) => a - b), raw.length];
  const parts = borders.slice(1).map((border, index) => stream.push(raw.slice(borders[index], border)));
  return Buffer.concat([...parts, stream.end()]);
}

/** A secret with everything in it that some encoder treats in a way of its own. */
const CANARY = `c4n&ry "p'a\\s$s/w+örd" <1>`;

describe('a canary in every form that it may be printed in', () => {
  const quoted = `'${CANARY.replaceAll("'", `'\\''`)}'`;
  const forms: readonly (readonly [string, string])[] = [
    ['raw', CANARY],
    ['encodeURIComponent', encodeURIComponent(CANARY)],
    ['encodeURIComponent, lower case', encodeURIComponent(CANARY).replace(/%../gu, (code) => code.toLowerCase())],
    ['form', new URLSearchParams({ p: CANARY }).toString()],
    ['base64', Buffer.from(CANARY).toString('base64')],
    ['base64, one byte before', Buffer.from(`:${CANARY}`).toString('base64')],
    ['base64, user before (HTTP basic)', Buffer.from(`root:${CANARY}`).toString('base64')],
    ['base64, something behind', Buffer.from(`ab${CANARY}xyz`).toString('base64')],
    ['base64url', Buffer.from(`??${CANARY}`).toString('base64url')],
    ['shell, single quotes', quoted],
    ['shell, double quotes', `"${CANARY.replace(/["\\$`]/gu, '\\$&')}"`],
    ['JSON', JSON.stringify({ password: CANARY })],
    [
      'JSON, ASCII only',
      JSON.stringify(CANARY).replace(/[^ -~]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    ],
    [
      'HTML',
      CANARY.replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
  ];

  test.each(forms)('%s', (_name, printed) => {
    const redactor = knowing({ canary: CANARY });
    const raw = bytes(`before ${printed} after`);
    const once = redactor.bytes(raw);
    expect(once.count).toBeGreaterThan(0);
    expect(text(once.bytes)).toContain('[secret:canary]');
    for (const piece of ['c4n&ry', 'c4n%26', 'örd', 'w+', 'YzRuJnJ5', 'RuJnJ5', '0biZyeS'])
      expect(text(once.bytes)).not.toContain(piece);
    // One byte at a time gives the same.
    expect(text(throughStream(redactor, raw, Array.from(raw.keys())))).toBe(text(once.bytes));
  });
});

describe('createRedactor', () => {
  test('a short secret is refused with a sentence, and a name that could not be printed', () => {
    const redactor = createRedactor();
    const short = redactor.add('pin', '123\n');
    expect(short).toMatchObject({ ok: false, problem: { code: 'secret-too-short' } });
    expect(redactor.add('a]b', 'long enough')).toMatchObject({ ok: false, problem: { code: 'secret-name' } });
    expect(redactor.text('123')).toBe('123');
  });

  test('the line end of a secret that was read from a file does not belong to it', () => {
    expect(knowing({ key: 'hunter22\r\n' }).text('x hunter22 y')).toBe('x [secret:key] y');
  });

  test('of a key with several lines each line is found, indented or not', () => {
    const lines = ['-----BEGIN KEY-----', 'AAAAB3NzaC1yc2EAAAADAQABAAABgQC', 'qqqqqqqqqqqqqqqqqqqqqqqq7777', '-----END KEY-----'];
    const redactor = knowing({ key: lines.join('\n') });
    expect(redactor.text(`  ${lines[1]!}\r\n  ${lines[2]!}`)).toBe('  [secret:key]\r\n  [secret:key]');
  });

  test('of two secrets that share bytes nothing is left', () => {
    const redactor = knowing({ one: 'abcdef', two: 'defghijk' });
    expect(redactor.text('<abcdefghijk>')).toBe('<[secret:two]>');
  });

  test('one secret within another: the longer one is named', () => {
    expect(knowing({ short: 'pass', long: 'mypassword' }).text('mypassword pass')).toBe('[secret:long] [secret:short]');
  });

  test('secrets side by side are two', () => {
    expect(knowing({ one: 'aaaa1', two: 'bbbb2' }).text('aaaa1bbbb2')).toBe('[secret:one][secret:two]');
  });

  test('redacting twice changes nothing, even where the marker holds the secret', () => {
    const redactor = knowing({ 'root-password': 'root', other: 'secret' });
    const once = redactor.text('root secret');
    expect(once).toBe('[secret:root-password] [secret:other]');
    expect(redactor.text(once)).toBe(once);
  });

  test('a secret learnt while a stream runs is looked for from then on, in what is held back too', () => {
    const redactor = knowing({ one: 'abcdefgh' });
    const stream = redactor.stream();
    const first = stream.push(bytes('.. abcdefg'));
    redactor.add('two', 'cdefgXY');
    expect(text(first) + text(stream.push(bytes('XY!'))) + text(stream.end())).toBe('.. ab[secret:two]!');
  });

  test('values of JSON: strings and names, not numbers', () => {
    const redactor = knowing({ pin: '4095' });
    expect(redactor.value({ a4095: ['4095', 4095, null, true] })).toEqual({
      'a[secret:pin]': ['[secret:pin]', 4095, null, true],
    });
  });

  test('bytes without a secret are the same bytes, whatever they are', () => {
    const redactor = knowing({ one: 'hgfedcba' });
    const raw = new Uint8Array(256).map((_, index) => index);
    expect(redactor.bytes(raw)).toEqual({ bytes: raw, count: 0 });
    expect(Buffer.from(throughStream(redactor, raw, [1, 2, 99]))).toEqual(Buffer.from(raw));
  });

  test('property: cut anywhere, the stream says what the whole says, and no secret is left', () => {
    const secret = fc.string({ unit: fc.constantFrom('a', 'b', '1', "'"), minLength: 4, maxLength: 7 });
    const noise = fc.string({ unit: fc.constantFrom('a', 'b', '1', "'", ' '), maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(noise),
        fc.array(fc.nat()),
        (secrets, around, cuts) => {
          const redactor = createRedactor();
          secrets.forEach((one, index) => redactor.add(`S${String(index)}`, one));
          const whole = bytes(around.map((one, index) => one + secrets[index % secrets.length]!).join(''));
          const once = text(redactor.bytes(whole).bytes);
          expect(text(throughStream(redactor, whole, cuts))).toBe(once);
          const outside = once.replace(/\[secret:S\d\]/gu, '\n');
          for (const one of secrets) expect(outside).not.toContain(one);
          expect(redactor.text(once)).toBe(once);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('linear: output made to be hard costs no more a byte than any other', () => {
    const redactor = knowing({ long: 'a'.repeat(2000) + 'b' });
    const stream = redactor.stream();
    let given = 0;
    let most = 0;
    for (let count = 0; count < 200; count++) {
      given += stream.push(bytes('a'.repeat(5000))).length;
      most = Math.max(most, (count + 1) * 5000 - given);
    }
    given += stream.end().length;
    expect(given).toBe(1_000_000);
    expect(most).toBeLessThanOrEqual(2001);
  });

  test('a stretch of overlapping finds is one, and is not held in memory', () => {
    const redactor = knowing({ dull: 'aaaa' });
    const stream = redactor.stream();
    for (let count = 0; count < 1000; count++) expect(stream.push(bytes('aaaaaaaaaa')).length).toBe(0);
    expect(text(stream.push(bytes('.'))) + text(stream.end())).toBe('[secret:dull].');
    expect(stream.count()).toBe(1);
  });
});
