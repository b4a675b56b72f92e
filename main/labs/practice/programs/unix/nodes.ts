import { posixKinds } from '../../world/kinds.ts';
import type { ComputedNode, ComputedNodes } from '../../world/part.ts';
import type { Machine } from '../../world/machine.ts';

/** Devices that every Linux has, and what /proc says of processes, boot and load. */
export const unixNodes: readonly ComputedNodes[] = posixKinds.flatMap((kind) => [
  { kind, prefix: '/dev', node: (_world, machine, path) => device(machine, path) },
  { kind, prefix: '/proc', node: (_world, machine, path) => processNode(machine, path) },
]);

const characters: Readonly<Record<string, readonly [number, number, number]>> = {
  null: [1, 3, 0o666], zero: [1, 5, 0o666], full: [1, 7, 0o666], random: [1, 8, 0o666], urandom: [1, 9, 0o444], tty: [5, 0, 0o666], console: [5, 1, 0o600], ptmx: [5, 2, 0o666],
}; // prettier-ignore
const standard: Readonly<Record<string, string>> = {
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
  fd: '/proc/self/fd',
};

function device(machine: Machine, path: string): ComputedNode | undefined {
  if (path === '/dev')
    return { kind: 'directory', entries: [...Object.keys(characters), ...Object.keys(standard), 'pts', 'shm'], mode: 0o755 };
  const name = path.slice(5);
  const character = characters[name];
  if (character !== undefined) return { kind: 'character', major: character[0], minor: character[1], mode: character[2] };
  const target = standard[name];
  if (target !== undefined) return { kind: 'link', target };
  const terminals = [...new Set(machine.state.processes.map((process) => process.tty))].filter((tty) => tty.startsWith('pts/'));
  if (name === 'pts') return { kind: 'directory', entries: terminals.map((tty) => tty.slice(4)), mode: 0o755 };
  if (terminals.includes(name)) return { kind: 'character', major: 136, minor: Number(name.slice(4)), mode: 0o620 };
  return name === 'shm' ? { kind: 'directory', entries: [], mode: 0o1777 } : undefined;
}

function processNode(machine: Machine, path: string): ComputedNode | undefined {
  const seconds = (machine.world.now() - machine.state.bootedAt) / 1000;
  const file = (text: string): ComputedNode => ({ kind: 'file', text });
  switch (path) {
    case '/proc':
      return {
        kind: 'directory',
        entries: ['uptime', 'loadavg', 'sys', 'self', ...machine.state.processes.map((process) => String(process.pid))],
      };
    case '/proc/uptime':
      return file(`${seconds.toFixed(2)} ${(seconds * 0.97).toFixed(2)}\n`);
    case '/proc/loadavg':
      return file(`0.00 0.00 0.00 1/${String(machine.state.processes.length)} ${String(machine.state.nextPid - 1)}\n`);
    case '/proc/sys':
      return { kind: 'directory', entries: ['kernel'] };
    case '/proc/sys/kernel':
      return { kind: 'directory', entries: ['hostname', 'random'] };
    case '/proc/sys/kernel/hostname':
      return { kind: 'file', text: `${machine.state.hostname}\n`, write: (text) => { machine.state.hostname = text.trim(); } }; // prettier-ignore
    case '/proc/sys/kernel/random':
      return { kind: 'directory', entries: ['boot_id', 'uuid'] };
    case '/proc/sys/kernel/random/boot_id':
      return file(`${machine.state.bootId}\n`);
    case '/proc/sys/kernel/random/uuid':
      return file(`${machine.world.random.uuid()}\n`);
    default:
      return ofProcess(machine, path);
  }
}

function ofProcess(machine: Machine, path: string): ComputedNode | undefined {
  const match = /^\/proc\/([0-9]+|self)(?:\/([a-z]+))?$/u.exec(path);
  if (match === null) return undefined;
  const process = match[1] === 'self' ? machine.state.processes.at(-1) : machine.process(Number(match[1]));
  if (process === undefined) return undefined;
  const name = (process.command.split(' ')[0] ?? '').replace(/^.*\//u, '');
  const user = machine.state.users.find((candidate) => candidate.name === process.user);
  switch (match[2]) {
    case undefined:
      return { kind: 'directory', entries: ['cmdline', 'stat', 'status'] };
    case 'cmdline':
      return { kind: 'file', text: process.command.startsWith('[') ? '' : `${process.command.split(' ').join('\0')}\0` };
    case 'stat':
      return {
        kind: 'file',
        text: `${String(process.pid)} (${name.slice(0, 15)}) ${process.state} ${String(process.parent)} ${String(process.group)} ${String(process.group)} 0 -1 4202496 0 0 0 0 0 0 0 0 15 0 1 0 ${String(Math.max(0, Math.floor((process.startedAt - machine.state.clockSkewMs - machine.state.bootedAt) / 10)))} 2109440 500\n`,
      };
    case 'status':
      return {
        kind: 'file',
        text: `Name:\t${name}\nState:\t${process.state} (sleeping)\nTgid:\t${String(process.pid)}\nPid:\t${String(process.pid)}\nPPid:\t${String(process.parent)}\nUid:\t${[0, 1, 2, 3].map(() => user?.uid ?? 0).join('\t')}\nGid:\t${[0, 1, 2, 3].map(() => user?.gid ?? 0).join('\t')}\n`,
      };
    default:
      return undefined;
  }
}
