import { evaluateCondition, evaluateExpression, parseExpression } from '../checks/cel.ts';
import { scopeVariables, withItem, type Scope } from '../checks/scope.ts';
import { previewCommand, previewText } from '../checks/template.ts';
import { actionKind, type Action, type ActionClass, type ActionKind } from './action.ts';
import { expandAction, howDone, type ActHost } from './expand.ts';

/** Something that is destroyed, where the device is found out later. */
export interface MayDestroy {
  readonly host: string;
  /** What is presumed; null: nothing can be said. */
  readonly device: string | null;
  /** Captures that tell the device. */
  readonly captures: readonly string[];
}

/** An act as the plan shows it: its exact text where that is known before anything runs, else what can be said. */
export interface PlannedAct {
  readonly action: string;
  readonly item: number | null;
  readonly kind: ActionKind;
  readonly host: string;
  readonly class: ActionClass;
  readonly title: string;
  readonly text: string;
  /** Devices of which it is known that they are destroyed, as HOST:DEVICE. */
  readonly destroys: readonly string[];
  /** Those that are only found out later. */
  readonly mayDestroy: readonly MayDestroy[];
  readonly how: string;
  /** False: the text depends on what is captured or found out later. */
  readonly known: boolean;
  /** Why it is not known. */
  readonly reason: string | null;
}

/**
 * The acts of an action as far as they can be told from `scope`. Never fails: what cannot be told is marked. `presumed`: the scope with what
 * captures will presumably be; from it comes only what may be destroyed.
 */
export function previewAction(action: Action, host: ActHost, scope: Scope, presumed: Scope = scope): readonly PlannedAct[] {
  const items = listItems(action, scope);
  if (items === undefined) return previewOne(action, host, scope, presumed, null);
  const { forEach: _list, ...once } = action;
  return items.flatMap((value, index) => previewOne(once, host, withItem(scope, value), withItem(presumed, value), index));
}

function previewOne(action: Action, host: ActHost, scope: Scope, presumed: Scope, item: number | null): readonly PlannedAct[] {
  const expanded = expandAction(action, host, scope);
  if (!expanded.ok)
    return isLeftOut(action, scope) ? [] : [predicted(action, host, scope, presumed, item, expanded.problem.sentence)];
  return expanded.value.map(({ title, text, destroys }) => ({
    action: action.id,
    item,
    kind: actionKind(action),
    host: host.name,
    class: action.class,
    title,
    text,
    destroys,
    mayDestroy: [],
    how: howDone(action),
    known: true,
    reason: null,
  }));
}

function listItems(action: Action, scope: Scope): readonly unknown[] | undefined {
  if (action.forEach === undefined) return undefined;
  const variables = scopeVariables(scope);
  if (!variables.ok) return undefined;
  const items = evaluateExpression(action.forEach, variables.value);
  return items.ok && Array.isArray(items.value) ? (items.value as readonly unknown[]) : undefined;
}

function isLeftOut(action: Action, scope: Scope): boolean {
  const variables = scopeVariables(scope);
  if (action.when === undefined || !variables.ok) return false;
  const wanted = evaluateCondition(action.when, variables.value);
  return wanted.ok && !wanted.value;
}

function predicted(
  action: Action,
  host: ActHost,
  scope: Scope,
  presumed: Scope,
  item: number | null,
  reason: string,
): PlannedAct {
  const variables = scopeVariables(scope);
  const values = variables.ok ? variables.value : {};
  const command = (text: string): string => previewCommand(text, values, host.shell).text;
  const words = (text: string): string => previewText(text, values).text;
  let text: string;
  if ('run' in action) text = command(action.run);
  else if ('reboot' in action) text = command(action.reboot);
  else if ('edit' in action) text = `edit ${words(action.file)} by ${action.edit}`;
  else if ('put' in action) text = `put a file to ${words(action.to)} (mode ${action.mode})`;
  else if ('manual' in action) text = words(action.manual);
  else text = `join ${words(action.join.name)} (${action.join.role}) at ${words(action.join.address)}`;
  const known = destroyedDevices(action, scope);
  return {
    action: action.id,
    item,
    kind: actionKind(action),
    host: host.name,
    class: action.class,
    title: action.title === undefined ? text : words(action.title),
    text: text.trim(),
    destroys: (known ?? []).map((device) => `${host.name}:${device}`),
    mayDestroy: known === null ? maybeDestroyed(action, host, presumed) : [],
    how: howDone(action),
    known: false,
    reason,
  };
}

/** Devices that an action destroys; null where that cannot be told from this scope. */
function destroyedDevices(action: Action, scope: Scope): readonly string[] | null {
  if (!('destroys' in action) || action.destroys === undefined) return [];
  const variables = scopeVariables(scope);
  const found = variables.ok ? evaluateExpression(action.destroys, variables.value) : variables;
  if (!found.ok || !Array.isArray(found.value)) return null;
  return (found.value as readonly unknown[]).filter((device) => typeof device === 'string');
}

function maybeDestroyed(action: Action, host: ActHost, presumed: Scope): readonly MayDestroy[] {
  const captures = [
    ...new Set([('destroys' in action ? action.destroys : undefined) ?? '', action.forEach ?? ''].flatMap(capturesIn)),
  ];
  // For each of a list that is not known yet, what is presumed of the list tells the devices.
  const items = listItems(action, presumed);
  const scopes = action.forEach === undefined ? [presumed] : (items ?? []).map((item) => withItem(presumed, item));
  const devices = scopes.map((scope) => destroyedDevices(action, scope));
  if (devices.length === 0 || devices.some((one) => one === null)) return [{ host: host.name, device: null, captures }];
  return devices.flatMap((one) => one ?? []).map((device) => ({ host: host.name, device, captures }));
}

function capturesIn(text: string): readonly string[] {
  const parsed = parseExpression(text);
  if (!parsed.ok) return [];
  return parsed.value.references.flatMap(({ name, fields }) =>
    name === 'captures' ? (fields[0] ?? []) : name === 'captured' ? (fields[1] ?? []) : [],
  );
}
