import { evaluateCondition, evaluateExpression, type CelScope } from '../checks/cel.ts';
import { scopeVariables, withItem, type Scope, type ScopeHost } from '../checks/scope.ts';
import { renderArguments, renderCommand, renderName, renderRaw, renderText } from '../checks/template.ts';
import { durationMs } from '../checks/terms.ts';
import type { HostRole, ShellKind } from '../hosts/inventory.ts';
import { assertNever, failure, success, type Result } from '../result.ts';
import { actionKind, type Action, type ActionClass, type ManualAction, type PutAction } from './action.ts';
import { actionTitle } from './title.ts';

/** What an act does, with everything put in: nothing is left to be substituted. */
export type ActWork =
  | { readonly kind: 'run'; readonly command: string; readonly stdin: string | null; readonly exits: readonly number[] }
  | { readonly kind: 'edit'; readonly edit: string; readonly file: string; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly kind: 'put'; readonly put: PutAction['put']; readonly to: string; readonly mode: string }
  | { readonly kind: 'reboot'; readonly command: string; readonly deadlineMs: number }
  | {
      readonly kind: 'manual';
      readonly text: string;
      readonly hand: { readonly verb: NonNullable<ManualAction['hand']>['verb']; readonly what: string } | null;
    }
  | {
      readonly kind: 'join';
      readonly name: string;
      readonly role: HostRole;
      readonly address: string;
      readonly user: string;
    };

/** One thing done once on one host. */
export interface Act {
  /** The action's id, and the item's index when it is done for each of a list. */
  readonly action: string;
  readonly item: number | null;
  readonly itemValue: unknown;
  readonly host: string;
  readonly class: ActionClass;
  readonly title: string;
  /** The exact text that a person is shown and that goes into the intent: the command, or what is done to which file. No secrets. */
  readonly text: string;
  /** Devices that it destroys, as HOST:DEVICE. */
  readonly destroys: readonly string[];
  /** What a fault takes away or gives back; what it names is read by `readFaultTarget`. */
  readonly fault: { readonly what: string; readonly does: 'take' | 'restore' } | null;
  /** Milliseconds of host time; null: the engine's own limit. */
  readonly timeoutMs: number | null;
  readonly work: ActWork;
}

export interface ActHost extends Pick<ScopeHost, 'name'> {
  readonly shell: ShellKind;
}

/**
 * The acts of an action on a host, in order; none when its `when` is false. `scope.host` is that host. A value that is not there
 * (a capture that was not made) is a problem.
 */
export function expandAction(action: Action, host: ActHost, scope: Scope): Result<readonly Act[]> {
  if (action.forEach === undefined) return expandOne(action, host, scope, null);
  const variables = scopeVariables(scope);
  if (!variables.ok) return variables;
  const items = evaluateExpression(action.forEach, variables.value);
  if (!items.ok) return items;
  if (!Array.isArray(items.value)) {
    return failure(
      'not-a-list',
      `\`${action.forEach}\` of action ${action.id} gives ${JSON.stringify(items.value)}, where a list was expected.`,
    );
  }
  const acts: Act[] = [];
  for (const [index, item] of (items.value as readonly unknown[]).entries()) {
    const one = expandOne(action, host, withItem(scope, item), index);
    if (!one.ok) return one;
    acts.push(...one.value);
  }
  return success(acts);
}

function expandOne(action: Action, host: ActHost, scope: Scope, item: number | null): Result<readonly Act[]> {
  const variables = scopeVariables(scope);
  if (!variables.ok) return variables;
  if (action.when !== undefined) {
    const wanted = evaluateCondition(action.when, variables.value);
    if (!wanted.ok) return wanted;
    if (!wanted.value) return success([]);
  }
  const work = actWork(action, host, variables.value);
  if (!work.ok) return work;
  const destroys = destroyed(action, host, variables.value);
  if (!destroys.ok) return destroys;
  const what = action.fault === undefined ? success('') : renderName(action.fault.what, variables.value);
  if (!what.ok) return what;
  const title = action.title === undefined ? success(actionTitle(work.value)) : renderText(action.title, variables.value);
  if (!title.ok) return title;
  return success([
    {
      action: action.id,
      item,
      itemValue: scope.item ?? null,
      host: host.name,
      class: action.class,
      title: title.value,
      text: workText(work.value),
      destroys: destroys.value,
      fault: action.fault === undefined ? null : { what: what.value, does: action.fault.does },
      timeoutMs: action.timeout === undefined ? null : durationMs(action.timeout),
      work: work.value,
    },
  ]);
}

