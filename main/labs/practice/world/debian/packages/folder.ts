import type { Machine } from '../../machine.ts';
import { parseControl, readDatabase, type PackageRecord } from './database.ts';
import { debFile, type DebPackage } from './definition.ts';
import { basePackages } from './base.ts';
import { laterPackages } from './later.ts';

/** Where a host finds packages without a network: the only source that its apt has. */
export const packageFolder = '/srv/packages';

const marker = '!<arch>\ndebian-binary practice package ';

/** Content of a package's file; dpkg and apt read the name out of it. */
export function debContent(one: DebPackage): string {
  return `${marker}${one.name} ${one.version}\n`;
}

/** The package that a file is; null when it is none. */
export function packageInFile(text: string): DebPackage | null {
  if (!text.startsWith(marker)) return null;
  const [name, version] = text.slice(marker.length).trim().split(' ');
  return [...laterPackages, ...basePackages].find((one) => one.name === name && one.version === version) ?? null;
}

export interface Source {
  /** As apt prints it: `file:/srv/packages`. */
  readonly uri: string;
  readonly folder: string;
}

/** Local folders among apt's sources. */
export function sourcesOf(machine: Machine): { readonly local: readonly Source[]; readonly remote: readonly string[] } {
  const { files } = machine;
  const folder = '/etc/apt/sources.list.d';
  const paths = ['/etc/apt/sources.list', ...(files.isDirectory(folder) ? files.list(folder).map((name) => `${folder}/${name}`) : [])]; // prettier-ignore
  const lines = paths.filter((path) => files.isFile(path)).flatMap((path) => files.readText(path).split('\n'));
  const local: Source[] = [];
  const remote: string[] = [];
  for (const line of lines) {
    const found = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+/u.exec(line);
    if (found === null) continue;
    const uri = found[1] ?? '';
    const at = /^(?:file|copy):(?:\/\/)?(\/.*)$/u.exec(uri);
    if (at === null) remote.push(uri);
    else local.push({ uri: uri.replace(/\/$/u, ''), folder: (at[1] ?? '').replace(/\/$/u, '') });
  }
  return { local, remote };
}

/** What apt could install after `apt-get update`: its own copy of the folders' lists. */
export function availablePackages(machine: Machine): readonly (PackageRecord & { readonly source: Source })[] {
  const { files } = machine;
  return sourcesOf(machine).local.flatMap((source) => {
    const list = listOf(source);
    return files.isFile(list) ? parseControl(files.readText(list)).map((record) => ({ ...record, source })) : [];
  });
}

/** Where apt keeps its copy of a source's list. */
export function listOf({ folder }: Source): string {
  return `/var/lib/apt/lists/${folder.slice(1).replace(/\//gu, '_')}_._Packages`;
}

/** The package of that name, when its file lies in a folder. */
export function fetchPackage(machine: Machine, record: PackageRecord & { readonly source: Source }): DebPackage | null {
  const one = laterPackages.find(({ name, version }) => name === record.name && version === record.version);
  if (one === undefined) return null;
  const path = `${record.source.folder}/${debFile(one)}`;
  return machine.files.isFile(path) ? packageInFile(machine.files.readText(path)) : null;
}

/** Names to install for some wanted ones: what they depend on and is not there, in an order in which it can be configured. */
export function resolve(
  machine: Machine,
  wanted: readonly string[],
  available: readonly { readonly name: string; readonly depends: readonly string[] }[],
): { readonly order: readonly string[]; readonly missing: readonly (readonly [string, string])[] } {
  const there = new Set(readDatabase(machine).filter(({ status }) => status === 'install ok installed').map(({ name }) => name)); // prettier-ignore
  const order: string[] = [];
  const missing: (readonly [string, string])[] = [];
  const visit = (name: string, by: string): void => {
    if (order.includes(name) || (there.has(name) && by !== '')) return;
    const record = available.find((one) => one.name === name);
    if (record === undefined) {
      missing.push([by, name]);
      return;
    }
    for (const needed of record.depends) visit(needed, name);
    order.push(name);
  };
  for (const name of wanted) visit(name, '');
  return { order, missing };
}
