import { inert } from '../evidence/inert.ts';
import { STATE_MARKS, type ElementKind, type TopologyElement, type TopologyLink } from './model.ts';

/** How kinds of elements are called. */
export const KIND_WORDS: Readonly<Record<ElementKind, string>> = {
  host: 'host',
  hypervisor: 'hypervisor',
  domain: 'domain 0',
  module: 'kernel module',
  'hba-port': 'host bus adapter port',
  switch: 'switch',
  'switch-port': 'switch port',
  array: 'storage array',
  controller: 'controller',
  'controller-port': 'controller port',
  lun: 'LUN',
  multipath: 'multipath driver',
  device: 'block device',
  partition: 'partition',
  'file-system': 'file system',
  image: 'image file',
  guest: 'guest',
  'guest-disk': 'disk of a guest',
};

/** A link by its kind and what is written on it; a label that says the kind itself stands alone: `cable c1`, `owns`, `owns now`. */
export function linkWords({ kind, label }: Pick<TopologyLink, 'kind' | 'label'>): string {
  if (label === null || label === '') return kind;
  return label === kind || label.startsWith(`${kind} `) ? label : `${kind} ${label}`;
}

/** What it is and how it is called, said once where its name says what it is: `host bus adapter port 1`, `LUN 3`, `switch sw1`. */
export function calledByKind({ kind, name }: Pick<TopologyElement, 'kind' | 'name'>): string {
  const word = KIND_WORDS[kind];
  if (name.toLowerCase().includes(word.toLowerCase()) || kind === 'domain') return name;
  const [first = ''] = name.split(' ', 1);
  return word.endsWith(` ${first}`) ? `${word.slice(0, -first.length)}${name}` : `${word} ${name}`;
}

/** What stands in an element's box: its name, and a line with the state's word and what tells it apart. */
export interface BoxText {
  readonly name: string;
  readonly line: string;
}

/** What stands in the box of an element: its name and one line about it. */
export function boxText(element: TopologyElement): BoxText {
  const fact = (name: string): string | null => element.facts.findLast((one) => one.name === name)?.value ?? null;
  const more = ((): string | null => {
    switch (element.kind) {
      case 'host':
        return fact('product');
      case 'hypervisor':
      case 'multipath':
        return fact('version');
      case 'hba-port':
      case 'controller-port':
        return fact('WWPN');
      case 'lun':
        return [fact('logical drive'), sizeText(fact('bytes'))].filter((text) => text !== null).join(', ');
      case 'switch-port':
        return fact('speed');
      case 'module':
        return fact('driver');
      case 'guest':
        return fact('memory (MiB)') === null ? null : `${fact('memory (MiB)') ?? ''} MiB`;
      case 'image':
      case 'device':
        return sizeText(fact('bytes'));
      case 'file-system':
        return fact('type');
      case 'domain':
      case 'switch':
      case 'array':
      case 'controller':
      case 'partition':
      case 'guest-disk':
        return null;
    }
  })();
  const name = element.kind === 'image' ? element.name.replace(/^.*\//u, '') : element.name;
  const { word } = STATE_MARKS[element.state];
  return {
    name: inert(name, { limit: 40 }),
    line: inert(more === null || more === '' ? word : `${word} · ${more}`, { limit: 44 }),
  };
}

function sizeText(bytes: string | null): string | null {
  const size = Number(bytes);
  if (bytes === null || !Number.isFinite(size)) return null;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10));
  const value = size / 2 ** (10 * power);
  return `${value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}
