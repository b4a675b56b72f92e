import { z } from 'zod';

/**
 * Data of our own types on its way to a window. What the main process makes is a promise of its types and not checked again; what a window gives never
 * goes through this.
 */
export function ours<T>(): z.ZodType<T, T> {
  return z.custom<T>((value) => value !== undefined);
}

/** A call that takes nothing. */
export const nothing = z.null();
/** Name of a run, a step, a host: what we made or the inventory says, never a path. */
export const name = z.string().min(1).max(200);
/** Id of an element or a link in a topology: made of names, port names and devices. */
export const element = z.string().min(1).max(400);
