import type { ASTNode } from '@marcbachmann/cel-js';
import { metered } from './cel-tree.ts';

/** A list that a rule goes through with `all()` (or with `!exists()`), and holds when there is nothing in it. */
export interface UnguardedList {
  /** As the rule writes it, in canonical form. */
  readonly text: string;
  /** Characters from the rule's start. */
  readonly start: number;
}

type Call = Extract<ASTNode, { readonly op: 'rcall' }>;

/** What is known not to be empty: lists by their text, and lists of which an item with certain properties exists. */
interface Guards {
  readonly lists: ReadonlySet<string>;
  readonly items: readonly { readonly list: string; readonly properties: ReadonlySet<string> }[];
}

const FALSE_ON_EMPTY: ReadonlySet<string> = new Set(['contiguous', 'alternates']);
/** What gives an empty list for an empty list, and for no other. */
const SAME_EMPTINESS: ReadonlySet<string> = new Set(['unique', 'sortedBy']);

/**
 * Lists that were filtered, or that the inventory may leave empty, over which a rule says something of every item without saying anywhere
 * that there is one. `[].all(x, ...)` is true, so such a rule holds where nothing was declared, or where nothing fits the filter.
 */
export function unguardedLists(root: ASTNode): readonly UnguardedList[] {
  const found: UnguardedList[] = [];
  const check = (list: ASTNode, guards: Guards): void => {
    if (mayBeEmpty(list) && !isGuarded(list, guards)) found.push({ text: metered(list), start: list.start });
  };
  const walk = (node: ASTNode, holds: boolean, guards: Guards): void => {
    if (node.op === '!_') {
      walk(node.args, !holds, guards);
      return;
    }
    if (node.op === '&&' || node.op === '||') {
      const parts = partsOf(node, node.op);
      const all =
        (node.op === '&&') === holds
          ? join(
              guards,
              parts.map((part) => guardsOf(part, holds)),
            )
          : guards;
      for (const part of parts) walk(part, holds, all);
      return;
    }
    if (node.op === '?:') {
      const [condition, then, otherwise] = node.args;
      walk(then, holds, join(guards, [guardsOf(condition, true)]));
      walk(otherwise, holds, join(guards, [guardsOf(condition, false)]));
      return;
    }
    if (node.op !== 'rcall') return;
    const [name, list, args] = node.args;
    const body = args[1];
    if (body === undefined || (name !== 'all' && name !== 'exists')) return;
    if ((name === 'all') === holds) check(list, guards);
    walk(body, holds, guards);
  };
  walk(root, true, { lists: new Set(), items: [] });
  return found;
}

/** A list after a filter, or one of the inventory's fabric, none of which has to have an item. */
function mayBeEmpty(list: ASTNode): boolean {
  if (list.op === '.') return list.args[0].op === 'id' && list.args[0].args === 'fabric';
  if (list.op === 'call' && list.args[1][0] !== undefined && SAME_EMPTINESS.has(list.args[0])) return mayBeEmpty(list.args[1][0]);
  if (list.op !== 'rcall') return false;
  return list.args[0] === 'filter' || (list.args[0] === 'map' && mayBeEmpty(list.args[1]));
}

function isGuarded(list: ASTNode, guards: Guards): boolean {
  if (guards.lists.has(metered(list))) return true;
  if (list.op === 'call' && list.args[1][0] !== undefined) return isGuarded(list.args[1][0], guards);
  if (list.op !== 'rcall') return false;
  if (list.args[0] === 'map') return isGuarded(list.args[1], guards);
  const filter = propertiesOf(list);
  if (filter === null) return false;
  // An item that has every property of the filter passes through it.
  return guards.items.some(
    (item) => item.list === filter.list && [...filter.properties].every((one) => item.properties.has(one)),
  );
}

/** What must not be empty for this to be so. */
function guardsOf(node: ASTNode, holds: boolean): Guards {
  const lists = new Set<string>();
  const items: Guards['items'][number][] = [];
  if (node.op === '!_') return guardsOf(node.args, !holds);
  if (node.op === '&&' || node.op === '||') {
    if ((node.op === '&&') !== holds) return { lists, items };
    return join(
      { lists, items },
      partsOf(node, node.op).map((part) => guardsOf(part, holds)),
    );
  }
  if (node.op === 'rcall') {
    const [name, list] = node.args;
    if ((name === 'exists' && holds) || (name === 'all' && !holds)) {
      lists.add(metered(list));
      const properties = name === 'exists' ? propertiesOf(node) : null;
      if (properties !== null) items.push(properties);
    }
  }
  if (node.op === 'call' && holds && FALSE_ON_EMPTY.has(node.args[0]) && node.args[1][0] !== undefined)
    lists.add(metered(node.args[1][0]));
  const counted = holds ? countedList(node) : null;
  if (counted !== null) lists.add(metered(counted));
  return { lists, items };
}

/** The list of `size(list) > 0`, `list.size() >= 1` and the like. */
function countedList(node: ASTNode): ASTNode | null {
  if (node.op !== '>' && node.op !== '>=') return null;
  const [size, least] = node.args;
  if (least.op !== 'value' || (typeof least.args !== 'bigint' && typeof least.args !== 'number')) return null;
  if (Number(least.args) < (node.op === '>' ? 0 : 1)) return null;
  if (size.op === 'call' && size.args[0] === 'size') return size.args[1][0] ?? null;
  return size.op === 'rcall' && size.args[0] === 'size' ? size.args[1] : null;
}

/** Of `list.exists(x, a && b)` or `list.filter(x, a && b)` the list, and a and b with the same name for x. */
function propertiesOf(node: Call): Guards['items'][number] | null {
  const [, list, [variable, body]] = node.args;
  if (variable?.op !== 'id' || body === undefined) return null;
  const name = new RegExp(`\\b${variable.args}\\b`, 'gu');
  return { list: metered(list), properties: new Set(partsOf(body, '&&').map((part) => metered(part).replace(name, '_'))) };
}

function partsOf(node: ASTNode, operator: '&&' | '||'): readonly ASTNode[] {
  if (node.op !== operator) return [node];
  return [...partsOf(node.args[0], operator), ...partsOf(node.args[1], operator)];
}

function join(guards: Guards, more: readonly Guards[]): Guards {
  return {
    lists: new Set([...guards.lists, ...more.flatMap(({ lists }) => [...lists])]),
    items: [...guards.items, ...more.flatMap(({ items }) => items)],
  };
}
