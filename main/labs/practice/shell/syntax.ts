import {
  parse,
  type CommandNode as JustBashCommand,
  type ScriptNode as JustBashScript,
  type WordNode as JustBashWord,
} from 'just-bash';

/**
 * just-bash is the parser: its syntax tree, by the names of its nodes. What it does not export by name is taken from where it stands.
 */
export type ScriptNode = JustBashScript;
export type StatementNode = ScriptNode['statements'][number];
export type PipelineNode = StatementNode['pipelines'][number];
export type CommandNode = JustBashCommand;
export type SimpleCommandNode = Extract<CommandNode, { type: 'SimpleCommand' }>;
export type FunctionDefNode = Extract<CommandNode, { type: 'FunctionDef' }>;
export type CompoundNode = Exclude<CommandNode, SimpleCommandNode | FunctionDefNode>;
export type ConditionalNode = Extract<CommandNode, { type: 'ConditionalCommand' }>['expression'];
export type RedirectionNode = SimpleCommandNode['redirections'][number];
export type WordNode = JustBashWord;
export type WordPart = WordNode['parts'][number];
export type ParameterPart = Extract<WordPart, { type: 'ParameterExpansion' }>;
export type ArithmeticNode = Extract<WordPart, { type: 'ArithmeticExpansion' }>['expression'];

export type Parsed =
  | { readonly ok: true; readonly script: ScriptNode }
  | { readonly ok: false; readonly message: string; readonly incomplete: boolean };

const known = new Map<string, Parsed>();

/** Parses shell text (bytes as characters). `incomplete`: more lines could make it whole. */
export function parseScript(text: string): Parsed {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const parsed = parseNow(text);
  if (known.size > 200) known.clear();
  known.set(text, parsed);
  return parsed;
}

function parseNow(text: string): Parsed {
  try {
    return { ok: true, script: parse(text) };
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : String(problem);
    const cleaned = message.replace(/^(?:Parse error at [0-9]+:[0-9]+: |line [0-9]+: )/u, '');
    return {
      ok: false,
      message: cleaned,
      incomplete:
        /unexpected EOF|end of file|near unexpected token `(?:fi|done|esac|\}|\))'$|Expected|newline/u.test(cleaned) &&
        endsOpen(text),
    };
  }
}

/** Whether more input is what it needs: adding any text does not move the error before the end of what is there. */
function endsOpen(text: string): boolean {
  for (const closing of [
    "'",
    '"',
    '`',
    '\nfi',
    '\ndone',
    '\nesac',
    '\n}',
    '\n)',
    '\nthen :; fi',
    '\ndo :; done',
    ')',
    '}',
    '\n:',
  ]) {
    try {
      parse(text + closing);
      return true;
    } catch {
      continue;
    }
  }
  return false;
}
