import { failure, success, type Result } from '../result.ts';
import { evaluateExpression, parseExpression, type CelScope, type Expression } from './cel.ts';
import { afterLiteral, insertShellValue, START_STATE, type ShellDialect, type ShellState } from './shell-insertion.ts';

/** Text of a template, in pieces: as it stands, or an expression with its place in the template. */
export type TemplatePiece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string; readonly start: number; readonly expression: Expression };

export interface Template {
  readonly text: string;
  readonly pieces: readonly TemplatePiece[];
}

/**
 * Reads `text {{ CEL }} text`. An expression ends at the `}}` that is outside its quotes and braces. A literal `{{` is written
 * `{{ "{{" }}`. The problem of a template that cannot be read says where.
 */
export function parseTemplate(text: string): Result<Template> & { readonly offset?: number } {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    const close = endOfExpression(text, open + 2);
    if (close < 0) {
      return { ...failure('template-open', `\`{{\` at character ${open + 1} of the template has no \`}}\`.`), offset: open };
    }
    if (open > at) pieces.push({ kind: 'literal', text: text.slice(at, open) });
    const inner = text.slice(open + 2, close);
    const expression = parseExpression(inner.trim());
    if (!expression.ok) return { ok: false, problem: expression.problem, offset: open };
    pieces.push({ kind: 'expression', text: inner.trim(), start: open, expression: expression.value });
    at = close + 2;
  }
  if (at < text.length) pieces.push({ kind: 'literal', text: text.slice(at) });
  return success({ text, pieces });
}

function endOfExpression(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"' || character === "'") {
      at = endOfQuote(text, at);
      if (at < 0) return -1;
    } else if (character === '{') depth += 1;
    else if (character === '}') {
      if (depth > 0) depth -= 1;
      else return text[at + 1] === '}' ? at : -1;
    }
  }
  return -1;
}

function endOfQuote(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[from]) return at;
  }
  return -1;
}

/** What cannot be known yet is shown in place, for the plan: `known` is false then. */
export interface Preview {
  readonly text: string;
  readonly known: boolean;
  /** The first reason why something is not known. */
  readonly reason?: string;
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(plain).join(', ');
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

function bare(value: unknown): string {
  if (Array.isArray(value)) return value.map(bare).join('\n');
  return value === null ? '' : plain(value);
}

function fill(text: string, scope: CelScope, show: (value: unknown) => string): Result<string> {
  const template = parseTemplate(text);
  if (!template.ok) return { ok: false, problem: template.problem };
  let result = '';
  for (const piece of template.value.pieces) {
    if (piece.kind === 'literal') result += piece.text;
    else {
      const value = piece.expression.evaluate(scope);
      if (!value.ok) return value;
      result += show(value.value);
    }
  }
  return success(result);
}

/** For people: text as it is, a list joined by commas, nothing and null as `nothing`. */
export function renderText(text: string, scope: CelScope): Result<string> {
  return fill(text, scope, plain);
}

/** For files and standard input: text as it is, a list as lines, null as nothing. */
export function renderRaw(text: string, scope: CelScope): Result<string> {
  return fill(text, scope, bare);
}

/** For file and host names and addresses: raw text without NUL, line ends and other control characters, not empty. */
export function renderName(text: string, scope: CelScope): Result<string> {
  const result = renderRaw(text, scope);
  if (!result.ok) return result;
  if (/[\u0000-\u001f\u007f]/u.test(result.value))
    return failure('control-character', `\`${text}\` gives a name with a control character in it.`);
  if (result.value.trim() === '') return failure('empty-name', `\`${text}\` gives an empty name.`);
  return result;
}

/** Arguments of probes and edits: a template that is one expression keeps the type of its value. */
export function renderArgument(argument: unknown, scope: CelScope): Result<unknown> {
  if (Array.isArray(argument)) {
    const list: unknown[] = [];
    for (const one of argument) {
      const value = renderArgument(one, scope);
      if (!value.ok) return value;
      list.push(value.value);
    }
    return success(list);
  }
  if (typeof argument !== 'string') return success(argument);
  const template = parseTemplate(argument);
  if (!template.ok) return { ok: false, problem: template.problem };
  const [only] = template.value.pieces;
  if (template.value.pieces.length === 1 && only?.kind === 'expression') return evaluateExpression(only.text, scope);
  return renderRaw(argument, scope);
}

/** Arguments by name, each as `renderArgument` gives it. */
export function renderArguments(
  given: Readonly<Record<string, unknown>>,
  scope: CelScope,
): Result<Readonly<Record<string, unknown>>> {
  const result: Record<string, unknown> = {};
  for (const [name, argument] of Object.entries(given)) {
    const value = renderArgument(argument, scope);
    if (!value.ok) return value;
    result[name] = value.value;
  }
  return success(result);
}

/** One command line for the host's kind of shell, every value quoted so that the shell reads it as the words that it is. */
export function renderCommand(text: string, scope: CelScope, shell: ShellDialect): Result<string> {
  const template = parseTemplate(text);
  if (!template.ok) return { ok: false, problem: template.problem };
  let result = '';
  let state: ShellState = START_STATE;
  for (const [index, piece] of template.value.pieces.entries()) {
    if (piece.kind === 'literal') {
      result += piece.text;
      state = afterLiteral(state, piece.text, shell);
      continue;
    }
    const value = piece.expression.evaluate(scope);
    if (!value.ok) return value;
    const next = template.value.pieces[index + 1];
    const alone =
      /(^|\s)$/u.test(result) && (next === undefined || (next.kind === 'literal' && /^(\s|[;)&|]|$)/u.test(next.text)));
    const inserted = insertShellValue(value.value, state, shell, alone, piece.text);
    if (!inserted.ok) return inserted;
    result += inserted.value;
    state = { ...state, atWordStart: false };
  }
  return success(result);
}

/** As `renderCommand`; what depends on what is not known yet stands as `<expression>`. */
export function previewCommand(text: string, scope: CelScope, shell: ShellDialect): Preview {
  const whole = renderCommand(text, scope, shell);
  if (whole.ok) return { text: whole.value, known: true };
  const template = parseTemplate(text);
  if (!template.ok) return { text, known: false, reason: template.problem.sentence };
  const shown = template.value.pieces.map((piece) => {
    if (piece.kind === 'literal') return piece.text;
    const value = piece.expression.evaluate(scope);
    if (!value.ok) return `<${piece.text}>`;
    const inserted = insertShellValue(value.value, START_STATE, shell, true, piece.text);
    return inserted.ok ? inserted.value : `<${piece.text}>`;
  });
  return { text: shown.join(''), known: false, reason: whole.problem.sentence };
}

/** As `renderText`; what is not known yet stands as `<expression>`. */
export function previewText(text: string, scope: CelScope): Preview {
  const whole = renderText(text, scope);
  if (whole.ok) return { text: whole.value, known: true };
  const template = parseTemplate(text);
  if (!template.ok) return { text, known: false, reason: template.problem.sentence };
  const shown = template.value.pieces.map((piece) => {
    if (piece.kind === 'literal') return piece.text;
    const value = piece.expression.evaluate(scope);
    return value.ok ? plain(value.value) : `<${piece.text}>`;
  });
  return { text: shown.join(''), known: false, reason: whole.problem.sentence };
}
