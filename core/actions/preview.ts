import { evaluateCondition, evaluateExpression } from '../checks/cel.ts';
import { scopeVariables, withItem, type Scope } from '../checks/scope.ts';
import { previewCommand, previewText } from '../checks/template.ts';
import { actionKind, type Action, type ActionClass, type ActionKind } from './action.ts';
import { expandAction, howDone, type ActHost } from './expand.ts';

/** An act as the plan shows it: its exact text where that is known before anything runs, else what can be said. */
export interface PlannedAct {
  readonly action: string;
  readonly item: number | null;
  readonly kind: ActionKind;
  readonly host: string;
  readonly class: ActionClass;
  readonly title: string;
  readonly text: string;
  readonly destroys: readonly string[];
  readonly how: string;
  /** False: the text depends on what is captured or found out later. */
  readonly known: boolean;
  /** Why it is not known. */
  readonly reason: string | null;
}

/** The acts of an action as far as they can be told from `scope`. Never fails: what cannot be told is marked. */
export function previewAction(action: Action, host: ActHost, scope: Scope): readonly PlannedAct[] {
  const items = listItems(action, scope);
  if (items === undefined) return previewOne(action, host, scope, null);
  const { forEach: _list, ...once } = action;
  return items.flatMap((value, index) => previewOne(once, host, withItem(scope, value), index));
}

function previewOne(action: Action, host: ActHost, scope: Scope, item: number | null): readonly PlannedAct[] {
  const expanded = expandAction(action, host, scope);
  if (!expanded.ok) return isLeftOut(action, scope) ? [] : [predicted(action, host, scope, item, expanded.problem.sentence)];
  return expanded.value.map(({ title, text, destroys }) => ({
    action: action.id,
    item,
    kind: actionKind(action),
    host: host.name,
    class: action.class,
    title,
    text,
    destroys,
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

function predicted(action: Action, host: ActHost, scope: Scope, item: number | null, reason: string): PlannedAct {
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
  const destroys =
    'destroys' in action && action.destroys !== undefined ? evaluateExpression(action.destroys, values) : undefined;
  const devices = destroys?.ok === true && Array.isArray(destroys.value) ? (destroys.value as readonly unknown[]) : [];
  return {
    action: action.id,
    item,
    kind: actionKind(action),
    host: host.name,
    class: action.class,
    title: action.title === undefined ? text : words(action.title),
    text: text.trim(),
    destroys: devices.filter((device) => typeof device === 'string').map((device) => `${host.name}:${device}`),
    how: howDone(action),
    known: false,
    reason,
  };
}
