import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celScope } from '../../../core/checks/cel.ts';
import {
  previewCommand,
  renderArgument,
  renderCommand,
  renderName,
  renderRaw,
  renderText,
} from '../../../core/checks/template.ts';
import type { Result } from '../../../core/result.ts';

function scope(variables: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const made = celScope(variables);
  if (!made.ok) throw new Error(made.problem.sentence);
  return made.value;
}
const told = <T>(result: Result<T>): T | string => (result.ok ? result.value : result.problem.code);

const values = scope({
  device: '/dev/sdb',
  title: "it's a `trap` $(x)",
  words: ['a', 'b c'],
  none: null,
  object: { a: 1 },
  count: 3,
  empty: [],
});

describe('commands', () => {
  it.each<[string, string]>([
    ['mkfs {{ device }}', 'mkfs /dev/sdb'],
    ['echo {{ title }}', "echo 'it'\\''s a `trap` $(x)'"],
    ['rm {{ words }}; true', "rm a 'b c'; true"],
    ['rm {{ words }}x', 'not-quotable'],
    ['x --n={{ count }}', 'x --n=3'],
    ['x {{ none }}', 'not-quotable'],
    ['x {{ object }}', 'not-quotable'],
    ['x {{ empty }}', 'x '],
    ['disk="phy:{{ device }},w"', 'disk="phy:/dev/sdb,w"'],
    ['echo "{{ title }}"', 'not-quotable'],
    ["echo '{{ title }}'", 'not-quotable'],
    ['echo "$(cat {{ words[1] }})"', 'not-quotable'],
    ['echo "$(cat {{ device }})"', 'echo "$(cat /dev/sdb)"'],
    ['cat <<END\n{{ device }}\nEND', 'not-quotable'],
    ['# {{ device }}', 'not-quotable'],
    ['echo {{ {"a": {"b": "}}"}}.a.b }}', "echo '}}'"],
    ['echo {{ "{{" }}', "echo '{{'"],
    ['echo {{ device', 'template-open'],
    ['echo {{ nothing }}', 'not-evaluated'],
  ])('%s', (text, expected) => expect(told(renderCommand(text, values, 'posix'))).toBe(expected));

  it('keeps to what Fabric OS can read', () => {
    const fabric = scope({ zone: 'xenhost_p1', pair: '10:00:00:00:c9:00:00:01; 20:04', bad: 'a"b', port: 3 });
    expect(told(renderCommand('portdisable {{ port }}', fabric, 'fos'))).toBe('portdisable 3');
    expect(told(renderCommand('zonecreate {{ zone }}, {{ pair }}', fabric, 'fos'))).toBe(
      'zonecreate xenhost_p1, "10:00:00:00:c9:00:00:01; 20:04"',
    );
    expect(told(renderCommand('zonecreate "{{ zone }}", "{{ pair }}"', fabric, 'fos'))).toBe(
      'zonecreate "xenhost_p1", "10:00:00:00:c9:00:00:01; 20:04"',
    );
    expect(told(renderCommand('x {{ bad }}', fabric, 'fos'))).toBe('not-quotable');
  });

  it('refuses NUL, line ends and broken text wherever they stand', () => {
    for (const bad of ['a\0b', 'a\nb', 'a\rb', '\ud800']) {
      for (const text of ['x {{ v }}', 'x "{{ v }}"', "x '{{ v }}'"])
        expect(told(renderCommand(text, scope({ v: bad }), 'posix'))).toBe('not-quotable');
    }
  });

  it('gives each string back as one word of a POSIX shell', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\0\r\n]/u.test(text)),
          { maxLength: 4 },
        ),
        (words) => {
          const command = renderCommand('x {{ words }}', scope({ words }), 'posix');
          expect(command.ok && posixWords(command.value)).toEqual(['x', ...words]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('previews what is known', () => {
    expect(previewCommand('x {{ device }} {{ captures.uuid }}', scope({ device: 'a b', captures: {} }), 'posix')).toMatchObject({
      text: "x 'a b' <captures.uuid>",
      known: false,
    });
  });
});

describe('other texts', () => {
  it('leaves text for people unquoted', () => {
    expect(told(renderText('{{ title }}: {{ words }} {{ none }} {{ object }}', values))).toBe(
      'it\'s a `trap` $(x): a, b c nothing {"a":1}',
    );
  });
  it('writes files raw', () => expect(told(renderRaw('a={{ count }}\n{{ words }}\n', values))).toBe('a=3\na\nb c\n'));
  it('keeps the type of an argument that is one expression', () => {
    expect(told(renderArgument('{{ words }}', values))).toEqual(['a', 'b c']);
    expect(told(renderArgument('n{{ count }}', values))).toBe('n3');
    expect(told(renderArgument(['{{ device }}', 5], values))).toEqual(['/dev/sdb', 5]);
    expect(told(renderArgument(true, values))).toBe(true);
  });
  it('wants names to be names', () => {
    expect(told(renderName('{{ v }}', scope({ v: 'a\nb' })))).toBe('control-character');
    expect(told(renderName('{{ v }}', scope({ v: ' ' })))).toBe('empty-name');
  });
});

/** Words of a command line without expansions, by the rules of quoting of POSIX.1-2001 (Shell Command Language, 2.2). */
function posixWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === "'") {
      const end = text.indexOf("'", at + 1);
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else if (character === '\\') {
      at += 1;
      word = (word ?? '') + (text[at] ?? '');
    } else if (character === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (/[A-Za-z0-9_@%+=:,./-]/u.test(character)) word = (word ?? '') + character;
    else throw new Error(`${character} is bare`);
  }
  if (word !== null) words.push(word);
  return words;
}
