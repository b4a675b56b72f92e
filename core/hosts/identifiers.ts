import { SHORTEST_WORD, wordsOf } from '../evidence/word-pseudonyms.ts';
import type { Problem } from '../result.ts';
import type { Inventory, ParameterValue } from './inventory.ts';

/**
 * The names in an inventory and in parameters set for a run that tell whose hosts these are: of hosts, users, groups and the fabric's things, what
 * the inventory itself lists, and every name with dots in a value (`xen1.example.com`, the host of a URL). Addresses are known by their shape; those given tell the networks.
 */
export function identifiersOf(inventory: Inventory, set: Readonly<Record<string, unknown>>): readonly string[] {
  const { hosts, fabric } = inventory;
  const names: string[] = [inventory.name, ...(inventory.pseudonyms ?? [])];
  for (const [name, host] of Object.entries(hosts)) {
    names.push(
      name,
      host.user,
      ...(host.group === undefined ? [] : [host.group]),
      ...(host.rack === undefined ? [] : [host.rack]),
    );
    for (const address of [host.address, ...(host.controllers ?? [])])
      if (!address.includes(':')) names.push(withoutTop(address));
    names.push(...dotted(host.parameters));
  }
  if (fabric !== undefined) {
    for (const { name } of [...fabric.switches, ...fabric.zones, ...fabric.luns]) names.push(name);
    for (const { array } of [...fabric.controllerPorts, ...fabric.luns]) names.push(array);
    for (const { label } of fabric.cables) names.push(label);
  }
  return [...names, ...dotted(inventory.parameters), ...dotted(inventory.defaults), ...dotted(set as ParameterValue)];
}

/** Hosts whose names are so short that what stands in their place would stand everywhere. Problem: `name-too-short`. */
export function unhideableNames({ hosts }: Inventory): readonly Problem[] {
  return Object.keys(hosts)
    .filter((name) => wordsOf(name).length === 0)
    .map((name) => ({
      code: 'name-too-short',
      sentence: `The host ${name} cannot get a pseudonym: no word of its name has ${String(SHORTEST_WORD)} letters or digits and a letter.`,
      next: 'Give it a longer name in the inventory, one of your own: it need not be what the host calls itself.',
    }));
}

/** A name without its top level domain, which tells nothing. */
function withoutTop(name: string): string {
  return /\.[A-Za-z-]+$/u.test(name) ? name.slice(0, name.lastIndexOf('.')) : name;
}

const DOTTED = /(?<=:\/\/|@|^)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?=[:/]|$)/gu;

function dotted(value: ParameterValue): readonly string[] {
  if (typeof value === 'string') return Array.from(value.matchAll(DOTTED), ([name]) => withoutTop(name));
  if (typeof value !== 'object') return [];
  return Object.values(value).flatMap((item: ParameterValue) => dotted(item));
}
