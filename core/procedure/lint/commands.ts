import { CLASS_ORDER } from '../../actions/action.ts';
import { observedClass } from '../../actions/command-class.ts';
import { parseTemplate } from '../../checks/template.ts';
import type { LintContext } from './finding.ts';
import { actionSites, stepSites, type ActionSite } from './sites.ts';

/** Classes of actions against what their commands do. */
export function lintCommands(context: LintContext): void {
  for (const site of stepSites(context.procedure)) for (const action of actionSites(site)) lintAction(context, action);
}

function lintAction({ report }: LintContext, { action, path }: ActionSite): void {
  if (action.class === 'fault' && action.fault?.does !== 'take') {
    report(
      'error',
      'fault',
      path,
      `Action \`${action.id}\` is a fault and does not say what it takes away.`,
      'Add `fault` with `what` and `does: take`.',
    );
  }
  if ('run' in action) {
    const command = withoutExpressions(action.run);
    const observed = observedClass(command);
    const declared = action.class;
    const weaker = observed !== null && CLASS_ORDER.indexOf(declared) < CLASS_ORDER.indexOf(observed);
    if (weaker && !(declared === 'manual' && observed === 'read')) {
      report(
        'error',
        'command-class',
        [...path, 'class'],
        `Action \`${action.id}\` is of class ${declared}, and its command is of class ${observed}: \`${shorten(command)}\`.`,
        `Write \`class: ${observed}\`.`,
      );
    }
    if (declared === 'manual') {
      report(
        'error',
        'command-class',
        [...path, 'class'],
        `Action \`${action.id}\` is a command and of class manual.`,
        'Give it the class of what it does.',
      );
    }
    if (declared === 'destructive' && action.destroys === undefined) {
      report(
        'error',
        'destroys',
        path,
        `Action \`${action.id}\` is destructive and does not say which devices it destroys.`,
        'Add `destroys`: a CEL list of device names.',
      );
    }
    if (declared !== 'destructive' && action.destroys !== undefined) {
      report(
        'error',
        'destroys',
        [...path, 'destroys'],
        `Action \`${action.id}\` names devices that it destroys and is of class ${declared}.`,
        'Write `class: destructive`.',
      );
    }
    return;
  }
  const wanted = 'reboot' in action ? ['reboot'] : 'manual' in action ? ['manual', 'fault'] : ['change', 'read'];
  const least = 'edit' in action || 'put' in action ? ['change'] : wanted;
  if (!least.includes(action.class)) {
    const what =
      'reboot' in action
        ? 'a reboot'
        : 'manual' in action
          ? 'done by hand'
          : 'edit' in action
            ? 'an edit'
            : 'put' in action
              ? 'a file put on the host'
              : 'a host brought in';
    report(
      'error',
      'command-class',
      [...path, 'class'],
      `Action \`${action.id}\` is ${what} and of class ${action.class}.`,
      `Write \`class: ${least[0] ?? 'change'}\`.`,
    );
  }
}

/** The command with a plain word for each expression. */
function withoutExpressions(text: string): string {
  const template = parseTemplate(text);
  return template.ok ? template.value.pieces.map((piece) => (piece.kind === 'literal' ? piece.text : 'VALUE')).join('') : text;
}

function shorten(text: string): string {
  const line = text.trim().replace(/\s+/gu, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}
