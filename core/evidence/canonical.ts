const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Canonical JSON as RFC 8785 has it: members sorted by the UTF-16 code units of their names, no white space, strings and
 * numbers as ECMAScript writes them. One value has one text, so a hash over it means the value.
 *
 * A member whose value is `undefined` is left out, as JSON.stringify does. Throws a TypeError on what JSON cannot say: other
 * undefined values, functions, symbols, bigints, numbers that are not finite, strings with a lone surrogate, a value within itself.
 */
export function canonicalJson(value: unknown): string {
  return write(value, new Set());
}

function write(value: unknown, above: Set<object>): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no number ${String(value)}.`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : composite(value, above);
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      throw new TypeError(`JSON has no value of type ${typeof value}.`);
  }
}

function composite(value: object, above: Set<object>): string {
  if (above.has(value)) throw new TypeError('JSON has no value that holds itself.');
  above.add(value);
  const text = Array.isArray(value)
    ? `[${Array.from(value, (item: unknown) => write(item, above)).join(',')}]`
    : members(value, above);
  above.delete(value);
  return text;
}

function members(value: object, above: Set<object>): string {
  const parts: string[] = [];
  // Array.prototype.sort without a comparator compares UTF-16 code units, which is the order that the RFC asks for.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) parts.push(`${quoted(name)}:${write(member, above)}`);
  }
  return `{${parts.join(',')}}`;
}

function quoted(text: string): string {
  // JSON.stringify would write a lone surrogate as an escape; the RFC has such text refused.
  if (LONE_SURROGATE.test(text)) throw new TypeError('JSON text is Unicode: a string has a lone surrogate.');
  return JSON.stringify(text);
}
