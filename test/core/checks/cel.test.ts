import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celScope, evaluateCondition, evaluateExpression, parseExpression } from '../../../core/checks/cel.ts';
import { OWN_FUNCTIONS } from '../../../core/checks/cel-functions.ts';
import { fromCel, toCel } from '../../../core/checks/cel-value.ts';
import { typeChecker } from '../../../core/checks/cel-types.ts';

const scope = celScope({
  luns: [
    { lun: 0, owner: 'A', size: 2 },
    { lun: 1, owner: 'B', size: 2.5 },
    { lun: 2, owner: 'A', size: 3 },
  ],
  numbers: [0, 1, 2, 3],
  gap: [0, 1, 3],
  empty: [],
  text: 'initrd-2.6.18-53.el5xen.img',
  many: Array.from({ length: 3000 }, (_, index) => index),
  none: null,
});
if (!scope.ok) throw new Error(scope.problem.sentence);
const value = (text: string): unknown => {
  const result = evaluateExpression(text, scope.value);
  return result.ok ? result.value : result.problem.sentence;
};

describe('own functions', () => {
  it.each<[string, unknown]>([
    ['contiguous(numbers)', true],
    ['contiguous(gap)', false],
    ['contiguous([1, 2, 3], 0)', false],
    ['contiguous([3, 1, 2])', true],
    ['contiguous([1, 1, 2])', false],
    ['contiguous(empty)', false],
    ['alternates(luns.map(l, l.owner))', true],
    ['alternates(["A", "B", "B"])', false],
    ['alternates(["A", "B", "C"])', false],
    ['alternates(empty)', false],
    ['sameSet([1, 2], [2, 1, 1])', true],
    ['sameSet([1, 2], [1])', false],
    ['missing([1, 2, 3], [2])', [1, 3]],
    ['extra([1, 2, 3], [2, 4])', [4]],
    ['sortedBy(luns, "owner").map(l, l.lun)', [0, 2, 1]],
    ['versionAtLeast("09.01.C5.11", "09.01.C5.2")', true],
    ['versionAtLeast("8.01.07.15", "8.01.07.20")', false],
    ['versionAtLeast("3.0.3-41.el5", "3.0.3-41.el5")', true],
    ['versionAtLeast("1:1.0", "2.0")', true],
    ['like(text, "^initrd-.*xen")', true],
    ['like(text, "^mpp")', false],
    ['unique([1, 2, 1])', [1, 2]],
    ['flatten([[1], [2, 3]])', [1, 2, 3]],
    ['first(luns, "owner", "A").lun', 0],
    ['only(luns, "owner", "B").lun', 1],
    ['basename("/boot/x.img")', 'x.img'],
    ['dirname("/boot/x.img")', '/boot'],
    ['text.replace("initrd-", "mpp-")', 'mpp-2.6.18-53.el5xen.img'],
    ['range(3).map(i, "xvd" + letter(i))', ['xvda', 'xvdb', 'xvdc']],
    ['letter(26)', 'aa'],
    ['sum([1, 2, 3])', 6],
    ['values({"a": 1})', [1]],
    ['lines("a\\nb\\n")', ['a', 'b']],
    ['luns[1].size * 2', 5],
    ['luns[1].size > 2', true],
    ['none == null', true],
    ['10 - (4 - 3)', 9],
    ['luns.filter(l, l.owner == "A").size()', 2],
  ])('%s', (text, expected) => expect(value(text)).toEqual(expected));

  it('says what is wrong instead of guessing', () => {
    expect(value('only(luns, "owner", "A")')).toContain("2 items have owner 'A'");
    expect(value('only(luns, "owner", "C")')).toContain("nothing has owner 'C'");
    expect(value('luns[9]')).toContain('could not be evaluated');
    expect(value('luns[0].colour')).toContain('colour');
  });

  it('has a test for each function that is listed', () => {
    const here = [
      'contiguous',
      'alternates',
      'sameSet',
      'missing',
      'extra',
      'sortedBy',
      'unique',
      'flatten',
      'first',
      'only',
      'versionAtLeast',
      'like',
      'basename',
      'dirname',
      'replace',
      'letter',
      'range',
      'values',
      'sum',
      'lines',
    ];
    expect(new Set(OWN_FUNCTIONS.map(({ signature }) => /([A-Za-z]+)\(/u.exec(signature)?.[1]))).toEqual(new Set(here));
  });
});

describe('bounds', () => {
  it('ends what would go on for long', () => {
    for (const text of [
      'many.map(x, many.map(y, many.exists(z, z == y)))',
      'many.exists(x, many.all(y, many.all(z, z >= y)))',
      'many.all(x, x in many)',
      'many.filter(x, many == many)',
      'many.map(x, sameSet(many, many))',
      'many.map(x, unique(many))',
      'cel.bind(a, many + many, cel.bind(b, a + a + a + a, cel.bind(c, b + b + b + b, cel.bind(d, c + c + c + c + c, cel.bind(e, d + d + d, size(e))))))',
    ]) {
      expect(value(text), text).toContain('values would have to be looked at');
    }
  });

  it('refuses matches(), long texts and deep ones', () => {
    expect(value('text.matches("(a+)+$")')).toContain('matches()');
    const refused = parseExpression('text.matches("a")');
    expect(refused.ok ? '' : refused.problem.code).toBe('matches-refused');
    expect(value(`1${' + 1'.repeat(2000)}`)).toContain('are the most');
    expect(value(`${'('.repeat(400)}1${')'.repeat(400)}`)).toMatch(/cannot be read|nested/u);
    expect(toCel(Array.from({ length: 200_000 }, () => 0)).ok).toBe(false);
  });

  it('does not reach beyond its variables', () => {
    for (const text of [
      'constructor',
      'luns.constructor',
      'text.__proto__',
      'luns[0].toString',
      'globalThis',
      'xenpathVisit(1)',
    ]) {
      expect(typeof value(text), text).toBe('string');
    }
  });
});

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const json = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4 }),
  ),
})).any;

