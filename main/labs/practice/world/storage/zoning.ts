import { failure, success, type Result } from '../../../../../core/result.ts';
import type { SwitchState, ZoneSet } from './state.ts';

export type ZoneKind = 'aliases' | 'zones' | 'configurations';

/** Names of all three kinds share one name space. */
function nameTaken(set: ZoneSet, name: string): boolean {
  return [set.aliases, set.zones, set.configurations].some((kind) => Object.hasOwn(kind, name));
}

/** Fabric OS: a letter, then letters, digits and underscores, at most 64. */
export function validName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_]{0,63}$/u.test(name);
}

/** A WWN, a `domain,port`, or the name of an alias. */
export function validMember(member: string): boolean {
  return /^([0-9a-f]{2}:){7}[0-9a-f]{2}$/iu.test(member) || /^[0-9]+,[0-9]+$/u.test(member) || validName(member);
}

export function createEntry(set: ZoneSet, kind: ZoneKind, name: string, members: readonly string[]): Result<null> {
  if (!validName(name)) return failure('name', `"${name}" is no valid name.`);
  if (nameTaken(set, name)) return failure('duplicate', `"${name}" exists already.`);
  const bad = members.find((member) => !validMember(member));
  if (bad !== undefined) return failure('member', `"${bad}" is no valid member.`);
  set[kind][name] = members.map(spell);
  return success(null);
}

/** WWNs are kept in lower case. */
function spell(member: string): string {
  return member.includes(':') ? member.toLowerCase() : member;
}

export function addMembers(set: ZoneSet, kind: ZoneKind, name: string, members: readonly string[]): Result<null> {
  const entry = set[kind][name];
  if (entry === undefined) return failure('not-found', `"${name}" does not exist.`);
  const bad = members.find((member) => !validMember(member));
  if (bad !== undefined) return failure('member', `"${bad}" is no valid member.`);
  for (const member of members) {
    if (entry.includes(spell(member))) return failure('duplicate-member', `"${member}" is a member already.`);
    entry.push(spell(member));
  }
  return success(null);
}

export function removeMembers(set: ZoneSet, kind: ZoneKind, name: string, members: readonly string[]): Result<null> {
  const entry = set[kind][name];
  if (entry === undefined) return failure('not-found', `"${name}" does not exist.`);
  for (const member of members) {
    const at = entry.indexOf(spell(member));
    if (at < 0) return failure('not-member', `"${member}" is no member.`);
    entry.splice(at, 1);
  }
  if (entry.length === 0) deleteEntry(set, kind, name);
  return success(null);
}

export function deleteEntry(set: ZoneSet, kind: ZoneKind, name: string): Result<null> {
  if (!Object.hasOwn(set[kind], name)) return failure('not-found', `"${name}" does not exist.`);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- keyed by name
  delete set[kind][name];
  return success(null);
}

/** cfgsave: the defined configuration goes to flash; what is in effect stays as it is. False: there was nothing to save. */
export function saveZoning(of: SwitchState): boolean {
  if (JSON.stringify(of.saved) === JSON.stringify(of.defined)) return false;
  of.saved = structuredClone(of.defined);
  return true;
}

/** cfgenable: saves, and puts a configuration into effect with its aliases resolved. */
export function enableConfiguration(of: SwitchState, name: string): Result<null> {
  const zones = of.defined.configurations[name];
  if (zones === undefined) return failure('not-found', `"${name}" does not exist.`);
  const resolved: Record<string, string[]> = {};
  for (const zone of zones) {
    const members = of.defined.zones[zone];
    if (members === undefined) return failure('zone', `zone "${zone}" does not exist.`);
    const flat: string[] = [];
    for (const member of members) {
      const alias = of.defined.aliases[member];
      if (alias === undefined && validName(member)) return failure('alias', `alias "${member}" does not exist.`);
      flat.push(...(alias ?? [member]));
    }
    resolved[zone] = flat;
  }
  if (zones.length === 0) return failure('empty', `"${name}" has no zones.`);
  saveZoning(of);
  of.effective = { configuration: name, zones: resolved };
  return success(null);
}

/** A switch that restarts comes up with what was saved; transactions that were not are lost. */
export function restartZoning(of: SwitchState): void {
  of.defined = structuredClone(of.saved);
  of.disabled = false;
  for (const port of of.ports) port.disabled = port.persistentlyDisabled;
}
