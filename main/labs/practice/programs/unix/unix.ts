import { grepWords } from './grep-words.ts';
import type { CommandName } from 'just-bash';
import { shellPrograms } from '../../shell/launch.ts';
import { fileTool, shortOptions, textTool } from '../../shell/tools.ts';
import { executable } from '../../world/executable.ts';
import { posixKinds } from '../../world/kinds.ts';
import type { WorldPart } from '../../world/part.ts';
import type { Tree } from '../../world/tree.ts';
import type { Program } from '../program.ts';
import { interpreter, last, passwd, su, top, yum } from './accounts.ts';
import { dd, sync } from './blocks.ts';
import { chmod, chown, cp, ln, mkdir, mv, rm, rmdir, touch } from './files.ts';
import { date, hostname, id, tty, uptime, w, who, whoami } from './identity.ts';
import { ls, readlink, stat } from './listing.ts';
import { unixNodes } from './nodes.ts';
import { hexdump, od } from './octal-dump.ts';
import { byName, kill, nice, nohup, ps, setsid, sleep } from './processes.ts';
import {
  dmesg,
  echo,
  env,
  falseProgram,
  logger,
  mktemp,
  printenv,
  printfProgram,
  pwd,
  stty,
  testProgram,
  trueProgram,
} from './small.ts';
import { cat, cmp, head, sed, tail, tee, which, xargs, yes } from './streams.ts';
import { sum } from './sums.ts';
import { vi } from './vi/vi.ts';

/** Programs of coreutils, procps, util-linux and their like that know nothing of Xen or storage, at their places on RHEL 5. */
const programs: Readonly<Record<string, Program>> = {
  ...Object.fromEntries([...shellPrograms].map((path) => [path, startedByShell] as const)),
  ...tools('/bin', ['cut', 'sort'], (name) => textTool(name, (call) => shortOptions(call.args, name === 'cut' ? 'bcdf' : 'koStT'))),
  ...tools('/bin', ['grep', 'egrep', 'fgrep'], (name) => textTool(name, (call) => shortOptions(grepWords(call), 'ABCdDefm'))),
  ...tools('/usr/bin', ['uniq', 'paste', 'fold', 'split'], (name) => textTool(name, (call) => shortOptions(call.args, { uniq: 'fsw', paste: 'd', fold: 'w', split: 'abCl' }[name as 'uniq']))),
  ...tools('/usr/bin', ['awk', 'tr', 'wc', 'join', 'comm', 'nl', 'expand', 'unexpand', 'tac', 'rev', 'strings', 'diff', 'base64', 'column'], textTool),
  ...tools('/usr/bin', ['find', 'dirname', 'expr', 'seq', 'file'], fileTool),
  '/bin/gawk': textTool('awk'),
  '/bin/awk': textTool('awk'),
  '/usr/bin/clear': trueProgram,
  '/bin/basename': fileTool('basename'),
  '/bin/tar': textTool('tar'),
  '/bin/gzip': textTool('gzip'),
  '/bin/gunzip': textTool('gunzip'),
  '/bin/zcat': textTool('zcat'),
  '/bin/cat': cat, '/usr/bin/head': head, '/usr/bin/tail': tail, '/usr/bin/tee': tee, '/usr/bin/yes': yes, '/bin/sed': sed, '/usr/bin/which': which, '/usr/bin/xargs': xargs, '/usr/bin/cmp': cmp,
  '/bin/mkdir': mkdir, '/bin/rmdir': rmdir, '/bin/rm': rm, '/bin/cp': cp, '/bin/mv': mv, '/bin/ln': ln, '/bin/touch': touch, '/bin/chmod': chmod, '/bin/chown': chown, '/bin/chgrp': chown,
  '/bin/ls': ls, '/usr/bin/stat': stat, '/usr/bin/readlink': readlink,
  '/usr/bin/od': od, '/usr/bin/hexdump': hexdump, '/bin/dd': dd, '/bin/sync': sync,
  '/usr/bin/md5sum': sum('md5'), '/usr/bin/sha1sum': sum('sha1'), '/usr/bin/sha224sum': sum('sha224'), '/usr/bin/sha256sum': sum('sha256'), '/usr/bin/sha384sum': sum('sha384'), '/usr/bin/sha512sum': sum('sha512'),
  '/bin/ps': ps, '/bin/kill': kill, '/bin/sleep': sleep, '/usr/bin/nohup': nohup,
  '/usr/bin/setsid': setsid,
  '/bin/nice': nice, '/usr/bin/pgrep': byName('pgrep'), '/usr/bin/pkill': byName('pkill'), '/usr/bin/killall': byName('killall'), '/sbin/pidof': byName('pidof'),
  '/usr/bin/id': id, '/usr/bin/whoami': whoami, '/bin/hostname': hostname, '/bin/date': date, '/usr/bin/uptime': uptime, '/usr/bin/who': who, '/usr/bin/w': w, '/usr/bin/tty': tty,
  '/bin/vi': vi, '/bin/su': su, '/usr/bin/passwd': passwd, '/usr/bin/last': last, '/usr/bin/top': top, '/usr/bin/yum': yum,
  '/usr/bin/python': interpreter('Python 2.4.3\n', true), '/usr/bin/perl': interpreter('\nThis is perl, v5.8.8 built for i386-linux-thread-multi\n\n', false),
  '/bin/true': trueProgram, '/bin/false': falseProgram, '/bin/echo': echo, '/usr/bin/printf': printfProgram, '/usr/bin/test': testProgram, '/usr/bin/[': testProgram, '/bin/env': env, '/usr/bin/env': env, '/usr/bin/printenv': printenv, '/bin/pwd': pwd, '/bin/mktemp': mktemp, '/bin/dmesg': dmesg, '/bin/stty': stty, '/usr/bin/logger': logger,
}; // prettier-ignore

/** Stands at the shell's own paths, so that they exist wherever programs are listed; launch.ts starts a shell before it looks here. */
function startedByShell(): Promise<number> {
  return Promise.reject(new Error('A shell is not started as a program'));
}

function tools(folder: string, names: readonly CommandName[], make: (name: CommandName) => Program): Record<string, Program> {
  return Object.fromEntries(names.map((name) => [`${folder}/${name}`, make(name)]));
}

export const unixPart: WorldPart = {
  name: 'unix',
  programs: Object.fromEntries(posixKinds.map((kind) => [kind, programs])),
  nodes: unixNodes,
};

/** Paths at which an installed system has these programs, the shell included. */
export const unixPaths: readonly string[] = Object.keys(programs);

/** Puts their files into a tree (of a fresh system, or of one that an installer makes), with the directories above them. */
export function placeUnix(tree: Tree, mtime: number): void {
  for (const path of [
    ...unixPaths,
    '/root/x',
    '/tmp/x',
    '/var/tmp/x',
    '/dev/x',
    '/proc/x',
    '/sys/x',
    '/var/log/x',
    '/var/run/x',
    '/etc/x',
    '/mnt/x',
    '/opt/x',
    '/home/x',
    '/boot/x',
  ]) {
    const parts = path.split('/').slice(1, -1);
    for (const [index] of parts.entries()) {
      const directory = `/${parts.slice(0, index + 1).join('/')}`;
      const mode = directory === '/tmp' || directory === '/var/tmp' ? 0o1777 : directory === '/root' ? 0o750 : 0o755;
      if (tree.get(directory) === undefined) tree.set(directory, { kind: 'directory', mode, uid: 0, gid: 0, mtime });
    }
  }
  for (const path of unixPaths) tree.set(path, executable(path, mtime));
}
