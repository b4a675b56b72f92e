import headless from '@xterm/headless';
import serialize from '@xterm/addon-serialize';
import { describe, expect, it } from 'vitest';
import { Replay } from '../../../../main/app/terminals/replay.ts';

/** What a terminal shows after these bytes: its last screens, and which of its buffers is up. */
async function screen(bytes: Uint8Array): Promise<string> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 200, allowProposedApi: true });
  const addon = new serialize.SerializeAddon();
  terminal.loadAddon(addon);
  await new Promise<void>((resolve) => terminal.write(bytes, resolve));
  const shown = `${terminal.buffer.active.type} ${JSON.stringify(terminal.modes)}\n${addon.serialize({ scrollback: 100 })}`;
  terminal.dispose();
  return shown;
}

function lines(count: number, from = 0): string {
  return Array.from({ length: count }, (_one, index) => `\x1b[32mline\x1b[0m ${String(from + index)} of output\r\n`).join('');
}

function replayed(text: string, piece: number): { readonly whole: Uint8Array; readonly kept: Uint8Array } {
  const whole = Buffer.from(text, 'utf8');
  const replay = new Replay();
  for (let from = 0; from < whole.length; from += piece) replay.add(whole.subarray(from, from + piece));
  return { whole, kept: replay.bytes() };
}

describe('what a terminal showed', () => {
  it('is kept byte for byte as long as it is short', () => {
    expect(new Replay().bytes()).toHaveLength(0);
    const { whole, kept } = replayed(lines(10_000).slice(0, 500_000), 7001);
    expect(Buffer.from(kept).equals(whole)).toBe(true);
  });

  it('draws the same screen once its beginning is forgotten, and is bounded', async () => {
    const { whole, kept } = replayed(lines(60_000), 1000);
    expect(whole.length).toBeGreaterThan(1_500_000);
    expect(kept.length).toBeLessThanOrEqual(524_288);
    expect(kept.length).toBeGreaterThan(500_000);
    expect(await screen(kept)).toBe(await screen(whole));
  });

  it.each([1, 31, 16_384, 100_000])('keeps the modes that were set before what is left (pieces of %i)', async (piece) => {
    const before = `${lines(100)}\x1b[?1049h\x1b[?25l\x1b[?2004;1h`;
    const full = Array.from(
      { length: 60_000 },
      (_one, index) => `\x1b[${String((index % 24) + 1)};1Hrow ${String(index)}\n`,
    ).join('');
    const { whole, kept } = replayed(before + full, piece);
    expect(kept.length).toBeLessThan(whole.length);
    const shown = await screen(kept);
    expect(shown).toMatch(/^alternate .*"bracketedPasteMode":true/u);
    expect(shown).toContain('"applicationCursorKeysMode":true');
    // What was on the other screen before is forgotten.
    const alternate = (all: string): string => all.slice(all.indexOf('\x1b[?1049h'));
    expect(alternate(shown)).toBe(alternate(await screen(whole)));
  });

  it('forgets modes that were taken back, and all of them at a reset', async () => {
    const { kept } = replayed(`\x1b[?1049h\x1b[?1h${lines(100)}\x1b[?1049l${lines(100)}\x1bc${lines(40_000)}`, 5000);
    expect(await screen(kept)).toMatch(/^normal .*"applicationCursorKeysMode":false/u);
  });
});
