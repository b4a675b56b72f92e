import { z } from 'zod';
import { LONGEST_PICTURE, type PictureFacts } from '../evidence/picture.ts';
import { call } from './contract.ts';
import { element, name, nothing, ours } from './ours.ts';

/** A picture as it is kept: bytes in base64, to be drawn and never to be opened. */
export interface KeptPicture extends PictureFacts {
  readonly data: string;
}

export const pictureCalls = {
  /** A note with a picture: a PNG or a JPEG, told by its bytes. `data`: base64. */
  'pictures.add': call(
    z.strictObject({
      run: name,
      step: name.nullable(),
      host: name.nullable(),
      element: element.exactOptional(),
      text: z.string().trim().min(1).max(100_000),
      name: z.string().min(1).max(255),
      data: z
        .string()
        .max(Math.ceil(LONGEST_PICTURE / 3) * 4)
        .regex(/^[A-Za-z0-9+/]*={0,2}$/u),
    }),
    nothing,
  ),
  'pictures.read': call(z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/u) }), ours<KeptPicture>()),
};
