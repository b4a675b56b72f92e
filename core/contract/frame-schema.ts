import { z } from 'zod';
import { decodeBytes, type Frame, type Message } from './frame.ts';

const id = z.number().int().min(1).max(0xffff_ffff);

/** What a window may say. A page is not trusted more than a host is: what is not of this shape is not a frame. */
const windowFrame = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('hello'),
    protocol: z.number().int(),
    version: z.string().max(100),
    nonce: z.string().max(200).optional(),
  }),
  z.strictObject({ kind: z.literal('request'), id, name: z.string().max(100), input: z.unknown() }),
  z.strictObject({ kind: z.literal('end'), id }),
  z.strictObject({ kind: z.literal('cancel'), id }),
  z.strictObject({ kind: z.literal('credit'), id, amount: z.number().int().min(1).max(1e9) }),
]);

export type WindowFrame = z.infer<typeof windowFrame> | Extract<Frame, { kind: 'bytes' }>;

/** Reads a message of a window: null for what is not a frame that a window may send. */
export function readWindowFrame(message: Message): WindowFrame | null {
  if (typeof message !== 'string') return decodeBytes(message);
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return null;
  }
  const frame = windowFrame.safeParse(parsed);
  return frame.success ? frame.data : null;
}
