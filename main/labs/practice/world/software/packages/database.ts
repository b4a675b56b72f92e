import { executable } from '../../executable.ts';
import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import { enlarge } from '../../enlarge.ts';
import { parentPath } from '../../path.ts';
import { fromBytes, toBytes } from '../bytes/latin.ts';
import { softwareOf } from '../software.ts';
import type { InstalledPackage } from '../state.ts';
import type { PackageDefinition, PackagedFile } from './definition.ts';
import { definitionOf } from './dependencies.ts';
import { afterErase, afterInstall, beforeErase } from './scriptlets.ts';

/** Packages of the database that have a definition, in order of installation. */
export function installedDefinitions(machine: Machine): readonly PackageDefinition[] {
  return softwareOf(machine).packages.flatMap((each) => definitionOf(each) ?? []);
}

export function isInstalled(machine: Machine, name: string): boolean {
  return softwareOf(machine).packages.some((each) => each.name === name);
}

/**
 * Unpacks a package, enters it in the database and runs its scriptlet: at once, whole. Returns what rpm prints on standard error
 * (configuration files kept beside). Throws FileError when the disk is full.
 */
export function installPackage(machine: Machine, definition: PackageDefinition): readonly string[] {
  const software = softwareOf(machine);
  const warnings: string[] = [];
  for (const file of definition.files) warnings.push(...unpack(machine, file));
  software.packages.push({
    name: definition.name,
    version: definition.version,
    release: definition.release,
    architecture: definition.architecture,
    installedAt: machine.world.now(),
    files: definition.files.map((file) => file.path),
  });
  warnings.push(...afterInstall(machine, definition));
  return warnings;
}

/** Removes a package's files, its entry, and what its scriptlet undoes. Changed configuration files stay as .rpmsave. */
export function erasePackage(machine: Machine, installed: InstalledPackage): readonly string[] {
  const software = softwareOf(machine);
  const definition = definitionOf(installed);
  const warnings: string[] = [];
  if (definition !== null) beforeErase(machine, definition);
  software.packages = software.packages.filter((each) => each !== installed);
  const shared = new Set(software.packages.flatMap((each) => each.files));
  for (const file of [...(definition?.files ?? [])].reverse()) {
    if (shared.has(file.path) || machine.files.find(file.path, false) === null) continue;
    if (file.kind === 'text' && file.configuration && fromBytes(machine.files.readBytes(file.path)) !== file.content) {
      machine.files.rename(file.path, `${file.path}.rpmsave`);
      warnings.push(`warning: ${file.path} saved as ${file.path}.rpmsave`);
      continue;
    }
    try {
      machine.files.remove(file.path);
    } catch (problem) {
      // A directory that holds other files stays.
      if (!(problem instanceof FileError)) throw problem;
    }
  }
  if (definition !== null) afterErase(machine, definition);
  return warnings;
}

function unpack(machine: Machine, file: PackagedFile): readonly string[] {
  const { files } = machine;
  files.makeDirectory(parentPath(file.path), { parents: true });
  switch (file.kind) {
    case 'directory':
      if (!files.isDirectory(file.path)) files.makeDirectory(file.path, { parents: true, mode: file.mode });
      return [];
    case 'link':
      if (files.find(file.path, false) === null) files.symlink(file.target, file.path);
      return [];
    case 'program':
      files.put(file.path, executable(file.path, machine.now(), file.mode));
      return [];
    case 'text': {
      if (file.configuration && files.isFile(file.path) && fromBytes(files.readBytes(file.path)) !== file.content) {
        files.write(`${file.path}.rpmnew`, toBytes(file.content), file.mode);
        return [`warning: ${file.path} created as ${file.path}.rpmnew`];
      }
      files.write(file.path, toBytes(file.content), file.mode);
      files.change(file.path, { mode: file.mode });
      if (file.size !== undefined) enlarge(files, file.path, file.size);
      return [];
    }
  }
}
