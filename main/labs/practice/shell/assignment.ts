import { ShellError } from './control.ts';
import { expandText } from './expansion.ts';
import type { Shell } from './shell.ts';
import type { SimpleCommandNode } from './syntax.ts';

/** Carries out the assignments of a command, one after the other, in the shell itself. */
export async function assign(shell: Shell, command: SimpleCommandNode): Promise<void> {
  for (const assignment of command.assignments) {
    if (assignment.array !== null) throw new ShellError('arrays are not available in this shell', 2, true);
    const value = assignment.value === null ? '' : await expandText(shell, assignment.value);
    shell.set(assignment.name, assignment.append ? (shell.get(assignment.name) ?? '') + value : value);
  }
}

/** Assignments before a command: exported for its time, and put back after it. */
export async function assignFor(shell: Shell, command: SimpleCommandNode, temporary: boolean): Promise<() => void> {
  if (command.assignments.length === 0) return () => undefined;
  const saved = command.assignments.map((assignment) => {
    const known = shell.variables.get(assignment.name);
    return [assignment.name, known === undefined ? undefined : { ...known }] as const;
  });
  await assign(shell, command);
  if (!temporary) return () => undefined;
  for (const [name] of saved) {
    const variable = shell.variables.get(name);
    if (variable !== undefined) variable.exported = true;
  }
  return () => {
    for (const [name, variable] of saved) {
      if (variable === undefined) shell.variables.delete(name);
      else shell.variables.set(name, variable);
    }
  };
}
