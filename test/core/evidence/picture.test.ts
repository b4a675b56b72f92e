import { expect, it, test } from 'vitest';
import { LONGEST_PICTURE, pictureFacts } from '../../../core/evidence/picture.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? Array.from(part, (one) => one.charCodeAt(0)) : part)));
const number = (value: number): readonly number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const png = (width: number, height: number): Uint8Array =>
  bytes('\x89PNG\r\n\x1a\n', number(13), 'IHDR', number(width), number(height), [8, 6, 0, 0, 0], number(0));
const frame = (marker: number, width: number, height: number): readonly number[] => [
  ...[0xff, marker, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255],
  ...[1, 1, 0x11, 0],
];
const jpeg = (...segments: readonly (readonly number[])[]): Uint8Array => bytes([0xff, 0xd8], ...segments, [0xff, 0xd9]);

it('reads kind and size of a PNG and of a JPEG', () => {
  expect(pictureFacts(png(640, 480))).toEqual({ ok: true, value: { type: 'image/png', width: 640, height: 480 } });
  const table = [0xff, 0xc4, 0, 5, 1, 2, 3];
  const fill = [0xff];
  expect(pictureFacts(jpeg([0xff, 0xe0, 0, 4, 1, 2], table, fill, frame(0xc2, 4000, 3000)))).toEqual({
    ok: true,
    value: { type: 'image/jpeg', width: 4000, height: 3000 },
  });
});

test.each([
  ['nothing', new Uint8Array()],
  ['a drawing that could hold a script', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a GIF', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0])],
  ['a PNG that is cut', png(640, 480).subarray(0, 20)],
  ['a PNG without a size', png(0, 480)],
  ['a JPEG that is cut before its frame', jpeg([0xff, 0xe0, 0, 200])],
  ['a JPEG without a frame', jpeg([0xff, 0xda, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9])],
  ['the name of a picture', bytes('photo.png')],
])('does not take %s for one', (_what, given) => {
  expect(pictureFacts(given)).toMatchObject({ ok: false, problem: { code: 'no-picture' } });
});

it('keeps none that is too long or has too many pixels', () => {
  expect(pictureFacts(new Uint8Array(LONGEST_PICTURE + 1))).toMatchObject({ ok: false, problem: { code: 'picture-too-large' } });
  expect(pictureFacts(png(60_000, 60_000))).toMatchObject({ ok: false, problem: { code: 'picture-too-large' } });
});
