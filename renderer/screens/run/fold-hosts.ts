/** Hosts of which the same is to be said, with what it is. */
export interface Folded<Value> {
  readonly hosts: readonly string[];
  readonly value: Value;
}

/** Puts hosts together whose values say the same, in the order of the first of each. */
export function foldHosts<Value>(
  entries: readonly { readonly host: string; readonly value: Value }[],
  sameAs: (value: Value) => string,
): readonly Folded<Value>[] {
  const folded = new Map<string, { hosts: string[]; value: Value }>();
  for (const { host, value } of entries) {
    const key = sameAs(value);
    const found = folded.get(key);
    if (found === undefined) folded.set(key, { hosts: [host], value });
    else found.hosts.push(host);
  }
  return [...folded.values()];
}