function actWork(action: Action, host: ActHost, scope: CelScope): Result<ActWork> {
  if ('run' in action) {
    const command = renderCommand(action.run, scope, host.shell);
    if (!command.ok) return command;
    const stdin = action.stdin === undefined ? success(null) : renderRaw(action.stdin, scope);
    if (!stdin.ok) return stdin;
    return success({ kind: 'run', command: command.value.trim(), stdin: stdin.value, exits: action.exits });
  }
  if ('edit' in action) {
    const file = renderName(action.file, scope);
    if (!file.ok) return file;
    const given = renderArguments(action.with, scope);
    return given.ok ? success({ kind: 'edit', edit: action.edit, file: file.value, arguments: given.value }) : given;
  }
  if ('put' in action) {
    const to = renderName(action.to, scope);
    if (!to.ok) return to;
    const put = putSource(action.put, scope);
    return put.ok ? success({ kind: 'put', put: put.value, to: to.value, mode: action.mode }) : put;
  }
  if ('reboot' in action) {
    const command = renderCommand(action.reboot, scope, host.shell);
    return command.ok
      ? success({ kind: 'reboot', command: command.value.trim(), deadlineMs: durationMs(action.deadline) })
      : command;
  }
  if ('manual' in action) {
    const text = renderText(action.manual, scope);
    if (!text.ok) return text;
    if (action.hand === undefined) return success({ kind: 'manual', text: text.value, hand: null });
    const what = renderName(action.hand.what, scope);
    return what.ok ? success({ kind: 'manual', text: text.value, hand: { verb: action.hand.verb, what: what.value } }) : what;
  }
  const { join } = action;
  const name = renderName(join.name, scope);
  if (!name.ok) return name;
  const address = renderName(join.address, scope);
  if (!address.ok) return address;
  return success({
    kind: 'join',
    name: name.value,
    role: join.role,
    address: address.value,
    user: join.user,
  });
}

function putSource(put: PutAction['put'], scope: CelScope): Result<PutAction['put']> {
  if ('asset' in put) return success(put);
  if ('text' in put) {
    const text = renderRaw(put.text, scope);
    return text.ok ? success({ text: text.value }) : text;
  }
  const path = renderName(put.path, scope);
  return path.ok ? success({ path: path.value }) : path;
}

function destroyed(action: Action, host: ActHost, scope: CelScope): Result<readonly string[]> {
  if (!('destroys' in action) || action.destroys === undefined) return success([]);
  const devices = evaluateExpression(action.destroys, scope);
  if (!devices.ok) return devices;
  const list: readonly unknown[] = Array.isArray(devices.value) ? (devices.value as readonly unknown[]) : [devices.value];
  if (!list.every((device) => typeof device === 'string' && /^[^\s:]+$/u.test(device))) {
    return failure(
      'not-devices',
      `\`${action.destroys}\` of action ${action.id} gives ${JSON.stringify(devices.value)}, where device names were expected.`,
    );
  }
  return success(list.map((device) => `${host.name}:${device as string}`));
}

/** The exact text of what an act does, as it is shown before it is done and as its intent records it. */
export function workText(work: ActWork): string {
  switch (work.kind) {
    case 'run':
    case 'reboot':
      return work.command;
    case 'edit': {
      const given = Object.entries(work.arguments).map(
        ([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      return `edit ${work.file} by ${work.edit}${given.join('')}`;
    }
    case 'put': {
      const from =
        'text' in work.put ? `text of ${work.put.text.length} characters` : 'asset' in work.put ? work.put.asset : work.put.path;
      return `put ${from} to ${work.to} (mode ${work.mode})`;
    }
    case 'manual':
      return work.hand === null ? work.text : `${work.text} [${work.hand.verb} ${work.hand.what}]`;
    case 'join':
      return `join ${work.name} (${work.role}) at ${work.user}@${work.address}`;
    default:
      return assertNever(work);
  }
}

/** How it is known that an act was done, in words for plan and report. */
export function howDone(action: Action): string {
  if (action.done !== undefined) return `done when \`${action.done.rule.trim()}\``;
  const kind = actionKind(action);
  switch (kind) {
    case 'run':
      return 'known by its exit status; after an interruption by the checkpoints of its step';
    case 'edit':
      return 'done when the edit would change nothing any more';
    case 'put':
      return 'done when the file on the host has the same SHA-256';
    case 'reboot':
      return 'done when the host is back with another boot id';
    case 'manual':
      return "known by its step's checkpoints";
    case 'join':
      return 'done when the host answers';
    default:
      return assertNever(kind);
  }
}
