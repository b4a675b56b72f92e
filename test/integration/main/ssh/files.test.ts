import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readHostFile, restoreHostFile, sha256, writeHostFile } from '../../../../main/ssh/files.ts';
import { readLease, releaseLease, takeLease } from '../../../../main/ssh/lease.ts';
import { bytesSource, fileSource, putFile } from '../../../../main/ssh/put.ts';
import type { HostSession } from '../../../../main/ssh/session.ts';
import { createSessions, type Sessions } from '../../../../main/ssh/sessions.ts';
import { startRealHost, type RealHost } from '../../../hosts/real-host.ts';
import { testPorts } from '../../../hosts/ssh-ports.ts';

let host: RealHost;
let sessions: Sessions;
let session: HostSession;
let folder = '';

beforeAll(async () => {
  host = await startRealHost();
  sessions = createSessions({ xen1: host.target() }, testPorts(host.folder));
});
afterAll(async () => {
  await sessions.dispose();
  await host.dispose();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "xenpath files it's-"));
  const result = await sessions.open('xen1');
  if (!result.ok) throw new Error(result.problem.sentence);
  session = result.value;
});
afterEach(async () => rm(folder, { recursive: true }));

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe('reading and writing files', () => {
  it('reads content, mode, owner and hash; every byte as it is', async () => {
    const path = join(folder, 'grub.conf');
    const content = new Uint8Array(Array.from({ length: 1024 }, (_, index) => index % 256));
    await writeFile(path, content);
    await chmod(path, 0o640);
    const read = await readHostFile(session, path);
    expect(read).toMatchObject({
      ok: true,
      value: { path, target: path, mode: '0640', owner: host.user, size: 1024, sha256: sha256(content) },
    });
    expect(read.ok && read.value !== null && Buffer.from(read.value.content).equals(Buffer.from(content))).toBe(true);
    expect(await readHostFile(session, join(folder, 'none'))).toEqual({ ok: true, value: null });
    expect(await readHostFile(session, join(folder, 'none', 'none'))).toEqual({ ok: true, value: null });
    expect(await readHostFile(session, folder)).toMatchObject({ ok: false, problem: { code: 'file-not-readable' } });
    expect(await readHostFile(session, path, { limitBytes: 100 })).toMatchObject({
      ok: false,
      problem: { code: 'file-too-large' },
    });
    await writeFile(path, '');
    expect(await readHostFile(session, path)).toMatchObject({ ok: true, value: { size: 0, content: new Uint8Array() } });
  });

  it('writes behind a link, keeps the mode and a copy, leaves nothing beside, and does it once', async () => {
    const real = join(folder, 'grub.conf');
    const link = join(folder, 'link');
    await writeFile(real, 'old\n');
    await chmod(real, 0o600);
    await symlink('grub.conf', link);
    const request = { path: link, content: bytes('new\n'), expected: sha256(bytes('old\n')), run: 'r1' };
    const written = await writeHostFile(session, request);
    expect(written).toEqual({
      ok: true,
      value: { target: real, sha256: sha256(bytes('new\n')), backup: `${real}.xenpath-r1`, changed: true },
    });
    expect(await readFile(link, 'utf8')).toBe('new\n');
    expect((await stat(real)).mode & 0o777).toBe(0o600);
    expect(await readFile(`${real}.xenpath-r1`, 'utf8')).toBe('old\n');
    expect(await readdir(folder)).toEqual(['grub.conf', 'grub.conf.xenpath-r1', 'link']);
    expect(await writeHostFile(session, request)).toMatchObject({ ok: true, value: { changed: false } });
    // A second edit in the same run keeps the first copy: that is what there was before the run.
    await writeHostFile(session, { ...request, content: bytes('newer\n'), expected: sha256(bytes('new\n')) });
    expect(await readFile(`${real}.xenpath-r1`, 'utf8')).toBe('old\n');
    expect(
      await restoreHostFile(session, { path: link, left: sha256(bytes('new\n')), backup: `${real}.xenpath-r1` }),
    ).toMatchObject({
      ok: false,
      problem: { code: 'file-changed' },
    });
    const restored = await restoreHostFile(session, { path: link, left: sha256(bytes('newer\n')), backup: `${real}.xenpath-r1` });
    expect(restored).toEqual({ ok: true, value: { sha256: sha256(bytes('old\n')) } });
    expect(await readFile(real, 'utf8')).toBe('old\n');
  });

  it('does not write over what somebody else changed, nor where something has come to be', async () => {
    const path = join(folder, 'modprobe.conf');
    await writeFile(path, 'theirs\n');
    const refused = await writeHostFile(session, {
      path,
      content: bytes('ours\n'),
      expected: sha256(bytes('read\n')),
      run: 'r1',
    });
    expect(refused).toMatchObject({ ok: false, problem: { code: 'file-changed' } });
    expect(await writeHostFile(session, { path, content: bytes('ours\n'), expected: null })).toMatchObject({
      ok: false,
      problem: { code: 'file-changed' },
    });
    expect(await readFile(path, 'utf8')).toBe('theirs\n');
    expect(await readdir(folder)).toEqual(['modprobe.conf']);
  });

  it('makes a new file with its mode, and takes it away again', async () => {
    const path = join(folder, 'test0');
    const made = await writeHostFile(session, {
      path,
      content: bytes('name = "test0"\n'),
      expected: null,
      mode: '0640',
      run: 'r1',
    });
    expect(made).toMatchObject({ ok: true, value: { backup: null, changed: true } });
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await restoreHostFile(session, { path, left: sha256(bytes('name = "test0"\n')), backup: null })).toMatchObject({
      ok: true,
    });
    expect(await readdir(folder)).toEqual([]);
    expect(
      await writeHostFile(session, { path: join(folder, 'a', 'b', 'c'), content: bytes('x'), expected: null }),
    ).toMatchObject({
      ok: false,
      problem: { code: 'file-not-written' },
    });
  });

  it('a full disk leaves the file as it was', async () => {
    // /dev/full fails every write with ENOSPC; the name of the new file leads there.
    const path = join(folder, 'grub.conf');
    await writeFile(path, 'old\n');
    await symlink('/dev/full', `${path}.xenpath-new`);
    const result = await writeHostFile(session, { path, content: bytes('new\n'), expected: sha256(bytes('old\n')) });
    expect(result).toMatchObject({ ok: false, problem: { code: 'file-not-written' } });
    expect(!result.ok && result.problem.sentence).toContain('No space left on device');
    expect(await readFile(path, 'utf8')).toBe('old\n');
  });
});

