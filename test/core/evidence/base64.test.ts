import fc from 'fast-check';
import { expect, it } from 'vitest';
import { base64 } from '../../../core/evidence/base64.ts';

it('writes bytes as Node does, whatever their length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
  const long = Uint8Array.from({ length: 100_001 }, (_, index) => index % 251);
  expect(base64(long)).toBe(Buffer.from(long).toString('base64'));
});
