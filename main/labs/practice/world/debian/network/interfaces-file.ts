import type { Machine } from '../../machine.ts';

/** A stanza of /etc/network/interfaces, see interfaces(5). */
export interface InterfaceStanza {
  readonly name: string;
  readonly method: string;
  readonly options: readonly (readonly [string, string])[];
}

export interface InterfacesFile {
  readonly automatic: readonly string[];
  readonly hotplug: readonly string[];
  readonly stanzas: readonly InterfaceStanza[];
}

/** Reads /etc/network/interfaces and what it takes in by `source`. */
export function readInterfaces(machine: Machine): InterfacesFile {
  const automatic: string[] = [];
  const hotplug: string[] = [];
  const stanzas: { name: string; method: string; options: (readonly [string, string])[] }[] = [];
  for (const line of linesOf(machine, '/etc/network/interfaces')) {
    const [word = '', ...rest] = line.split(/\s+/u);
    if (word === 'auto') automatic.push(...rest);
    else if (word === 'allow-hotplug') hotplug.push(...rest);
    else if (word === 'iface') stanzas.push({ name: rest[0] ?? '', method: rest[2] ?? 'manual', options: [] });
    else stanzas.at(-1)?.options.push([word.replace(/_/gu, '-'), rest.join(' ')]);
  }
  return { automatic, hotplug, stanzas };
}

function linesOf(machine: Machine, path: string): readonly string[] {
  const { files } = machine;
  if (!files.isFile(path)) return [];
  return files.readText(path).replace(/\\\n/gu, ' ').split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const source = /^(source|source-directory)\s+(\S+)/u.exec(line);
      if (source === null) return [line];
      const folder = (source[2] ?? '').replace(/\/\*$/u, '');
      if (!files.isDirectory(folder)) return [];
      return [...files.list(folder)].sort().filter((name) => /^[A-Za-z0-9_-]+$/u.test(name)).flatMap((name) => linesOf(machine, `${folder}/${name}`));
    }); // prettier-ignore
}
