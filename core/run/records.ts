/**
 * Look-up of an own member only: names of hosts and steps come from files, and one that is called `constructor` is no
 * reason to find a function.
 */
export function own<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A copy without one member. */
export function without<Value>(record: Readonly<Record<string, Value>>, name: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([member]) => member !== name));
}

/** A copy with every value replaced. */
export function mapValues<Value, Other>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Other,
): Readonly<Record<string, Other>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