describe('any input', () => {
  it('never throws on an expression', () => {
    const piece = fc.constantFrom(
      'luns',
      'numbers',
      'text',
      '.lun',
      '[0]',
      '(',
      ')',
      '+',
      '&&',
      '!',
      '==',
      'only(',
      ',',
      '"a"',
      '1',
      '.map(x,',
      'size(',
      '?',
      ':',
      '{',
      '}',
      'like(',
      '"["',
      'sortedBy(',
      '1.5',
      '-',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(typeof evaluateCondition(pieces.join(' '), scope.value).ok).toBe('boolean');
      }),
      { numRuns: 150 },
    );
  });

  it('gives back the JSON that it was given', () => {
    fc.assert(
      fc.property(json, (given) => {
        const converted = toCel(given);
        expect(converted.ok && fromCel(converted.value)).toEqual(JSON.parse(JSON.stringify(given)));
      }),
      { numRuns: 100 },
    );
  });

  it('evaluates the metered text to what the plain one gives', () => {
    interface Sum {
      readonly text: string;
      readonly is: number;
    }
    const number = fc.integer({ min: 0, max: 9 }).map((is): Sum => ({ text: String(is), is }));
    const arithmetic = fc.letrec<{ sum: Sum }>((tie) => ({
      sum: fc.oneof(
        { maxDepth: 4 },
        number,
        fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([a, operator, b]): Sum => {
          const is = operator === '+' ? a.is + b.is : operator === '-' ? a.is - b.is : a.is * b.is;
          return { text: `(${a.text} ${operator} ${b.text})`, is: is + 0 };
        }),
      ),
    })).sum;
    fc.assert(
      fc.property(arithmetic, ({ text, is }) => {
        expect(value(text)).toBe(is);
      }),
      { numRuns: 100 },
    );
  });
});

describe('types', () => {
  const checker = typeChecker({
    xm: {
      kind: 'schema',
      schema: {
        type: 'object',
        properties: {
          answered: { type: 'boolean' },
          load: { type: 'number' },
          refusal: { type: ['string', 'null'] },
          domains: {
            type: 'array',
            items: { type: 'object', properties: { name: { type: 'string' }, id: { type: 'integer' } } },
          },
        },
      },
    },
    all: { kind: 'several', schema: { type: 'object', properties: { online: { type: 'boolean' } } } },
  });
  it.each<[string, string]>([
    ['xm.answered', 'bool'],
    ['xm.domains.map(d, d.id)', 'list<int>'],
    ['only(xm.domains, "name", "x").id', 'int'],
    ['xm.refusal == null', 'bool'],
    ['xm.load > 1 && xm.load + 1 < 3.0', 'bool'],
    ['all.all(a, a.facts.online && a.host != "")', 'bool'],
  ])('%s is %s', (text, type) => expect(checker.check(text)).toEqual({ ok: true, type }));
  it.each([
    'xm.domain',
    'xm.domains[0].nme',
    'xm.answered == 1',
    'contiguous(xm.domains.map(d, d.name))',
    'all[0].online',
    'ym.x',
    'xm.domains.all(d, d.id)',
    'nofunction(1)',
  ])('%s does not fit', (text) => {
    expect(checker.check(text).ok).toBe(false);
  });
});
