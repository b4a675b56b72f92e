import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const whole = z.number().int().min(-100_000).max(100_000);
const windowState = z.strictObject({
  x: whole,
  y: whole,
  width: whole.min(400),
  height: whole.min(300),
  maximized: z.boolean(),
});
/** Where the window was, in the display's own coordinates (device-independent pixels). */
export type WindowState = z.infer<typeof windowState>;

/** How much of a window has to be seen, so that it can be taken hold of. Device-independent pixels. */
const SEEN = 100;

/** Where the window was; null at first, and when what is written there is no such thing. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** Written at once: the window closes, and the program with it. A folder that cannot be written to loses a convenience, no evidence. */
export function keepWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  } catch {
    return;
  }
}

/** Whether a window there could be seen and moved: a display may have gone since. */
export function isReachable(state: WindowState, displays: readonly Rectangle[]): boolean {
  return displays.some((display) => {
    const across = Math.min(state.x + state.width, display.x + display.width) - Math.max(state.x, display.x);
    // The title bar is what a window is moved by.
    const down = state.y >= display.y && state.y + SEEN <= display.y + display.height;
    return across >= SEEN && down;
  });
}
