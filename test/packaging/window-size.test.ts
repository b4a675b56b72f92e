import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../dist/renderer', import.meta.url));

/** Bytes after gzip of what the window needs before it shows anything, and of all its style sheets together. */
const SCRIPTS = 300_000;
const STYLES = 110_000;

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const squeezed = (path: string): number => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;

/** A script and what it imports before it runs; what it imports when it is needed is not among them. */
function loadedWith(path: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, name = ''] of read(path).matchAll(/\b(?:import|export)(?:[^"'()]*?from)?\s*["']\.\/([^"']+)["']/gu))
    loadedWith(join('assets', name), found);
  return found;
}

describe('the window as it is built', () => {
  const page = read('index.html');
  const first = new Set(
    [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/gu)].flatMap(([, path = '']) => [...loadedWith(path)]),
  );

  it('begins with at most 300 kB of script after gzip; drawing, layout and terminals come when they are needed', () => {
    const sizes = [...first].map((path) => ({ path, bytes: squeezed(path) }));
    const sum = sizes.reduce((all, { bytes }) => all + bytes, 0);
    console.log(`initial script: ${sum} bytes after gzip in ${sizes.length} files`);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sum, JSON.stringify(sizes)).toBeLessThanOrEqual(SCRIPTS);
    for (const heavy of ['elk', 'xterm']) expect([...first].filter((path) => path.includes(heavy))).toEqual([]);
    // A screen is no part of the beginning but for the start.
    expect(readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js')).length).toBeGreaterThan(first.size + 2);
  });

  it('has at most 110 kB of style sheets after gzip', () => {
    const sheets = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.css'));
    const sum = sheets.reduce((all, name) => all + squeezed(join('assets', name)), 0);
    console.log(`style sheets: ${sum} bytes after gzip in ${sheets.length} files`);
    expect(sheets.length).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(STYLES);
  });
});
