import type { Machine } from '../../machine.ts';
import type { MapSettings } from './settings.ts';

const bindingsFile = '/etc/multipath/bindings';
const wwidsFile = '/etc/multipath/wwids';

const bindingsHeader = `# Multipath bindings, Version : 1.0
# NOTE: this file is automatically maintained by the multipath program.
# You should not need to edit this file in normal circumstances.
#
# Format:
# alias wwid
#
`;
const wwidsHeader = `# Multipath wwids, Version : 1.0
# NOTE: This file is automatically maintained by multipath and multipathd.
# You should not need to edit this file in normal circumstances.
#
# Valid WWIDs:
`;

/** The name of a WWID's map: its alias, a binding (made where there is none), or the WWID. */
export function nameOf(machine: Machine, wwid: string, settings: MapSettings): string {
  if (settings.alias !== null) return settings.alias;
  if (!settings.userFriendlyNames) return wwid;
  const { files } = machine;
  const text = files.isFile(bindingsFile) ? files.readText(bindingsFile) : bindingsHeader;
  const bindings = text.split('\n').flatMap((line) => {
    const [name, bound] = line.trim().split(/\s+/u);
    return name === undefined || bound === undefined || name.startsWith('#') ? [] : [{ name, bound }];
  });
  const mine = bindings.find(({ bound }) => bound === wwid);
  if (mine !== undefined) return mine.name;
  let index = 0;
  const taken = new Set(bindings.map(({ name }) => name));
  while (taken.has(`${settings.aliasPrefix}${letters(index)}`)) index += 1;
  const name = `${settings.aliasPrefix}${letters(index)}`;
  files.makeDirectory('/etc/multipath', { parents: true });
  files.write(bindingsFile, `${text}${name} ${wwid}\n`, 0o600);
  return name;
}

function letters(index: number): string {
  return index < 26 ? String.fromCharCode(97 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);
}

/** WWIDs that a map was made of once. */
export function knownWwids(machine: Machine): readonly string[] {
  if (!machine.files.isFile(wwidsFile)) return [];
  return [...machine.files.readText(wwidsFile).matchAll(/^\/([^/\n]+)\/$/gmu)].map((found) => found[1] ?? '');
}

export function rememberWwid(machine: Machine, wwid: string): boolean {
  if (knownWwids(machine).includes(wwid)) return false;
  const { files } = machine;
  files.makeDirectory('/etc/multipath', { parents: true });
  files.write(wwidsFile, `${files.isFile(wwidsFile) ? files.readText(wwidsFile) : wwidsHeader}/${wwid}/\n`, 0o600);
  return true;
}

export function forgetWwid(machine: Machine, wwid: string): boolean {
  if (!knownWwids(machine).includes(wwid)) return false;
  machine.files.write(wwidsFile, machine.files.readText(wwidsFile).replace(`/${wwid}/\n`, ''), 0o600);
  return true;
}
