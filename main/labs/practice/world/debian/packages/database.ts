import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import type { DebPackage } from './definition.ts';

const statusFile = '/var/lib/dpkg/status';
const infoFolder = '/var/lib/dpkg/info';

/** A stanza of the dpkg database. */
export interface PackageRecord {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly section: string;
  readonly summary: string;
  readonly installedKib: number;
  readonly depends: readonly string[];
  /** `install ok installed`, `deinstall ok config-files`. */
  readonly status: string;
}

/** What dpkg knows, in the order of its file. */
export function readDatabase(machine: Machine): readonly PackageRecord[] {
  if (!machine.files.isFile(statusFile)) return [];
  return parseControl(machine.files.readText(statusFile));
}

/** Stanzas of a control file: the database, or a Packages file. */
export function parseControl(text: string): readonly PackageRecord[] {
  return text.split('\n\n').flatMap((stanza) => {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'mu').exec(stanza)?.[1] ?? '';
    if (field('Package') === '') return [];
    return [
      {
        name: field('Package'),
        version: field('Version'),
        architecture: field('Architecture'),
        section: field('Section'),
        summary: field('Description'),
        installedKib: Number(field('Installed-Size')) || 0,
        depends: field('Depends') === '' ? [] : field('Depends').split(', '),
        status: field('Status'),
      },
    ];
  });
}

/** A stanza as the database and a Packages file have it. */
export function controlOf(one: DebPackage, status: string | null): string {
  return [
    `Package: ${one.name}`,
    ...(status === null ? [] : [`Status: ${status}`]),
    'Priority: optional',
    `Section: ${one.section}`,
    `Installed-Size: ${String(one.installedKib)}`,
    'Maintainer: Debian Developers <packages@lists.debian.org>',
    `Architecture: ${one.architecture}`,
    `Version: ${one.version}`,
    ...(one.depends.length === 0 ? [] : [`Depends: ${one.depends.join(', ')}`]),
    `Description: ${one.summary}`,
    '',
  ].join('\n');
}

export function isInstalled(machine: Machine, name: string): boolean {
  return readDatabase(machine).some((one) => one.name === name && one.status === 'install ok installed');
}

/** Notes a package as installed, with the list of its files. */
export function recordPackage(machine: Machine, one: DebPackage, files: readonly string[]): void {
  machine.files.makeDirectory(infoFolder, { parents: true });
  const before = machine.files.isFile(statusFile) ? machine.files.readText(statusFile) : '';
  const others = before.split('\n\n').filter((stanza) => stanza.trim() !== '' && !stanza.startsWith(`Package: ${one.name}\n`)); // prettier-ignore
  const all = [...others.map((stanza) => `${stanza.trim()}\n`), controlOf(one, 'install ok installed')];
  machine.files.write(statusFile, `${all.sort().join('\n')}\n`);
  machine.files.write(`${infoFolder}/${one.name}.list`, files.map((path) => `${path}\n`).join(''));
}

/** Notes a package as removed; `purge` forgets it. */
export function forgetPackage(machine: Machine, name: string, purge: boolean): void {
  const text = machine.files.readText(statusFile);
  const stanzas = text.split('\n\n').flatMap((stanza) => {
    if (!stanza.startsWith(`Package: ${name}\n`)) return stanza.trim() === '' ? [] : [stanza.trim()];
    return purge ? [] : [stanza.trim().replace(/^Status: .*$/mu, 'Status: deinstall ok config-files')];
  });
  machine.files.write(statusFile, `${stanzas.join('\n\n')}\n\n`);
}

/** Files that a package put there. */
export function filesOf(machine: Machine, name: string): readonly string[] | null {
  const path = `${infoFolder}/${name}.list`;
  try {
    return machine.files.readText(path).split('\n').filter((line) => line !== '');
  } catch (problem) {
    if (problem instanceof FileError) return null;
    throw problem;
  }
} // prettier-ignore