describe('putting files', () => {
  it('puts, compares, and does nothing the second time', async () => {
    const to = join(folder, 'new folder', 'kernel-xen.rpm');
    const source = bytesSource(new Uint8Array(Buffer.alloc(3_000_000, 'rpm ')));
    const progress: number[] = [];
    const request = { source, to, mode: '0644', run: 'r1', onProgress: (done: number) => progress.push(done) };
    expect(await putFile(session, request)).toEqual({
      ok: true,
      value: { changed: true, resumedFrom: 0, sha256: source.sha256, backup: null },
    });
    expect(sha256(await readFile(to))).toBe(source.sha256);
    expect((await stat(to)).mode & 0o777).toBe(0o644);
    expect(progress.at(-1)).toBe(source.size);
    expect([...progress].sort((a, b) => a - b)).toEqual(progress);
    expect(await putFile(session, request)).toMatchObject({ ok: true, value: { changed: false } });
    expect(await readdir(join(folder, 'new folder'))).toEqual(['kernel-xen.rpm']);
  });

  it('keeps what was there before, as it was before the run', async () => {
    const to = join(folder, 'kept');
    await writeFile(to, 'of somebody else');
    const put = (text: string) => putFile(session, { source: bytesSource(bytes(text)), to, mode: '0600', run: 'r1' });
    expect(await put('ours')).toMatchObject({ ok: true, value: { backup: `${to}.xenpath-r1` } });
    expect(await put('ours again')).toMatchObject({ ok: true, value: { backup: `${to}.xenpath-r1` } });
    expect(await readFile(`${to}.xenpath-r1`, 'utf8')).toBe('of somebody else');
    expect(await readFile(to, 'utf8')).toBe('ours again');
  });

  it('goes on where a cut transfer ended, unless what is there is something else', async () => {
    const local = join(folder, 'local');
    await writeFile(local, Buffer.alloc(2_000_000, 'abcdefg'));
    const source = await fileSource(local);
    const to = join(folder, 'remote');
    await writeFile(`${to}.xenpath-part`, await readFile(local));
    await truncate(`${to}.xenpath-part`, 1_234_567);
    expect(await putFile(session, { source, to, mode: '0600', run: 'r1' })).toMatchObject({
      ok: true,
      value: { resumedFrom: 1_234_567, sha256: source.sha256 },
    });
    await rm(to);
    await writeFile(`${to}.xenpath-part`, 'of another file');
    expect(await putFile(session, { source, to, mode: '0600', run: 'r1' })).toMatchObject({
      ok: true,
      value: { resumedFrom: 0, sha256: source.sha256 },
    });
    expect(sha256(await readFile(to))).toBe(source.sha256);
  });

  it('keeps what arrived when it is interrupted', async () => {
    const source = bytesSource(new Uint8Array(Buffer.alloc(60_000_000, 'x')));
    const to = join(folder, 'big');
    const stop = new AbortController();
    const cut = await putFile(session, {
      source,
      to,
      mode: '0600',
      run: 'r1',
      signal: stop.signal,
      onProgress: (done) => done > 10_000_000 && stop.abort(),
    });
    expect(cut).toMatchObject({ ok: false, problem: { code: 'interrupted' } });
    const again = await putFile(session, { source, to, mode: '0600', run: 'r1' });
    expect(again).toMatchObject({ ok: true, value: { sha256: source.sha256 } });
    expect(again.ok && again.value.resumedFrom).toBeGreaterThan(1_000_000);
  });

  it('asks for room before it sends', async () => {
    const source = { ...bytesSource(bytes('x')), size: 1e15 };
    expect(await putFile(session, { source, to: join(folder, 'huge'), mode: '0600', run: 'r1' })).toMatchObject({
      ok: false,
      problem: { code: 'disk-full' },
    });
  });
});

