import { Linter } from 'eslint';
import type { Rule } from 'eslint';
import { expect, test } from 'vitest';

const file = new URL('../../scripts/lint/public-docstring.mjs', import.meta.url);
const { publicDocstring } = (await import(file.href)) as { readonly publicDocstring: Rule.RuleModule };

/** What the rule says of a module, one sentence a finding. */
function findings(code: string): readonly string[] {
  const config: Linter.Config = {
    plugins: { own: { rules: { docstring: publicDocstring } } },
    rules: { 'own/docstring': 'error' },
  };
  return new Linter().verify(code, config).map(({ message }) => message.split(' ')[0] ?? '');
}

test.each([
  ['a function', 'export function bare() {}', ['bare']],
  ['an arrow function', 'export const bare = () => 1;', ['bare']],
  ['a comment that is no docstring', '// why\nexport function bare() {}', ['bare']],
  ['a docstring of something else', '/** Of the module. */\n\nexport function bare() {}', ['bare']],
])('public functions without a docstring are named: %s', (_what, code, names) => {
  expect(findings(code)).toEqual(names);
});

test.each([
  ['a function', '/** What it gives. */\nexport function told() {}'],
  ['an arrow function', '/** What it gives. */\nexport const told = () => 1;'],
  ['a function that nobody else sees', 'function own() {}\nexport { own as default };'],
  ['a value', 'export const most = 3;'],
])('nothing is said of %s', (_what, code) => {
  expect(findings(code)).toEqual([]);
});
