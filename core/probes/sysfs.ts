import type { Leaf } from './cited.ts';
import { leaf } from './cited.ts';
import { mustMatch, unreadable } from './reading.ts';
import type { Reading } from './reading.ts';
import type { Section } from './sections.ts';
import type { Line } from './text.ts';

/** One file of a device in sysfs, as `grep -H ""` prints it: `/sys/class/fc_host/host3/port_name:0x21...`. */
export interface SysfsValue {
  readonly line: Line;
  /** Bytes of the device's directory name. */
  readonly device: Leaf<string>;
  readonly attribute: string;
  readonly value: Leaf<string>;
}

/** A command that prints these attributes of every device of a class, one line each; a kernel that lacks one lacks its lines. */
export function sysfsCommand(pattern: string, attributes: readonly string[]): string {
  return `for a in ${attributes.join(' ')}; do /bin/grep -H "" ${pattern}/$a; done 2>/dev/null; true`;
}

/** Devices in the order of their names' numbers, each with its attributes. An attribute that comes twice ends the parse. */
export function sysfsDevices(
  section: Section,
  reading: Reading,
  directory: string,
): readonly { readonly device: Leaf<string>; readonly values: ReadonlyMap<string, SysfsValue> }[] {
  const devices = new Map<string, { device: Leaf<string>; values: Map<string, SysfsValue> }>();
  for (const line of section.lines) {
    if (line.text.trim() === '') {
      reading.ignore(line);
      continue;
    }
    if (!line.text.startsWith(`${directory}/`)) unreadable(`A file below ${directory} was expected`, line);
    const match = mustMatch(line, /^[\w/]*\/([A-Za-z0-9_.:-]+)\/([a-z_]+):(.*?)\s*$/du, 'A file of sysfs and its value');
    const value = { line, device: match.text(1), attribute: match.raw(2), value: match.text(3) };
    const found = devices.get(value.device.value) ?? { device: value.device, values: new Map<string, SysfsValue>() };
    if (found.values.has(value.attribute)) unreadable('An attribute came twice', line);
    found.values.set(value.attribute, value);
    devices.set(value.device.value, found);
  }
  return [...devices.values()].sort((a, b) => naturally(a.device.value, b.device.value));
}

/** host2 before host10. */
function naturally(a: string, b: string): number {
  const numbers = (name: string): readonly number[] => (name.match(/[0-9]+/gu) ?? []).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? -1) - (right[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A WWN as fabrics write it, `21:00:00:e0:8b:9a:1c:5e`, from sysfs' `0x210000e08b9a1c5e`. */
export function wwnOf(found: SysfsValue): Leaf<string> {
  const digits = /^0x([0-9a-fA-F]{16})$/u.exec(found.value.value)?.[1] ?? unreadable('A WWN was expected', found.line);
  return leaf(digits.toLowerCase().replace(/(..)(?=.)/gu, '$1:'), found.value.at);
}

/** The number at the end of a device's name: 3 of `host3`. */
export function numberOf(device: Leaf<string>, line: Line): Leaf<number> {
  const digits = /[0-9]{1,6}$/u.exec(device.value)?.[0] ?? unreadable('A device with a number was expected', line);
  return leaf(Number(digits), { ...device.at, start: device.at.end - digits.length });
}
