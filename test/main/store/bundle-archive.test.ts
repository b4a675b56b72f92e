import { spawnSync } from 'node:child_process';
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { packBundle, unpackBundle } from '../../../main/store/bundle-archive.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xenpath-archive-'));
  folders.push(folder);
  return folder;
}

const HASH = 'ab'.repeat(32);
const CONTENT: Readonly<Record<string, string>> = {
  'run.json': '{}\n',
  'events.jsonl': 'x'.repeat(100_000),
  'VERIFY.txt': 'y'.repeat(512),
  'manifest.sha256': '',
  [`artefacts/${HASH}`]: 'z',
};

function bundle(): string {
  const folder = join(temporary(), 'bundle');
  mkdirSync(join(folder, 'artefacts'), { recursive: true });
  for (const [path, text] of Object.entries(CONTENT)) writeFileSync(join(folder, path), text);
  return folder;
}

/** In pieces of another length than any block. */
async function* pieces(bytes: Uint8Array, length = 700): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

async function packed(): Promise<Buffer> {
  const archive = join(temporary(), 'a.tar');
  await packBundle(bundle(), 'a-run', archive);
  return readFileSync(archive);
}

describe('an evidence bundle as one archive', () => {
  it('is what tar takes apart into the folder again, and what is taken in again', async () => {
    const folder = temporary();
    const archive = join(folder, 'a.tar');
    await packBundle(bundle(), 'a-run', archive);
    const done = spawnSync('tar', ['xf', archive, '-C', folder], { encoding: 'utf8' });
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const into = temporary();
    expect(await unpackBundle(createReadStream(archive), into)).toMatchObject({ ok: true });
    for (const [path, text] of Object.entries(CONTENT)) {
      expect(readFileSync(join(folder, 'a-run', path), 'utf8')).toBe(text);
      expect(readFileSync(join(into, path), 'utf8')).toBe(text);
    }
  });

  it('is taken in as tar itself writes it', async () => {
    const folder = temporary();
    const from = bundle();
    for (const format of ['ustar', 'gnu', 'pax']) {
      const archive = join(folder, `${format}.tar`);
      expect(spawnSync('tar', ['cf', archive, `--format=${format}`, '-C', from, '.']).status).toBe(0);
      const into = temporary();
      expect(await unpackBundle(createReadStream(archive), into)).toMatchObject({ ok: true });
      expect(readFileSync(join(into, 'artefacts', HASH), 'utf8')).toBe('z');
    }
  });

  it('that was cut anywhere is none', async () => {
    const whole = await packed();
    for (const length of [0, 100, 512, 513, 2048, whole.length - 1600]) {
      const into = temporary();
      expect(await unpackBundle(pieces(whole.subarray(0, length)), into)).toMatchObject({
        ok: false,
        problem: { code: 'bundle-shape' },
      });
    }
  });

  it.each(['../../outside', '/etc/outside', 'artefacts/../../outside', 'artefacts/short', 'evil.sh', `artefacts/${HASH}.sh`])(
    'leads to no file but a bundle’s own: %s',
    async (path) => {
      const whole = Buffer.from(await packed());
      whole.fill(0, 0, 100);
      whole.write(path, 0);
      const into = temporary();
      expect(await unpackBundle(pieces(whole), into)).toMatchObject({ ok: false, problem: { code: 'bundle-shape' } });
      expect(readdirSync(into)).toEqual(['artefacts']);
      expect(readdirSync(join(into, '..')).filter((name) => name === 'outside')).toEqual([]);
    },
  );

  it('has no links, and is a tar archive', async () => {
    const link = Buffer.from(await packed());
    link.write('2', 156);
    expect(await unpackBundle(pieces(link), temporary())).toMatchObject({ ok: false });
    expect(await unpackBundle(pieces(Buffer.alloc(5000, 'PK')), temporary())).toMatchObject({
      ok: false,
      problem: { sentence: expect.stringContaining('no tar archive') as string },
    });
  });
});
