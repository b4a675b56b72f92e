import { z } from 'zod';

/** Output of a command as it is shown: bytes as stored, read as UTF-8, what acts made visible; bounded, with what was left out said. */
export const outputView = z.strictObject({
  /** SHA-256 of the stored bytes. */
  hash: z.string(),
  bytes: z.number().int(),
  /** Bytes that came and were not stored. */
  cut: z.number().int(),
  redacted: z.number().int(),
  /** False when the stored bytes could not be found. */
  found: z.boolean(),
  pieces: z.array(
    z.union([
      /** Text; `marked` when a fact that the check reads stands here. */
      z.strictObject({ text: z.string(), start: z.number().int(), marked: z.boolean() }),
      /** Bytes that are stored and not shown. */
      z.strictObject({ skipped: z.number().int(), start: z.number().int() }),
    ]),
  ),
});
export type OutputView = z.infer<typeof outputView>;
