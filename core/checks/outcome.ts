import { z } from 'zod';

/** Outcome of a checkpoint on a host. Nothing but a satisfied expectation is `pass`; could-not-check is never `fail`. */
export const outcome = z.enum([
  'pass',
  'fail',
  'error',
  'unreachable',
  'not-applicable',
  'waived',
  'attested',
  'stale',
  'pending',
]);
export type Outcome = z.infer<typeof outcome>;
