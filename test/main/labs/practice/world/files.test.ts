import { describe, expect, it } from 'vitest';
import { unixPart } from '../../../../../main/labs/practice/programs/unix/unix.ts';
import { executableText, programOf } from '../../../../../main/labs/practice/world/executable.ts';
import type { ComputedNodes } from '../../../../../main/labs/practice/world/part.ts';
import { smallWorld } from '../small-world.ts';

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (problem) {
    return (problem as { code?: string }).code ?? String(problem);
  }
};

describe('files of a machine', () => {
  it('answer as system calls do', () => {
    const { files } = smallWorld().machine;
    files.makeDirectory('/a/b', { parents: true });
    files.write('/a/b/f', 'text');
    expect(codeOf(() => files.readText('/a/none'))).toBe('ENOENT');
    expect(codeOf(() => files.readText('/a/b/f/g'))).toBe('ENOTDIR');
    expect(codeOf(() => files.readText('/a/b'))).toBe('EISDIR');
    expect(codeOf(() => { files.write('/none/f', ''); })).toBe('ENOENT'); // prettier-ignore
    expect(codeOf(() => { files.makeDirectory('/a'); })).toBe('EEXIST'); // prettier-ignore
    expect(codeOf(() => { files.remove('/a'); })).toBe('ENOTEMPTY'); // prettier-ignore
    files.symlink('loop', '/a/loop');
    expect(codeOf(() => files.readText('/a/loop'))).toBe('ELOOP');
  });

  it('follow links, also relative and through directories, and write through them', () => {
    const { files } = smallWorld().machine;
    files.makeDirectory('/x/y', { parents: true });
    files.symlink('../x/y', '/x/link');
    files.write('/x/link/f', 'one');
    files.symlink('y/f', '/x/file');
    files.write('/x/file', 'two');
    expect(files.readText('/x/y/f')).toBe('two');
    expect(files.realPath('/x/link/../file')).toBe('/x/y/f');
    files.remove('/x/file');
    expect(files.readText('/x/y/f')).toBe('two');
    files.symlink('new', '/x/dangling');
    files.write('/x/dangling', 'made');
    expect(files.readText('/x/new')).toBe('made');
  });

  it('keep bytes, holes and lengths', () => {
    const { files } = smallWorld().machine;
    const bytes = Uint8Array.from({ length: 256 }, (_unused, index) => index);
    files.write('/bytes', bytes);
    expect(files.readBytes('/bytes')).toEqual(bytes);
    files.append('/bytes', 'é');
    expect(files.stat('/bytes').size).toBe(258);
    files.writeRange('/hole', 5_000_000_000, new Uint8Array(1));
    expect(files.stat('/hole').size).toBe(5_000_000_001);
    expect(files.readRange('/hole', 4_999_999_999, 10)).toEqual(new Uint8Array(2));
    files.writeRange('/hole', 2, Buffer.from('ab'));
    expect([...files.readRange('/hole', 0, 5)]).toEqual([0, 0, 97, 98, 0]);
    files.truncate('/hole', 3);
    expect([...files.readBytes('/hole')]).toEqual([0, 0, 97]);
  });

  it('are another tree where one is mounted, and the old one again afterwards', () => {
    const { machine, world } = smallWorld();
    machine.files.makeDirectory('/mnt/disk');
    machine.files.write('/mnt/disk/below', '');
    const tree = world.createTree();
    machine.mount({ device: '/dev/sdb1', path: '/mnt/disk', type: 'ext3', options: 'rw', tree: tree.id });
    expect(machine.files.list('/mnt/disk')).toEqual([]);
    machine.files.write('/mnt/disk/on', 'x');
    expect(codeOf(() => { machine.files.rename('/mnt/disk/on', '/on'); })).toBe('EXDEV'); // prettier-ignore
    expect(codeOf(() => { machine.files.remove('/mnt/disk', { recursive: true }); })).toBe('EBUSY'); // prettier-ignore
    machine.unmount('/mnt/disk');
    expect(machine.files.list('/mnt/disk')).toEqual(['below']);
    machine.mount({ device: '/dev/sdb1', path: '/mnt/disk', type: 'ext3', options: 'ro', tree: tree.id });
    expect(machine.files.readText('/mnt/disk/on')).toBe('x');
    expect(codeOf(() => { machine.files.write('/mnt/disk/on', 'y'); })).toBe('EROFS'); // prettier-ignore
  });

  it('merge what is computed, the longest prefix first', () => {
    let written = '';
    const nodes: ComputedNodes[] = [
      { kind: 'rhel5', prefix: '/proc', node: (_world, _machine, path) => (path === '/proc' ? { kind: 'directory', entries: ['version'] } : path === '/proc/version' ? { kind: 'file', text: 'v\n' } : undefined) },
      { kind: 'rhel5', prefix: '/proc/mpp', node: (_world, _machine, path) => (path === '/proc/mpp' ? { kind: 'directory', entries: ['a'] } : path === '/proc/mpp/a' ? { kind: 'file', text: '1', write: (text) => { written = text; } } : undefined) }, // prettier-ignore
      { kind: 'rhel5', prefix: '/proc/absent', node: () => undefined },
    ]; // prettier-ignore
    const { files } = smallWorld([unixPart, { name: 'extra', nodes }], (machine) => {
      machine.mounts.push({ device: 'proc', path: '/proc', type: 'proc', options: 'rw', tree: null });
    }).machine;
    expect(files.list('/proc')).toEqual(expect.arrayContaining(['mpp', 'uptime', 'version']));
    expect(files.list('/proc')).not.toContain('absent');
    expect(files.readText('/proc/version')).toBe('v\n');
    files.write('/proc/mpp/a', 'busscan');
    expect(written).toBe('busscan');
    expect(codeOf(() => { files.write('/proc/version', ''); })).toBe('EACCES'); // prettier-ignore
    expect(codeOf(() => { files.write('/proc/new', ''); })).toBe('EACCES'); // prettier-ignore
    expect(codeOf(() => { files.remove('/proc/version'); })).toBe('EPERM'); // prettier-ignore
  });

  it('know a program by its content, wherever it was copied', () => {
    expect(programOf(executableText('/usr/sbin/xm'))).toBe('/usr/sbin/xm');
    expect(programOf('#!/bin/sh\n')).toBeNull();
  });
});
