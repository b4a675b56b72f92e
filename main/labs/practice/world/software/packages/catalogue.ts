import type { Architecture } from '../state.ts';
import { basePackages } from './base.ts';
import { packageFileName, type PackageDefinition, userArchitecture } from './definition.ts';
import { kernelPackages } from './kernel-packages.ts';
import { systemPackages, toolPackages } from './tool-packages.ts';

const made = new Map<Architecture, readonly PackageDefinition[]>();

/** Every package that there is for an architecture: what a normal installation puts there and what else the tree has. */
export function packageCatalogue(architecture: Architecture): readonly PackageDefinition[] {
  let all = made.get(architecture);
  if (all === undefined) {
    const special = [...kernelPackages(architecture), ...toolPackages(architecture), ...systemPackages(architecture)];
    const names = new Set(special.map((each) => each.name));
    const plain = basePackages.map((line) => plainPackage(line, architecture)).filter((each) => !names.has(each.name));
    all = [...plain, ...special];
    made.set(architecture, all);
  }
  return all;
}

/** A package by the name of its file, of either architecture; null when no such package was ever made. */
export function packageByFileName(fileName: string): PackageDefinition | null {
  for (const architecture of ['i686', 'x86_64'] as const) {
    const found = packageCatalogue(architecture).find((each) => packageFileName(each) === fileName);
    if (found !== undefined) return found;
  }
  return null;
}

/** Names of what RHEL 5.1 brings when installed normally with its server software and development tools, before anything of the article. */
export function normallyInstalled(architecture: Architecture): readonly PackageDefinition[] {
  return packageCatalogue(architecture).filter((each) => each.folder === 'Server' && !addedLater.has(each.name));
}

/** What the article installs, so it was not there. */
const addedLater = new Set([
  'kernel-xen',
  'kernel-xen-devel',
  'bridge-utils',
  'dnsmasq',
  'gnome-python2-gnomekeyring',
  'xen-libs',
]);

const headerLead = '\xed\xab\xee\xdb\x03\x00\x00\x00';

/** Content of a package's file: rpm's lead, then what the package is. A byte string. */
export function packageFileContent(definition: PackageDefinition): string {
  const label = packageFileName(definition).replace(/\.rpm$/u, '');
  return `${headerLead}\0\x01${label.padEnd(66, '\0')}\0\x01\0\x05${'\0'.repeat(16)}`;
}

/** Which package a file holds; null when it is no package. */
export function readPackageFile(content: string): PackageDefinition | null {
  if (!content.startsWith(headerLead)) return null;
  const label = content.slice(10, 76).split('\0')[0] ?? '';
  return packageByFileName(`${label}.rpm`);
}

function plainPackage(line: string, architecture: Architecture): PackageDefinition {
  const [name = '', versionRelease = '', noarch] = line.split(' ');
  const dash = versionRelease.lastIndexOf('-');
  return {
    name,
    version: versionRelease.slice(0, dash),
    release: versionRelease.slice(dash + 1),
    architecture: noarch === 'noarch' ? 'noarch' : userArchitecture(architecture),
    folder: 'Server',
    summary: name,
    sizeBytes: 250_000,
    requires: [],
    provides: [],
    files: [],
  };
}
