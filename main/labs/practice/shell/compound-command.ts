import { assertNever } from '../../../../core/result.ts';
import { conditional } from './conditional.ts';
import { BreakLoop, ExitShell } from './control.ts';
import { expandArithmetic, expandPattern, expandText, expandWords } from './expansion.ts';
import { matches } from './pattern.ts';
import type { Shell } from './shell.ts';
import { abortable } from './streams.ts';
import { startSubshell } from './subshell.ts';
import type { CompoundNode, StatementNode } from './syntax.ts';
import { turn } from './turn.ts';

/** A command that holds others: group, subshell, if, loops, case, (( )) and [[ ]]. Its redirections are in force already. */
export async function runCompound(shell: Shell, command: CompoundNode): Promise<void> {
  switch (command.type) {
    case 'Group':
      await shell.runner.statements(shell, command.body);
      return;
    case 'Subshell': {
      const { done } = startSubshell(shell, (child) => child.runner.script(child, { type: 'Script', statements: command.body }));
      shell.lastStatus = await abortable(done, shell.death);
      if (shell.lastStatus !== 0 && shell.options.has('e') && shell.conditions === 0) throw new ExitShell(shell.lastStatus);
      return;
    }
    case 'If': {
      for (const clause of command.clauses) {
        if (await holds(shell, clause.condition)) {
          await shell.runner.statements(shell, clause.body);
          return;
        }
      }
      shell.lastStatus = 0;
      if (command.elseBody !== null) await shell.runner.statements(shell, command.elseBody);
      return;
    }
    case 'For': {
      const values = command.words === null ? [...shell.arguments] : await expandWords(shell, command.words);
      shell.lastStatus = 0;
      await loop(shell, async (body) => {
        for (const value of values) {
          shell.set(command.variable, value);
          if (!(await body(() => shell.runner.statements(shell, command.body)))) return;
        }
      });
      return;
    }
    case 'CStyleFor': {
      if (command.init !== null) await expandArithmetic(shell, command.init);
      await loop(shell, async (body) => {
        while (command.condition === null || (await expandArithmetic(shell, command.condition)) !== 0n) {
          if (!(await body(() => shell.runner.statements(shell, command.body)))) return;
          if (command.update !== null) await expandArithmetic(shell, command.update);
        }
      });
      return;
    }
    case 'While':
    case 'Until': {
      let status = 0;
      await loop(shell, async (body) => {
        for (;;) {
          const condition = { holds: false };
          const on = await body(async () => {
            condition.holds = await holds(shell, command.condition);
          });
          if (!on || condition.holds !== (command.type === 'While')) return;
          if (!(await body(() => shell.runner.statements(shell, command.body)))) {
            status = shell.lastStatus;
            return;
          }
          status = shell.lastStatus;
        }
      });
      shell.lastStatus = status;
      return;
    }
    case 'Case': {
      const subject = await expandText(shell, command.word);
      let through = false;
      shell.lastStatus = 0;
      for (const item of command.items) {
        let hit = through;
        for (const pattern of item.patterns) hit ||= matches(subject, await expandPattern(shell, pattern));
        if (!hit) continue;
        await shell.runner.statements(shell, item.body);
        if (item.terminator === ';;') return;
        through = item.terminator === ';&';
      }
      return;
    }
    case 'ArithmeticCommand':
      shell.lastStatus = (await expandArithmetic(shell, command.expression)) === 0n ? 1 : 0;
      return;
    case 'ConditionalCommand':
      shell.lastStatus = (await conditional(shell, command.expression)) ? 0 : 1;
      return;
    default:
      assertNever(command);
  }
}

async function holds(shell: Shell, statements: readonly StatementNode[]): Promise<boolean> {
  shell.conditions += 1;
  try {
    await shell.runner.statements(shell, statements);
  } finally {
    shell.conditions -= 1;
  }
  return shell.lastStatus === 0;
}

/** `walk` is given a function that runs a body once and says whether to go on; break and continue are settled there. */
async function loop(shell: Shell, walk: (body: (run: () => Promise<void>) => Promise<boolean>) => Promise<void>): Promise<void> {
  shell.loops += 1;
  try {
    await walk(async (run) => {
      await turn(shell);
      try {
        await run();
        return true;
      } catch (problem) {
        if (!(problem instanceof BreakLoop)) throw problem;
        if (problem.levels > 1 && shell.loops > 1) {
          problem.levels -= 1;
          throw problem;
        }
        shell.lastStatus = 0;
        return problem.again;
      }
    });
  } finally {
    shell.loops -= 1;
  }
}
