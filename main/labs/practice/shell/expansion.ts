import { ArithmeticError, evaluate } from './arithmetic.ts';
import { shellToText, textToShell } from './bytes.ts';
import { ShellError } from './control.ts';
import { expandPaths } from './globbing.ts';
import { isMagic, matches, patternSource, type PatternPiece } from './pattern.ts';
import type { Shell } from './shell.ts';
import { abortable, pipe } from './streams.ts';
import { startSubshell } from './subshell.ts';
import { parseScript, type ArithmeticNode, type ParameterPart, type ScriptNode, type WordNode, type WordPart } from './syntax.ts';

/** Text on its way to become fields. `split`: it came from an expansion outside quotes, so that IFS divides it. */
type Piece = { readonly text: string; readonly quoted: boolean; readonly split: boolean } | 'break';

/** Expands words to fields as a command's arguments: everything, path names included. */
export async function expandWords(shell: Shell, words: readonly WordNode[]): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    for (const one of braces(word)) {
      const simple = plainText(one);
      if (simple !== null) {
        fields.push(simple);
        continue;
      }
      for (const field of splitFields(await pieces(shell, one.parts, false), shell.get('IFS') ?? ' \t\n')) {
        if (!shell.options.has('f') && isMagic(field)) fields.push(...expandPaths(shell, field));
        else fields.push(field.map((part) => part.text).join(''));
      }
    }
  }
  return fields;
}

/** Expands a word to one string: assignments, redirections, here-documents, the subject of a case. */
export async function expandText(shell: Shell, word: WordNode): Promise<string> {
  const simple = plainText(word);
  if (simple !== null) return simple;
  return joined(await pieces(shell, word.parts, false));
}

/** As expandText, with what quotes protect told apart. */
export async function expandPattern(shell: Shell, word: WordNode): Promise<readonly PatternPiece[]> {
  return (await pieces(shell, word.parts, false)).map((piece) =>
    piece === 'break' ? { text: ' ', literal: true } : { text: piece.text, literal: piece.quoted },
  );
}

