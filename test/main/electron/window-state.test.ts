import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isReachable, keepWindowState, readWindowState } from '../../../main/electron/window-state.ts';

const state = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
const display = { x: 0, y: 0, width: 1920, height: 1080 };
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'xenpath-state-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('remembers where the window was', () => {
  const file = join(folder, 'window.json');
  expect(readWindowState(file)).toBeNull();
  keepWindowState(file, state);
  expect(readWindowState(file)).toEqual(state);
});

it.each(['', '{', 'null', '[]', '{"x":1}', JSON.stringify({ ...state, width: 1e9 }), JSON.stringify({ ...state, width: 10 })])(
  'passes over what is no such thing: %s',
  (text) => {
    const file = join(folder, 'window.json');
    writeFileSync(file, text);
    expect(readWindowState(file)).toBeNull();
  },
);

it('does not fail where it cannot be kept', () => {
  expect(() => keepWindowState(join(folder, 'nowhere', 'window.json'), state)).not.toThrow();
});

it.each([
  [{ ...state }, true],
  [{ ...state, x: -1150 }, false],
  [{ ...state, x: -1100 }, true],
  [{ ...state, x: 1900 }, false],
  [{ ...state, y: -10 }, false],
  [{ ...state, y: 1000 }, false],
  [{ ...state, x: 5000, y: 5000 }, false],
])('knows whether a window can be taken hold of: %j %s', (at, reachable) => {
  expect(isReachable(at, [display])).toBe(reachable);
});

it('knows a second display', () => {
  expect(isReachable({ ...state, x: 2000 }, [display, { ...display, x: 1920 }])).toBe(true);
});
