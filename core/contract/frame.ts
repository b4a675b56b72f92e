import type { Problem } from '../result.ts';

/** Counted up whenever a window of another build would misread what is sent. */
export const PROTOCOL = 1;

/**
 * What is said over a connection between a window and the main process. One message a frame: JSON text, and bytes in binary messages of
 * their own. `id` names a request, is chosen by the window, and is not used again on that connection.
 */
export type TextFrame =
  /** First word of both sides. A window adds the nonce that its page was given; nothing else is listened to before. */
  | { readonly kind: 'hello'; readonly protocol: number; readonly version: string; readonly nonce?: string | undefined }
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly input: unknown }
  /** Answer of a call. */
  | { readonly kind: 'value'; readonly id: number; readonly value: unknown }
  /** One of a stream's items. `size`: what it counts against the credit, in characters of its JSON. */
  | { readonly kind: 'item'; readonly id: number; readonly size: number; readonly value: unknown }
  /** A stream came to its end; from a window: it has no more bytes to give. */
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'refused'; readonly id: number; readonly problem: Problem }
  /** The window does not want to know any more. */
  | { readonly kind: 'cancel'; readonly id: number }
  /** So much was consumed, and may be sent again: bytes of bytes, characters of items. */
  | { readonly kind: 'credit'; readonly id: number; readonly amount: number };

export interface BytesFrame {
  readonly kind: 'bytes';
  readonly id: number;
  readonly bytes: Uint8Array;
}

export type Frame = TextFrame | BytesFrame;

/** What a transport carries: text for most frames, bytes for those that carry bytes. */
export type Message = string | Uint8Array;

/** Length of what stands before the payload of a bytes frame: its id, big-endian. */
const HEAD = 4;

/** A frame as a message. */
export function encodeFrame(frame: Frame): Message {
  if (frame.kind !== 'bytes') return JSON.stringify(frame);
  const message = new Uint8Array(HEAD + frame.bytes.length);
  new DataView(message.buffer).setUint32(0, frame.id);
  message.set(frame.bytes, HEAD);
  return message;
}

/** The frame in a binary message: null when it is too short to be one. The payload is a view of the message, not a copy. */
export function decodeBytes(message: Uint8Array): BytesFrame | null {
  if (message.length <= HEAD) return null;
  const id = new DataView(message.buffer, message.byteOffset, message.byteLength).getUint32(0);
  return id === 0 ? null : { kind: 'bytes', id, bytes: message.subarray(HEAD) };
}
