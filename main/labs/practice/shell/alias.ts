import type { Shell } from './shell.ts';
import type { ScriptNode, SimpleCommandNode } from './syntax.ts';

const aliasSources = new WeakMap<SimpleCommandNode, string>();

/** The text that stands for a command whose first word is an alias; null for any other command. */
export function alias(shell: Shell, command: SimpleCommandNode): string | null {
  if (!shell.interactive || command.name?.parts.length !== 1) return null;
  const part = command.name.parts[0];
  if (part?.type !== 'Literal') return null;
  const text = shell.aliases.get(part.value);
  if (text === undefined || command.assignments.length > 0) return null;
  const source = aliasSources.get(command);
  return source === undefined ? null : `${text}${source.slice(part.value.length)}`;
}

/** Remembers the text of commands whose first word is an alias, for an interactive line. */
export function noteAliases(shell: Shell, script: ScriptNode): void {
  for (const statement of script.statements) {
    const command = statement.pipelines[0]?.commands[0];
    if (
      statement.pipelines.length !== 1 ||
      statement.pipelines[0]?.commands.length !== 1 ||
      command?.type !== 'SimpleCommand' ||
      statement.background
    )
      continue;
    const part = command.name?.parts[0];
    const text = statement.sourceText?.trim();
    if (part?.type !== 'Literal' || text === undefined || !text.startsWith(part.value)) continue;
    const expansion = shell.aliases.get(part.value);
    // `alias ls='ls --color'` does not expand again.
    if (expansion !== undefined) aliasSources.set(command, text);
  }
}
