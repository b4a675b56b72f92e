import type { HostRole } from '../../hosts/inventory.ts';
import type { DataPath } from '../positions.ts';
import type { Action, Checkpoint, HostSelector, ProbeBinding, Procedure, Step } from '../schema.ts';

/** How a piece of text in a procedure is read. */
export type SiteKind = 'condition' | 'list' | 'value' | 'text' | 'command' | 'raw' | 'name' | 'argument';

/** One place in a procedure where CEL may stand, with what it may name there. */
export interface Site {
  readonly kind: SiteKind;
  readonly path: DataPath;
  readonly text: string;
  readonly step: Step | null;
  readonly bindings: Readonly<Record<string, ProbeBinding>>;
  /** Facts may only be named after the probes were asked; `item` only inside a `forEach`. */
  readonly item: boolean;
  readonly host: boolean;
}

/** A binding with the role of the hosts that it asks. */
export interface BindingSite {
  readonly name: string;
  readonly binding: ProbeBinding;
  readonly role: HostRole;
  readonly path: DataPath;
}

export interface ActionSite {
  readonly action: Action;
  readonly path: DataPath;
  readonly step: Step;
  readonly undo: boolean;
}

export interface StepSite {
  readonly step: Step;
  readonly path: DataPath;
}

/** Every step with its place in the procedure's text, in order. */
export function stepSites(procedure: Procedure): readonly StepSite[] {
  return procedure.chapters.flatMap((chapter, at) =>
    chapter.steps.map((step, index) => ({ step, path: ['chapters', at, 'steps', index] })),
  );
}

/** The actions of a step, then those of its undo, each with its place in the procedure's text. */
export function actionSites({ step, path }: StepSite): readonly ActionSite[] {
  const own = step.actions.map((action, index) => ({ action, path: [...path, 'actions', index], step, undo: false }));
  if (step.undo === undefined || !('actions' in step.undo)) return own;
  return [
    ...own,
    ...step.undo.actions.map((action, index) => ({ action, path: [...path, 'undo', 'actions', index], step, undo: true })),
  ];
}

/** Every place with CEL in it. */
export function expressionSites(procedure: Procedure): readonly Site[] {
  const sites: Site[] = [];
  for (const [name, parameter] of Object.entries(procedure.parameters)) {
    if (parameter.derive !== undefined) {
      sites.push({
        kind: 'value',
        path: ['parameters', name, 'derive'],
        text: parameter.derive,
        step: null,
        bindings: {},
        item: false,
        host: false,
      });
    }
  }
  for (const site of stepSites(procedure)) sites.push(...stepExpressions(site));
  return sites;
}

/** The same of one action by itself; paths begin at the action. */
export function actionExpressions(action: Action): readonly Pick<Site, 'kind' | 'text'>[] {
  const sites: Pick<Site, 'kind' | 'text'>[] = [];
  addAction(
    (kind, _path, text) => {
      if (text !== undefined) sites.push({ kind, text });
    },
    [],
    action,
  );
  return sites;
}

type Add = (
  kind: SiteKind,
  path: DataPath,
  text: string | undefined,
  also?: Partial<Pick<Site, 'bindings' | 'item' | 'host'>>,
) => void;

function stepExpressions({ step, path }: StepSite): readonly Site[] {
  const sites: Site[] = [];
  const add: Add = (kind, at, text, also) => {
    if (text !== undefined)
      sites.push({ kind, path: [...path, ...at], text, step, bindings: {}, item: false, host: true, ...also });
  };
  addSelector(add, ['on'], step.on, false);
  add('condition', ['when'], step.when);
  step.actions.forEach((action, index) => addAction(add, ['actions', index], action));
  if (step.undo !== undefined && 'actions' in step.undo) {
    step.undo.actions.forEach((action, index) => addAction(add, ['undo', 'actions', index], action));
  }
  step.checkpoints.forEach((check, index) => addCheckpoint(add, ['checkpoints', index], check));
  for (const [index, click] of (step.byHand?.clicks ?? []).entries()) {
    const at = ['byHand', 'clicks', index];
    add('condition', [...at, 'when'], click.when);
    add('text', [...at, 'do'], click.do);
    for (const [field, value] of Object.entries(click.enters)) add('text', [...at, 'enters', field], value);
    add('text', [...at, 'shows'], click.shows);
  }
  for (const [name, capture] of Object.entries(step.captures)) {
    addBindings(add, ['captures', name, 'probes'], capture.probes);
    add('value', ['captures', name, 'value'], capture.value, { bindings: capture.probes });
    add('value', ['captures', name, 'presumed'], capture.presumed);
  }
  return sites;
}

