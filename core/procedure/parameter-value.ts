import { RE2JS } from 're2js';
import type { Parameter } from './schema.ts';

/** A command line and a form give text; a parameter of another type is read from it as YAML's own scalars or JSON would be. */
export function fromText(parameter: Parameter, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  switch (parameter.type) {
    case 'string':
      return value;
    case 'integer':
      return /^-?[0-9]{1,15}$/u.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'list':
    case 'map':
      if (/^\s*[[{]/u.test(value)) {
        try {
          return JSON.parse(value) as unknown;
        } catch {
          return value;
        }
      }
      return parameter.type === 'list' ? value.split(',').map((item) => item.trim()) : value;
  }
}

/** What was expected, when the value is not it; undefined when it is. */
export function wrongValue(parameter: Parameter, value: unknown): string | undefined {
  switch (parameter.type) {
    case 'string':
      if (typeof value !== 'string') return 'text';
      if (/[\0\r\n]/u.test(value)) return 'text of one line';
      if (parameter.pattern !== undefined && !fits(parameter.pattern, value)) return `text of the form ${parameter.pattern}`;
      break;
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return 'a whole number';
      if (parameter.minimum !== undefined && value < parameter.minimum) return `at least ${parameter.minimum}`;
      if (parameter.maximum !== undefined && value > parameter.maximum) return `at most ${parameter.maximum}`;
      break;
    case 'boolean':
      if (typeof value !== 'boolean') return 'true or false';
      break;
    case 'list':
      if (!Array.isArray(value)) return 'a list';
      if (parameter.minimum !== undefined && value.length < parameter.minimum) return `at least ${parameter.minimum} items`;
      if (parameter.maximum !== undefined && value.length > parameter.maximum) return `at most ${parameter.maximum} items`;
      if (parameter.pattern !== undefined) {
        const { pattern } = parameter;
        if (value.some((item) => typeof item === 'string' && !fits(pattern, item))) return `items of the form ${pattern}`;
      }
      break;
    case 'map':
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'a map of names and values';
      break;
  }
  if (parameter.values !== undefined && parameter.type !== 'map') {
    const allowed = parameter.values;
    const all: readonly unknown[] = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    if (!all.every((item) => (allowed as readonly unknown[]).includes(item))) return `one of ${allowed.join(', ')}`;
  }
  return undefined;
}

function fits(pattern: string, value: string): boolean {
  try {
    return RE2JS.compile(pattern).matches(value);
  } catch {
    return false;
  }
}
