import { failure, success, type Result } from '../result.ts';

/** Bytes of a picture that a note may carry. */
export const LONGEST_PICTURE = 4 * 1024 * 1024;
/** Pixels of one: what is shown has to be unpacked first, to four bytes each. */
export const MOST_PIXELS = 50_000_000;

export interface PictureFacts {
  readonly type: 'image/png' | 'image/jpeg';
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * What kind of picture bytes are, by what stands in them and not by a name: PNG (ISO/IEC 15948, IHDR comes first) or JPEG (ITU-T T.81, the first frame header
 * has the size). Nothing is unpacked. Problems: `no-picture`, `picture-too-large`.
 */
export function pictureFacts(bytes: Uint8Array): Result<PictureFacts> {
  if (bytes.length > LONGEST_PICTURE) {
    return failure('picture-too-large', `The picture has ${bytes.length} bytes; at most ${LONGEST_PICTURE} are kept.`, SMALLER);
  }
  const found = pngFacts(bytes) ?? jpegFacts(bytes);
  if (found === null || found.width === 0 || found.height === 0) {
    return failure('no-picture', 'This is neither a PNG nor a JPEG picture.', 'Save it as one of the two, and attach that.');
  }
  if (found.width * found.height > MOST_PIXELS) {
    return failure('picture-too-large', `The picture is ${found.width} by ${found.height} pixels large.`, SMALLER);
  }
  return success(found);
}

const SMALLER = 'Attach a smaller one.';
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function pngFacts(bytes: Uint8Array): PictureFacts | null {
  if (bytes.length < 33 || PNG.some((byte, index) => bytes[index] !== byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8) !== 13 || view.getUint32(12) !== 0x49484452) return null;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** Markers SOF0 to SOF15, but for those of that range that are tables (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function jpegFacts(bytes: Uint8Array): PictureFacts | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isFrame(marker)) return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    // The picture's data begin, and no frame header came before.
    if (marker === 0xda) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
