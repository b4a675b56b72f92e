import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair } from 'yaml';

/** A place in a text file, counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text that a person wrote, and where. */
export interface TextProblem extends Position {
  readonly code: string;
  /** What is wrong, and what was expected. */
  readonly sentence: string;
  readonly next?: string;
  /** Where in the data, for example `chapters[0].steps[2].class`. */
  readonly path: string;
}

/** Largest text, in characters, and most nodes of its tree: far above any procedure, far below what could hold up a machine. */
export const TEXT_LIMIT = 2_000_000;
export const NODE_LIMIT = 200_000;

export type DataPath = readonly PropertyKey[];

/** YAML text as data, with the place of everything in it. */
export interface PositionedData {
  readonly data: unknown;
  /** Place of the value at a path, or of the nearest thing around it. */
  readonly at: (path: DataPath) => Position;
  /** Place of a key itself. */
  readonly keyAt: (path: DataPath) => Position;
}

export type PositionedResult =
  { readonly ok: true; readonly value: PositionedData } | { readonly ok: false; readonly problems: readonly TextProblem[] };

/**
 * Reads one YAML 1.2 document. Aliases are refused (a few lines of them can stand for gigabytes), as are duplicate keys,
 * several documents, tags, and texts beyond the limits.
 */
export function readYaml(text: string): PositionedResult {
  if (text.length > TEXT_LIMIT) {
    return refuse([
      {
        code: 'too-large',
        line: 1,
        column: 1,
        path: '',
        sentence: `The text has ${text.length} characters; ${TEXT_LIMIT} are the most.`,
      },
    ]);
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      strict: true,
      prettyErrors: false,
      version: '1.2',
      schema: 'core',
    });
  } catch (thrown) {
    return refuse([
      {
        code: 'yaml',
        line: 1,
        column: 1,
        path: '',
        sentence: `This cannot be read as YAML: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      },
    ]);
  }
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: TextProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    code: 'yaml',
    ...place(error.pos[0]),
    path: '',
    sentence: holdsSecret(text, error.pos[0])
      ? 'This line, which is not repeated since it is about a secret, is not YAML that can be used.'
      : `This is not YAML that can be used: ${oneLine(error.message)}`,
  }));
  let nodes = 0;
  visit(document, {
    Alias: (_key, node) => {
      faults.push({
        code: 'yaml-alias',
        ...place(node.range?.[0] ?? 0),
        path: '',
        sentence: 'Aliases (`*name`) are not read.',
        next: 'Write the value out.',
      });
    },
    Node: (_key, node) => {
      nodes += 1;
      if (nodes > NODE_LIMIT) {
        faults.push({
          code: 'too-large',
          ...place(node.range?.[0] ?? 0),
          path: '',
          sentence: `There are more than ${NODE_LIMIT} values.`,
        });
        return visit.BREAK;
      }
      return undefined;
    },
  });
  if (faults.length > 0) return refuse(faults);
  const root = document.contents;
  const at = (path: DataPath): Position => place(offsetOf(root, path, false));
  return {
    ok: true,
    value: { data: document.toJS({ maxAliasCount: 0 }) as unknown, at, keyAt: (path) => place(offsetOf(root, path, true)) },
  };
}

/** Whether a line is about a secret: what is written there in its place (`password: !x`) may be quoted by whoever reads YAML. */
function holdsSecret(text: string, offset: number): boolean {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const to = text.indexOf('\n', offset);
  return /password|passphrase/iu.test(text.slice(from, to < 0 ? text.length : to));
}

function refuse(problems: readonly TextProblem[]): PositionedResult {
  return { ok: false, problems };
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function offsetOf(root: Node | null, path: DataPath, ofKey: boolean): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      const last = index === path.length - 1;
      offset = (last && ofKey ? key.range?.[0] : (value?.range?.[0] ?? key.range?.[0])) ?? offset;
      node = value;
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part] as Node | undefined;
      if (item === undefined || isAlias(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

/** `chapters[0].steps[2].class`. */
export function pathText(path: DataPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