describe('leases', () => {
  const holder = (run: string) => ({ run, operator: "o'neil", machine: 'desk 1', at: '2026-01-02T03:04:05.000Z' });

  it('is held by one run at a time, says by whom, and is broken only by name', async () => {
    const options = { folder: join(folder, 'lease') };
    expect(await readLease(session, options)).toEqual({ ok: true, value: null });
    expect(await takeLease(session, holder('run-1'), options)).toMatchObject({ ok: true });
    expect(await takeLease(session, holder('run-1'), options)).toMatchObject({ ok: true });
    const other = await takeLease(session, holder('run-2'), options);
    expect(other).toMatchObject({ ok: false, problem: { code: 'host-leased' } });
    expect(!other.ok && other.problem.sentence).toMatch(/run-1 of o'neil on desk 1 since 2026/u);
    expect(await releaseLease(session, 'run-2', options)).toEqual({ ok: true, value: false });
    expect(await readLease(session, options)).toMatchObject({ ok: true, value: { holder: { run: 'run-1' } } });
    expect(await releaseLease(session, 'run-1', options)).toEqual({ ok: true, value: true });
    expect(await readdir(folder)).toEqual([]);
    expect(await releaseLease(session, 'run-1', options)).toEqual({ ok: true, value: false });
  });

  it('goes to one of many who ask at once', async () => {
    const options = { folder: join(folder, 'lease') };
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => takeLease(session, holder(`run-${index}`), options)));
    expect(all.filter((result) => result.ok)).toHaveLength(1);
  });

  it('one that a reboot has emptied is its own again only for the run that had it', async () => {
    const options = { folder: join(folder, 'lease') };
    await mkdir(options.folder);
    expect(await takeLease(session, holder('run-2'), options)).toMatchObject({ ok: false, problem: { code: 'host-leased' } });
    expect(await takeLease(session, holder('run-1'), { ...options, heldBefore: true })).toMatchObject({ ok: true });
    expect(await readLease(session, options)).toMatchObject({ ok: true, value: { holder: { run: 'run-1' } } });
  });

  it('says when it cannot be taken', async () => {
    expect(await takeLease(session, holder('run-1'), { folder: '/proc/xenpath.lease' })).toMatchObject({
      ok: false,
      problem: { code: 'lease-not-possible' },
    });
  });
});
