import { SCOPE_NAMES } from './scope.ts';

/** Names of CEL's types and namespaces, and words that its grammar keeps (cel-spec, "Syntax"): they hide a variable of the same name. */
const CEL_NAMES = [
  ...['bool', 'bytes', 'double', 'dyn', 'int', 'list', 'map', 'null_type', 'optional', 'string', 'type', 'uint', 'cel', 'google'],
  ...[
    'true',
    'false',
    'null',
    'in',
    'as',
    'break',
    'const',
    'continue',
    'else',
    'for',
    'function',
    'if',
    'import',
    'let',
    'loop',
  ],
  ...['package', 'namespace', 'return', 'var', 'void', 'while'],
];

/** Names that facts cannot be bound to. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([...SCOPE_NAMES, ...CEL_NAMES]);
