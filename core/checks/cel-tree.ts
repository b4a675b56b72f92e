import type { ASTNode } from '@marcbachmann/cel-js';

/** Macros that go through a list, with the place of their variable's first use in the arguments. */
const COMPREHENSIONS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);

/** A path read from a variable, for example `xm.domains`: the variable and the fields that follow it. */
export interface Reference {
  readonly name: string;
  readonly fields: readonly string[];
  readonly start: number;
}

/** The macro's variable name and the arguments in which it is bound; undefined when the call is not such a macro. */
function binder(
  name: string,
  receiver: ASTNode,
  args: readonly ASTNode[],
): { variable: string; free: readonly ASTNode[]; bound: readonly ASTNode[] } | undefined {
  const first = args[0];
  if (first?.op !== 'id') return undefined;
  if (COMPREHENSIONS.has(name)) return { variable: first.args, free: [receiver], bound: args.slice(1) };
  if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && args[1] !== undefined) {
    return { variable: first.args, free: [args[1]], bound: args.slice(2) };
  }
  return undefined;
}

function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Free variables of an expression with the fields that are read from them. */
export function references(root: ASTNode): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (node: ASTNode, bound: ReadonlySet<string>): void => {
    const path = pathOf(node);
    if (path !== undefined) {
      if (!bound.has(path.name)) found.push(path);
      return;
    }
    if (node.op === 'rcall') {
      const [name, receiver, args] = node.args;
      const binding = binder(name, receiver, args);
      if (binding !== undefined) {
        const inner = new Set([...bound, binding.variable]);
        for (const one of binding.free) visit(one, bound);
        for (const one of binding.bound) visit(one, inner);
        return;
      }
    }
    for (const child of children(node)) visit(child, bound);
  };
  visit(root, new Set());
  return found;
}

function pathOf(node: ASTNode): Reference | undefined {
  const fields: string[] = [];
  let at: ASTNode = node;
  while (at.op !== 'id') {
    if (at.op === '.' || at.op === '.?') {
      fields.unshift(at.args[1]);
      at = at.args[0];
    } else if (at.op === '[]' && at.args[1].op === 'value' && typeof at.args[1].args === 'string') {
      fields.unshift(at.args[1].args);
      at = at.args[0];
    } else {
      return undefined;
    }
  }
  return { name: at.args, fields, start: at.start };
}

/** Names of all functions and macros that are called. */
export function calledNames(root: ASTNode): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ASTNode): void => {
    if (node.op === 'call' || node.op === 'rcall') names.add(node.args[0]);
    for (const child of children(node)) visit(child);
  };
  visit(root);
  return names;
}

/** Names of meter functions in the text that `metered` writes; no expression of a user may use them. */
export const VISIT = 'xenpathVisit';

/**
 * The same expression as text, with every list that is gone through, searched or compared handed to the meter first, and fully
 * in parentheses. (The library's own serialiser loses those of `a - (b - c)`.)
 */
export function metered(root: ASTNode): string {
  const visited = (node: ASTNode): string => (node.op === 'value' ? write(node) : `${VISIT}(${write(node)})`);
  const write = (node: ASTNode): string => {
    switch (node.op) {
      case 'value':
        return node.input.slice(node.start, node.end);
      case 'id':
        return node.args;
      case '.':
      case '.?':
        return `(${write(node.args[0])})${node.op}${node.args[1]}`;
      case '[]':
        return `(${write(node.args[0])})[${write(node.args[1])}]`;
      case '[?]':
        return `(${write(node.args[0])})[?${write(node.args[1])}]`;
      case 'call': {
        const [name, args] = node.args;
        // has() wants a bare path.
        return `${name}(${args.map((one) => (name === 'has' ? bare(one) : write(one))).join(', ')})`;
      }
      case 'rcall': {
        const [name, receiver, args] = node.args;
        if (name === 'bind' && receiver.op === 'id' && receiver.args === 'cel' && args.length === 3) {
          const [variable, value, body] = args as [ASTNode, ASTNode, ASTNode];
          return `cel.bind(${write(variable)}, ${visited(value)}, ${write(body)})`;
        }
        const namespace = receiver.op === 'id' && (receiver.args === 'cel' || receiver.args === 'optional');
        const on = namespace ? receiver.args : COMPREHENSIONS.has(name) ? visited(receiver) : `(${write(receiver)})`;
        return `${on}.${name}(${args.map(write).join(', ')})`;
      }
      case 'list':
        return `[${node.args.map(write).join(', ')}]`;
      case 'map':
        return `{${node.args.map(([key, value]) => `${write(key)}: ${write(value)}`).join(', ')}}`;
      case '?:':
        return `((${write(node.args[0])}) ? (${write(node.args[1])}) : (${write(node.args[2])}))`;
      case '!_':
        return `(!(${write(node.args)}))`;
      case '-_':
        return `(-(${write(node.args)}))`;
      case 'in':
      case '==':
      case '!=':
        return `(${write(node.args[0])} ${node.op} ${visited(node.args[1])})`;
      case '+':
        return `(${visited(node.args[0])} + ${visited(node.args[1])})`;
      default:
        return `(${write(node.args[0])} ${node.op} ${write(node.args[1])})`;
    }
  };
  const bare = (node: ASTNode): string => {
    if (node.op === '.' || node.op === '.?') return `${bare(node.args[0])}${node.op}${node.args[1]}`;
    return write(node);
  };
  return write(root);
}
