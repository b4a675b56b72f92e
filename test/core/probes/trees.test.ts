import { describe, expect, it } from 'vitest';
import { readSExpressions } from '../../../core/probes/s-expression.ts';
import type { SExpression } from '../../../core/probes/s-expression.ts';
import { readXml } from '../../../core/probes/xml.ts';

type Plain = string | readonly Plain[];
const plain = (tree: SExpression): Plain => ('atom' in tree ? tree.atom.value : tree.list.map(plain));

describe('S-expressions', () => {
  it('hold atoms, quoted atoms and lists, each with its bytes', () => {
    const bytes = '(a \'b c\' (d) () "e\\"f")\n';
    const [tree] = readSExpressions(bytes) ?? [];
    expect(tree === undefined ? null : plain(tree)).toEqual(['a', 'b c', ['d'], [], 'e\\"f']);
    const second = tree !== undefined && 'list' in tree ? tree.list[1] : undefined;
    expect(second !== undefined && 'atom' in second ? bytes.slice(second.atom.at.start, second.atom.at.end) : null).toBe('b c');
  });

  it.each(['(a', 'a)', "(a 'b)", '('.repeat(100) + ')'.repeat(100)])('%s is refused', (bytes) => {
    expect(readSExpressions(bytes)).toBeNull();
  });
});

describe('XML of libvirt', () => {
  it('becomes paths and values', () => {
    const bytes = `<?xml version="1.0"?>\n<a>\n  <b c='1' d="2"/>\n  <e/>\n  <f> text </f>\n</a>\n`;
    expect(readXml(bytes)?.map(({ path, value, element }) => [path, value.value, element])).toEqual([
      ['a/b/@c', '1', 1],
      ['a/b/@d', '2', 1],
      ['a/e', '', 2],
      ['a/f', 'text', 3],
    ]);
    for (const { value } of readXml(bytes) ?? []) expect(bytes.slice(value.at.start, value.at.end)).toContain(value.value);
  });

  it.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '<!DOCTYPE a [<!ENTITY b "c">]><a/>', '<a b=c/>'])(
    '%s is refused',
    (bytes) => {
      expect(readXml(bytes)).toBeNull();
    },
  );
});
