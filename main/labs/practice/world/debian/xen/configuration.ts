import type { Machine } from '../../machine.ts';
import type { XlConfig, XlDisk, XlInterface } from './state.ts';

type Value = string | readonly string[];

/** What xl says against a file; its status is 1. */
export interface XlProblem {
  readonly problem: readonly string[];
}

/** Reads a domain's file as xl does: assignments of strings, numbers and lists of strings. */
export function parseXlFile(text: string, path: string): ReadonlyMap<string, Value> | XlProblem {
  const values = new Map<string, Value>();
  const tokens = [...text.replace(/#.*$/gmu, (note, at: number) => (insideString(text, at) ? note : '')).matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[[\],=]|[^\s[\],='"]+|\n/gu)].map((found) => ({ word: found[0], at: found.index }));
  let at = 0;
  const skipLines = (): true => {
    while (tokens[at]?.word === '\n') at += 1;
    return true;
  };
  const syntax = (): XlProblem => {
    const before = text.slice(0, tokens[at]?.at ?? text.length);
    return { problem: [`${path}:${String(before.split('\n').length)}: config parsing error near \`${(tokens[at]?.word ?? '').slice(0, 20).replace('\n', '')}': syntax error, unexpected ${tokens[at] === undefined ? 'end of file' : 'IDENT'}, expecting STRING or NUMBER or '['`, `Failed to parse config: Invalid argument`] };
  };
  for (;;) {
    skipLines();
    const name = tokens[at];
    if (name === undefined) return values;
    if (!/^[A-Za-z_]\w*$/u.test(name.word)) return syntax();
    at += 1;
    if (tokens[at]?.word !== '=') return syntax();
    at += 1;
    const value = tokens[at];
    if (value === undefined) return syntax();
    if (value.word === '[') {
      at += 1;
      const items: string[] = [];
      for (skipLines(); tokens[at]?.word !== ']'; skipLines()) {
        const item = tokens[at];
        if (item === undefined || !/^["']/u.test(item.word)) return syntax();
        items.push(unquoted(item.word));
        at += 1;
        skipLines();
        if (tokens[at]?.word === ',') at += 1;
        else if (tokens[at]?.word !== ']') return syntax();
      }
      at += 1;
      values.set(name.word, items);
    } else {
      if (!/^["']/u.test(value.word) && !/^[0-9]/u.test(value.word)) return syntax();
      values.set(name.word, unquoted(value.word));
      at += 1;
    }
  }
} // prettier-ignore

function insideString(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return (line.match(/"/gu) ?? []).length % 2 === 1 || (line.match(/'/gu) ?? []).length % 2 === 1;
}

function unquoted(word: string): string {
  return /^["']/u.test(word) ? word.slice(1, -1) : word;
}

/** `phy:/dev/mapper/x,xvda,w`, `/dev/x,raw,xvda,rw`, `format=raw, vdev=xvda, access=rw, target=/x`. */
export function parseDisk(text: string): XlDisk | null {
  let rest = text.trim();
  let path: string | undefined;
  let vdev: string | undefined;
  let format = 'raw';
  let access = 'rw';
  const target = /(?:^|,)\s*target=(.*)$/u.exec(rest);
  if (target !== null) {
    path = target[1]?.trim();
    rest = rest.slice(0, target.index);
  }
  const words = rest.split(',').map((word) => word.trim());
  let position = 0;
  for (const word of words) {
    const pair = /^(vdev|format|access|backendtype|script)=(.*)$/u.exec(word);
    if (pair !== null) {
      if (pair[1] === 'vdev') vdev = pair[2];
      else if (pair[1] === 'format') format = pair[2] ?? 'raw';
      else if (pair[1] === 'access') access = pair[2] ?? 'rw';
      continue;
    }
    if (/^(raw|qcow|qcow2|vhd)$/u.test(word) && position > 0) format = word;
    else if (/^(xvd|hd|sd)[a-z]+[0-9]*(:\w+)?$/u.test(word)) vdev = word.replace(/:.*$/u, '');
    else if (/^(r|ro|w|rw|w!|!)$/u.test(word)) access = word;
    else if (word !== '' && path === undefined) path = word.replace(/^(phy|file|tap2?|aio|raw|tap:aio):/u, '').replace(/^(aio|raw):/u, '');
    position += 1;
  }
  if (path === undefined || vdev === undefined) return null;
  return { path: path.startsWith('/') ? path : `/dev/${path}`, vdev, format, readWrite: access.includes('w') || access === '!' };
} // prettier-ignore

function parseInterface(text: string, mac: () => string): XlInterface {
  const value = (name: string): string | undefined => new RegExp(`(?:^|,)\\s*${name}=([^,\\s]+)`, 'u').exec(text)?.[1];
  return { mac: (value('mac') ?? mac()).toLowerCase(), bridge: value('bridge') ?? 'xenbr0' };
}

/** A domain of what its file says, with the values of `xl create FILE NAME=VALUE` behind it. */
export function configurationOf(machine: Machine, values: ReadonlyMap<string, Value>): XlConfig | XlProblem {
  const text = (name: string): string | null => {
    const value = values.get(name);
    return typeof value === 'string' ? value : null;
  };
  const list = (name: string): readonly string[] => {
    const value = values.get(name);
    return value === undefined ? [] : typeof value === 'string' ? [value] : value;
  };
  const name = text('name');
  if (name === null) return { problem: ['Domain name must be specified.'] };
  const disks: XlDisk[] = [];
  for (const word of list('disk')) {
    const disk = parseDisk(word);
    if (disk === null)
      return {
        problem: [`xl: disk specification \`${word}': missing vdev or target`, `Failed to parse config: Invalid argument`],
      };
    disks.push(disk);
  }
  const memory = Number(text('memory') ?? '128');
  const { random } = machine.world;
  const mac = (): string => `00:16:3e:${[0, 0, 0].map(() => random.integer(0, 127).toString(16).padStart(2, '0')).join(':')}`;
  const root = text('root');
  return {
    name,
    uuid: text('uuid') ?? random.uuid(),
    memoryMib: memory,
    maximumMib: Number(text('maxmem') ?? memory),
    vcpus: Number(text('vcpus') ?? '1'),
    kernel: text('kernel'),
    ramdisk: text('ramdisk'),
    commandLine: text('cmdline') ?? [root === null ? '' : `root=${root}`, text('extra') ?? ''].filter((word) => word !== '').join(' '), // prettier-ignore
    bootloader: text('bootloader'),
    onPoweroff: text('on_poweroff') ?? 'destroy',
    onReboot: text('on_reboot') ?? 'restart',
    onCrash: text('on_crash') ?? 'destroy',
    disks,
    interfaces: list('vif').map((word) => parseInterface(word, mac)),
  };
}

/** Number of a virtual disk on the store: 51712 for xvda, and 16 more for each that follows. */
export function diskNumber(vdev: string): number {
  const [, letters = 'a', partition = '0'] = /^[a-z]+?d([a-z]+)(\d*)$/u.exec(vdev) ?? [];
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 96;
  return 51_712 + (index - 1) * 16 + Number(partition === '' ? '0' : partition);
}
