import { expect, test } from 'vitest';
import { asOneChange, type FileChange } from '../../../main/engine/restore.ts';

const change = (before: string, after: string, sequence: number): FileChange => ({
  host: 'xen1',
  path: '/etc/fstab',
  step: 's',
  stepHost: 'xen1',
  before,
  after,
  backup: `copy-${before}`,
  sequence,
});

test('changes that follow each other are taken back to what was before the first', () => {
  expect(asOneChange(change('a', 'b', 1), change('b', 'c', 2))).toMatchObject({ before: 'a', after: 'c', backup: 'copy-a' });
});

test('a change that somebody made between is kept', () => {
  expect(asOneChange(change('a', 'b', 1), change('theirs', 'd', 2))).toMatchObject({ before: 'theirs', after: 'd' });
});