export async function expandArithmetic(shell: Shell, expression: ArithmeticNode): Promise<bigint> {
  const source = expression.originalText ?? '';
  const text = /[$`]/u.test(source) ? await expandText(shell, hereDocument(source)) : source;
  try {
    return evaluate(text, { get: (name) => shell.get(name) ?? '', set: (name, value) => { shell.set(name, value); } }); // prettier-ignore
  } catch (problem) {
    if (problem instanceof ArithmeticError) throw new ShellError(`${text}: ${problem.message}`, 1, false);
    throw problem;
  }
}

/** Output of a command, without the newlines at its end. Sets `$?`. */
export async function substitute(shell: Shell, script: ScriptNode): Promise<string> {
  const chunks: Uint8Array[] = [];
  // A pipe: the text is complete when nobody holds its other end, a background process included.
  const ends = pipe();
  const { done } = startSubshell(shell, (child) => shell.runner.forked(child, script), {
    prepare: (child) => {
      child.descriptors.set(1, ends.output);
    },
  });
  const collected = (async () => {
    for (
      let chunk = await ends.input.reader?.read();
      chunk !== null && chunk !== undefined;
      chunk = await ends.input.reader?.read()
    )
      chunks.push(chunk);
  })();
  const [status] = await abortable(Promise.all([done, collected]), shell.death);
  ends.input.release();
  shell.lastStatus = status;
  return Buffer.concat(chunks).toString('latin1').replace(/\0/gu, '').replace(/\n+$/u, '');
}

/** Text as the body of a here-document without quotes: `$` and backquotes work, quotes do not. */
function hereDocument(text: string): WordNode {
  const parsed = parseScript(`:<<__end__\n${text}\n__end__\n`);
  const command = parsed.ok ? parsed.script.statements[0]?.pipelines[0]?.commands[0] : undefined;
  const target = command?.type === 'SimpleCommand' ? command.redirections[0]?.target : undefined;
  return target?.type === 'HereDoc' ? target.content : { type: 'Word', parts: [{ type: 'Literal', value: text }] };
}

function plainText(word: WordNode): string | null {
  const only = word.parts.length === 1 ? word.parts[0] : undefined;
  return only !== undefined && (only.type === 'Literal' || only.type === 'SingleQuoted') ? only.value : null;
}

function joined(all: readonly Piece[]): string {
  return all.map((piece) => (piece === 'break' ? ' ' : piece.text)).join('');
}

async function pieces(shell: Shell, parts: readonly WordPart[], quoted: boolean, split = false): Promise<Piece[]> {
  const all: Piece[] = [];
  for (const part of parts) {
    switch (part.type) {
      case 'Literal':
        all.push({ text: part.value, quoted, split });
        break;
      case 'SingleQuoted':
      case 'Escaped':
        all.push({ text: part.value, quoted: true, split: false });
        break;
      case 'DoubleQuoted': {
        const inside = await pieces(shell, part.parts, true);
        // "" is a field; "$@" without parameters is none.
        const nothing =
          part.parts.length === 1 &&
          part.parts[0]?.type === 'ParameterExpansion' &&
          part.parts[0].parameter === '@' &&
          inside.length === 0;
        if (inside.length === 0 && !nothing) all.push({ text: '', quoted: true, split: false });
        else all.push(...inside);
        break;
      }
      case 'Glob':
        all.push({ text: part.pattern, quoted, split: false });
        break;
      case 'TildeExpansion':
        all.push({ text: home(shell, part.user), quoted: true, split: false });
        break;
      case 'ParameterExpansion':
        all.push(...(await parameter(shell, part, quoted)));
        break;
      case 'CommandSubstitution':
        all.push({ text: await substitute(shell, part.body), quoted, split: !quoted });
        break;
      case 'ArithmeticExpansion':
        all.push({ text: String(await expandArithmetic(shell, part.expression)), quoted, split: !quoted });
        break;
      case 'BraceExpansion':
        all.push({ text: braceText(part), quoted, split: false });
        break;
      case 'ProcessSubstitution':
        throw new ShellError('process substitution is not available', 1, true);
    }
  }
  return all;
}

async function parameter(shell: Shell, part: ParameterPart, quoted: boolean): Promise<Piece[]> {
  const operation = part.operation;
  const name = part.parameter;
  const one = (text: string): Piece[] => [{ text, quoted, split: !quoted }];
  if ((name === '@' || name === '*') && operation === null) return positional(shell, name, quoted);
  const value = parameterValue(shell, name);
  if (operation === null) return one(value ?? unbound(shell, name));
  const missing = (checkEmpty: boolean): boolean => value === null || (checkEmpty && value === '');
  switch (operation.type) {
    case 'DefaultValue':
      if (!missing(operation.checkEmpty))
        return name === '@' || name === '*' ? positional(shell, name, quoted) : one(value ?? '');
      return pieces(shell, operation.word.parts, quoted, !quoted);
    case 'UseAlternative':
      return missing(operation.checkEmpty) ? [] : pieces(shell, operation.word.parts, quoted, !quoted);
    case 'AssignDefault': {
      if (!missing(operation.checkEmpty)) return one(value ?? '');
      const text = await expandText(shell, operation.word);
      if (!/^[A-Za-z_]/u.test(name)) throw new ShellError(`$${name}: cannot assign in this way`, 1, true);
      shell.set(name, text);
      return one(text);
    }
    case 'ErrorIfUnset': {
      if (!missing(operation.checkEmpty)) return one(value ?? '');
      const text = operation.word === null ? '' : await expandText(shell, operation.word);
      throw new ShellError(`${name}: ${text === '' ? 'parameter null or not set' : text}`, 1, true);
    }
    case 'Length':
      return one(String(name === '@' || name === '*' ? shell.arguments.length : (value ?? unbound(shell, name)).length));
    case 'PatternRemoval':
      return one(
        remove(value ?? unbound(shell, name), await expandPattern(shell, operation.pattern), operation.side, operation.greedy),
      );
    case 'PatternReplacement': {
      const anchor = operation.anchor;
      const source = patternSource(await expandPattern(shell, operation.pattern));
      const replacement = operation.replacement === null ? '' : await expandText(shell, operation.replacement);
      if (source === '' && anchor === null) return one(value ?? '');
      const expression = new RegExp(
        anchor === 'start' ? `^(?:${source})` : anchor === 'end' ? `(?:${source})$` : source,
        operation.all ? 'gs' : 's',
      );
      return one((value ?? '').replace(expression, () => replacement));
    }
    case 'Substring': {
      const text = value ?? '';
      const offset = Number(await expandArithmetic(shell, operation.offset));
      const from = offset < 0 ? Math.max(0, text.length + offset) : offset;
      if (operation.length === null) return one(text.slice(from));
      const length = Number(await expandArithmetic(shell, operation.length));
      if (length < 0) throw new ShellError(`${String(length)}: substring expression < 0`, 1, true);
      return one(text.slice(from, from + length));
    }
    case 'Indirection':
      return one((value === null ? null : parameterValue(shell, value)) ?? '');
    case 'LengthSliceError':
    case 'BadSubstitution':
    case 'CaseModification':
    case 'Transform':
    case 'ArrayKeys':
    case 'VarNamePrefix':
      throw new ShellError(`\${${name}}: bad substitution`, 1, true);
  }
}

function positional(shell: Shell, name: '@' | '*', quoted: boolean): Piece[] {
  if (quoted && name === '*')
    return [{ text: shell.arguments.join((shell.get('IFS') ?? ' ').slice(0, 1)), quoted: true, split: false }];
  return shell.arguments.flatMap((text, index): Piece[] =>
    index === 0 ? [{ text, quoted, split: !quoted }] : ['break', { text, quoted, split: !quoted }],
  );
}

/** Value of a variable or special parameter; null when it is not set. */
export function parameterValue(shell: Shell, name: string): string | null {
  switch (name) {
    case '?':
      return String(shell.lastStatus);
    case '$':
      return String(shell.pid);
    case '!':
      return shell.lastBackground === null ? null : String(shell.lastBackground);
    case '#':
      return String(shell.arguments.length);
    case '0':
      return shell.name;
    case '-':
      return `${[...shell.options].filter((option) => option.length === 1).join('')}${shell.interactive ? 'i' : ''}`;
    case '@':
    case '*':
      return shell.arguments.length === 0 ? null : shell.arguments.join(' ');
    case 'RANDOM':
      return String(shell.machine.world.random.integer(0, 32_767));
    case 'LINENO':
      return String(shell.line);
    case 'SECONDS':
      return String(
        Math.floor((shell.machine.now() - (shell.machine.process(shell.pid)?.startedAt ?? shell.machine.now())) / 1000),
      );
    default:
      return /^[0-9]+$/u.test(name) ? (shell.arguments[Number(name) - 1] ?? null) : shell.get(name);
  }
}

function unbound(shell: Shell, name: string): string {
  if (shell.options.has('u') && name !== '@' && name !== '*')
    throw new ShellError(`${/^[0-9]/u.test(name) ? '$' : ''}${name}: unbound variable`, 1, true);
  return '';
}

function remove(text: string, pattern: readonly PatternPiece[], side: 'prefix' | 'suffix', greedy: boolean): string {
  const lengths = Array.from({ length: text.length + 1 }, (_unused, index) => index);
  for (const length of greedy ? lengths.reverse() : lengths) {
    const candidate = side === 'prefix' ? text.slice(0, length) : text.slice(text.length - length);
    if (matches(candidate, pattern)) return side === 'prefix' ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}

function home(shell: Shell, user: string | null): string {
  if (user === null) return shell.get('HOME') ?? '/';
  const found = shell.machine.state.users.find((known) => known.name === shellToText(user));
  return found === undefined ? `~${user}` : textToShell(found.home);
}

/** Fields by IFS: white space in it divides and vanishes at the ends, every other of its characters ends a field. */
function splitFields(all: readonly Piece[], separators: string): PatternPiece[][] {
  const fields: PatternPiece[][] = [];
  let field: PatternPiece[] | null = null;
  const end = (): void => {
    if (field !== null) fields.push(field);
    field = null;
  };
  let afterWhite = false;
  const white = separators.replace(/[^ \t\n]/gu, '');
  for (const [index, piece] of all.entries()) {
    if (piece === 'break') {
      // An empty field outside quotes vanishes; "$@" keeps its empty ones, which are quoted pieces.
      end();
      continue;
    }
    if (!piece.split) {
      if (piece.text !== '' || piece.quoted) (field ??= []).push({ text: piece.text, literal: piece.quoted });
      continue;
    }
    let text = '';
    for (const character of piece.text) {
      if (!separators.includes(character)) {
        text += character;
        afterWhite = false;
        continue;
      }
      const isWhite = white.includes(character);
      if (text !== '') (field ??= []).push({ text, literal: false });
      if (field !== null) {
        end();
        afterWhite = isWhite;
      } else if (!isWhite) {
        // White space, then a colon: one separator together.
        if (!afterWhite) fields.push([{ text: '', literal: true }]);
        afterWhite = false;
      }
      text = '';
    }
    if (text !== '') (field ??= []).push({ text, literal: false });
    if (index === all.length - 1) end();
  }
  end();
  return fields;
}

/** A word with {a,b} as several words. */
function braces(word: WordNode): readonly WordNode[] {
  const at = word.parts.findIndex((part) => part.type === 'BraceExpansion');
  const part = word.parts[at];
  if (part?.type !== 'BraceExpansion') return [word];
  const middles = part.items.flatMap((item): readonly WordPart[][] => {
    if (item.type === 'Word') return [item.word.parts];
    return range(item.start, item.end, item.step).map((text) => [{ type: 'Literal', value: text }]);
  });
  return middles.flatMap((middle) =>
    braces({ type: 'Word', parts: [...word.parts.slice(0, at), ...middle, ...word.parts.slice(at + 1)] }),
  );
}

function range(start: string | number, end: string | number, step: number | undefined): readonly string[] {
  const code = (value: string | number): number => (typeof value === 'number' ? value : (value.codePointAt(0) ?? 0));
  const from = code(start);
  const to = code(end);
  const by = Math.max(1, Math.abs(step ?? 1)) * (to < from ? -1 : 1);
  const texts: string[] = [];
  for (let at = from; by > 0 ? at <= to : at >= to; at += by)
    texts.push(typeof start === 'number' ? String(at) : String.fromCodePoint(at));
  return texts;
}

function braceText(part: Extract<WordPart, { type: 'BraceExpansion' }>): string {
  return `{${part.items.map((item) => (item.type === 'Word' ? (plainText(item.word) ?? '') : `${String(item.start)}..${String(item.end)}`)).join(',')}}`;
}
