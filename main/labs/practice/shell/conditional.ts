import { assertNever } from '../../../../core/result.ts';
import { ShellError } from './control.ts';
import { expandPattern, expandText } from './expansion.ts';
import { matches } from './pattern.ts';
import type { Shell } from './shell.ts';
import type { ConditionalNode } from './syntax.ts';
import { binary, TestError, unary } from './test-command.ts';

/** `[[ ... ]]` of bash. */
export async function conditional(shell: Shell, node: ConditionalNode): Promise<boolean> {
  switch (node.type) {
    case 'CondWord':
      return (await expandText(shell, node.word)) !== '';
    case 'CondNot':
      return !(await conditional(shell, node.operand));
    case 'CondGroup':
      return conditional(shell, node.expression);
    case 'CondAnd':
      return (await conditional(shell, node.left)) && conditional(shell, node.right);
    case 'CondOr':
      return (await conditional(shell, node.left)) || conditional(shell, node.right);
    case 'CondUnary':
      return unary(shell, node.operator, await expandText(shell, node.operand));
    case 'CondBinary': {
      const left = await expandText(shell, node.left);
      if (node.operator === '=' || node.operator === '==' || node.operator === '!=') {
        return matches(left, await expandPattern(shell, node.right)) === (node.operator !== '!=');
      }
      const right = await expandText(shell, node.right);
      if (node.operator === '=~') {
        try {
          return new RegExp(right, 's').test(left);
        } catch {
          throw new ShellError(`${right}: invalid regular expression`, 2);
        }
      }
      try {
        return binary(shell, left, node.operator, right);
      } catch (problem) {
        if (problem instanceof TestError) throw new ShellError(`[[: ${problem.message}`);
        throw problem;
      }
    }
    default:
      return assertNever(node);
  }
}
