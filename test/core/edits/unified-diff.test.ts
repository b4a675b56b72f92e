import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textToBytes } from '../../../core/edits/lines.ts';
import { unifiedDiff } from '../../../core/edits/unified-diff.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('unified difference', () => {
  it('is as diff -u writes it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    const after = 'a\nb\nc\nD\ne\nf\ng\nh\ni\n';
    expect(unifiedDiff('/etc/x', bytes(before), bytes(after))).toBe(
      '--- /etc/x\n+++ /etc/x\n@@ -1,8 +1,9 @@\n a\n b\n c\n-d\n+D\n e\n f\n g\n h\n+i\n',
    );
  });
  it('says where a last line has no end, and where there was no file', () => {
    expect(unifiedDiff('/x', bytes('a'), bytes('a\n'))).toBe(
      '--- /x\n+++ /x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n',
    );
    expect(unifiedDiff('/x', null, bytes('a\n'))).toBe('--- /dev/null\n+++ /x\n@@ -0,0 +1 @@\n+a\n');
  });
  it('is nothing for equal files', () => expect(unifiedDiff('/x', bytes('a\n'), bytes('a\n'))).toBe(''));
  it('shows text as text and other bytes as escapes', () => {
    expect(unifiedDiff('/x', bytes(''), bytes('é\n'))).toContain('+é\n');
    expect(unifiedDiff('/x', bytes(''), textToBytes('\xff\x1b[31m\n'))).toContain('+\\xff\\x1b[31m\n');
  });
  it('holds what is needed to make one of the other', () => {
    const line = fc.constantFrom('a', 'b', 'c', '', 'title x');
    const file = fc
      .tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
      .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));
    fc.assert(
      fc.property(file, file, (before, after) => {
        const diff = unifiedDiff('/x', bytes(before), bytes(after));
        expect(patched(before, diff)).toBe(after);
      }),
      { numRuns: 150 },
    );
  });
});

/** Applies a unified difference as patch(1) does, without fuzz. */
function patched(before: string, diff: string): string {
  if (diff === '') return before;
  const old = before.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
  const lines = diff.split('\n').slice(2);
  let result = '';
  let at = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const head = /^@@ -(\d+)(?:,(\d+))? /u.exec(line);
    if (head !== null) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      while (at < start) result += old[at++] ?? '';
      continue;
    }
    if (line === '' || line.startsWith('\\')) continue;
    const text = line.slice(1) + (lines[index + 1]?.startsWith('\\') === true ? '' : '\n');
    if (line.startsWith('+')) result += text;
    else {
      expect(old[at]).toBe(text);
      if (line.startsWith(' ')) result += text;
      at += 1;
    }
  }
  while (at < old.length) result += old[at++] ?? '';
  return result;
}
