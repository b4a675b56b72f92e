import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

it('set-up knows its folder, whatever the folder is called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'a blank, 100% ä '));
  try {
    cpSync(join(import.meta.dirname, '../../scripts'), join(folder, 'scripts'), { recursive: true });
    const script = `import(${JSON.stringify(pathToFileURL(join(folder, 'scripts', 'setup.mjs')).href)}).then(({ root }) => process.stdout.write(root))`;
    expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe(join(folder, '/'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
