import type { Say } from '../../words/words.tsx';

/** A value of facts as a person reads it: text as it is, a list by commas, pairs as `name: value`. What is empty says so. */
export function valueWords(value: unknown, say: Say): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.length === 0 ? say('checks.nothing') : joined(value);
  return typeof value === 'object' ? joined(Object.entries(value)) : scalar(value);
}

/** Items of which one is a list itself are kept apart by semicolons. */
function joined(items: readonly unknown[]): string {
  const deep = items.some((item) => Array.isArray(item) && item.length > 2);
  return items.map(itemWords).join(deep ? '; ' : ', ');
}

function itemWords(item: unknown): string {
  if (!Array.isArray(item)) return scalar(item);
  const [name, ...values] = item as readonly unknown[];
  return values.length === 0 ? scalar(name) : `${scalar(name)}: ${values.map(scalar).join(', ')}`;
}

function scalar(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