function addSelector(add: Add, path: DataPath, selector: HostSelector | undefined, host: boolean): void {
  add('name', [...path, 'name'], selector?.name, { host });
  add('condition', [...path, 'where'], selector?.where);
}

function addBindings(add: Add, path: DataPath, bindings: Readonly<Record<string, ProbeBinding>>, item = false): void {
  for (const [name, binding] of Object.entries(bindings)) {
    addSelector(add, [...path, name, 'on'], binding.on, true);
    addArguments(add, [...path, name, 'with'], binding.with, item);
  }
}

function addArguments(add: Add, path: DataPath, given: ProbeBinding['with'], item: boolean): void {
  for (const [name, argument] of Object.entries(given ?? {})) {
    if (typeof argument === 'string') add('argument', [...path, name], argument, { item });
    if (Array.isArray(argument)) {
      argument.forEach((one, index) => {
        if (typeof one === 'string') add('argument', [...path, name, index], one, { item });
      });
    }
  }
}

function addAction(add: Add, path: DataPath, action: Action): void {
  const item = action.forEach !== undefined;
  const at = (...more: DataPath): DataPath => [...path, ...more];
  add('text', at('title'), action.title, { item });
  addSelector(add, at('on'), action.on, true);
  add('name', at('fault', 'what'), action.fault?.what, { item });
  add('list', at('forEach'), action.forEach);
  add('condition', at('when'), action.when, { item });
  if (action.done !== undefined) {
    addBindings(add, at('done', 'probes'), action.done.probes, item);
    add('condition', at('done', 'rule'), action.done.rule, { item, bindings: action.done.probes });
  }
  if ('run' in action) {
    add('command', at('run'), action.run, { item });
    add('raw', at('stdin'), action.stdin, { item });
    add('list', at('destroys'), action.destroys, { item });
  } else if ('edit' in action) {
    add('name', at('file'), action.file, { item });
    addArguments(add, at('with'), action.with, item);
  } else if ('put' in action) {
    if ('text' in action.put) add('raw', at('put', 'text'), action.put.text, { item });
    if ('path' in action.put) add('name', at('put', 'path'), action.put.path, { item });
    add('name', at('to'), action.to, { item });
  } else if ('reboot' in action) {
    add('command', at('reboot'), action.reboot, { item });
  } else if ('manual' in action) {
    add('text', at('manual'), action.manual, { item });
    add('name', at('hand', 'what'), action.hand?.what, { item });
  } else {
    add('name', at('join', 'name'), action.join.name, { item });
    add('name', at('join', 'address'), action.join.address, { item });
  }
}

function addCheckpoint(add: Add, path: DataPath, check: Checkpoint): void {
  const bindings = check.probes;
  addBindings(add, [...path, 'probes'], check.probes);
  add('condition', [...path, 'rule'], check.rule, { bindings });
  add('value', [...path, 'expected'], check.expected, { bindings });
  add('value', [...path, 'actual'], check.actual, { bindings });
  add('text', [...path, 'message'], check.message, { bindings });
  add('condition', [...path, 'when'], check.when);
  check.hints.forEach((hint, index) => {
    const own = { ...bindings, ...hint.probes };
    const at = [...path, 'hints', index];
    addBindings(add, [...at, 'probes'], hint.probes ?? {});
    add('condition', [...at, 'when'], hint.when, { bindings: own });
    add('text', [...at, 'cause'], hint.cause, { bindings: own });
    add('text', [...at, 'next'], hint.next, { bindings: own });
  });
}

/** Every place where a probe is asked. */
export function bindingSites(procedure: Procedure): readonly BindingSite[] {
  return stepSites(procedure).flatMap((site) => {
    const { step, path } = site;
    const of = (bindings: Readonly<Record<string, ProbeBinding>>, role: HostRole, at: DataPath): BindingSite[] =>
      Object.entries(bindings).map(([name, binding]) => ({ name, binding, role: binding.on?.role ?? role, path: [...at, name] }));
    return [
      ...step.checkpoints.flatMap((check, index) => [
        ...of(check.probes, step.on.role, [...path, 'checkpoints', index, 'probes']),
        ...check.hints.flatMap((hint, at) =>
          of(hint.probes ?? {}, step.on.role, [...path, 'checkpoints', index, 'hints', at, 'probes']),
        ),
      ]),
      ...Object.entries(step.captures).flatMap(([name, capture]) =>
        of(capture.probes, step.on.role, [...path, 'captures', name, 'probes']),
      ),
      ...actionSites(site).flatMap(({ action, path: at }) =>
        of(action.done?.probes ?? {}, action.on?.role ?? step.on.role, [...at, 'done', 'probes']),
      ),
    ];
  });
}
