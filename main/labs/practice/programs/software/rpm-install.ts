import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { fromBytes } from '../../world/software/bytes/latin.ts';
import { readPackageFile } from '../../world/software/packages/catalogue.ts';
import { erasePackage, installedDefinitions, installPackage } from '../../world/software/packages/database.ts';
import { packageLabel, type PackageDefinition } from '../../world/software/packages/definition.ts';
import { definitionOf, missingForErase, missingForInstall } from '../../world/software/packages/dependencies.ts';
import { compareVersionReleases } from '../../world/software/packages/versions.ts';
import { softwareOf } from '../../world/software/software.ts';
import type { InstalledPackage } from '../../world/software/state.ts';
import type { ProgramCall } from '../program.ts';
import type { RpmOptions } from './rpm.ts';

const hashes = '###########################################';

/** rpm -i, -U and -F: opens every file, checks dependencies and conflicts, then unpacks one after the other. */
export async function rpmInstall(call: ProgramCall, options: RpmOptions): Promise<number> {
  const { machine } = call;
  if (options.operands.length === 0) {
    call.writeError('rpm: no packages given for install\n');
    return 1;
  }
  const opened = openAll(call, options.operands);
  if (opened.failed > 0) return opened.failed;
  const lock = refuseLock(call);
  if (lock !== null) return lock;
  let added = opened.packages;
  const software = softwareOf(machine);
  const replaced: InstalledPackage[] = [];
  if (options.mode !== 'install') {
    if (options.mode === 'freshen') added = added.filter((each) => software.packages.some((other) => other.name === each.name));
    for (const each of added)
      replaced.push(
        ...software.packages.filter(
          (other) => other.name === each.name && other.architecture === each.architecture && order(each, other) > 0,
        ),
      );
  }
  if (added.length === 0) return 0;
  await call.sleep(400 + 60 * added.length);
  if (!options.flags.has('nodeps') && !options.flags.has('force')) {
    const gone = new Set(replaced);
    const present = software.packages.filter((each) => !gone.has(each)).flatMap((each) => definitionOf(each) ?? []);
    const missing = missingForInstall(added, present);
    if (missing.length > 0) {
      call.writeError(`error: Failed dependencies:\n${missing.map((line) => `\t${line}\n`).join('')}`);
      return missing.length;
    }
  } else if (options.flags.has('force') && !options.flags.has('nodeps')) {
    const missing = missingForInstall(added, installedDefinitions(machine));
    if (missing.length > 0) {
      call.writeError(`error: Failed dependencies:\n${missing.map((line) => `\t${line}\n`).join('')}`);
      return missing.length;
    }
  }
  if (options.flags.has('hash')) call.write(`Preparing...                ${hashes} [100%]\n`);
  else if (options.flags.has('verbose')) call.write('Preparing packages for installation...\n');
  const problems = conflicts(call, added, options);
  if (problems.length > 0) {
    call.writeError(problems.map((line) => `\t${line}\n`).join(''));
    return problems.length;
  }
  if (options.flags.has('test')) return 0;
  for (const [index, definition] of added.entries()) {
    await call.sleep(unpackTime(definition));
    try {
      for (const other of replaced.filter((each) => each.name === definition.name)) erasePackage(machine, other);
      softwareOf(machine).packages = softwareOf(machine).packages.filter(
        (each) => packageLabel(each) !== packageLabel(definition) || each.architecture !== definition.architecture,
      );
      const warnings = installPackage(machine, definition);
      for (const warning of warnings) call.writeError(`${warning}\n`);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`error: unpacking of archive failed on file ${problem.path}: cpio: write failed - ${problem.message}\n`);
      return 1;
    }
    if (options.flags.has('hash')) {
      const done = String(Math.floor((100 * (index + 1)) / added.length)).padStart(3);
      call.write(`${String(index + 1).padStart(4)}:${definition.name.slice(0, 23).padEnd(23)}${hashes} [${done}%]\n`);
    } else if (options.flags.has('verbose')) call.write(`${packageLabel(definition)}\n`);
  }
  return 0;
}

/** rpm -e. */
export async function rpmErase(call: ProgramCall, options: RpmOptions): Promise<number> {
  const { machine } = call;
  if (options.operands.length === 0) {
    call.writeError('rpm: no packages given for erase\n');
    return 1;
  }
  const software = softwareOf(machine);
  const chosen: InstalledPackage[] = [];
  let failed = 0;
  for (const name of options.operands) {
    const found = findInstalled(software.packages, name);
    if (found.length === 0) {
      call.writeError(`error: package ${name} is not installed\n`);
      failed += 1;
    } else if (found.length > 1 && !options.flags.has('allmatches')) {
      call.writeError(`error: "${name}" specifies multiple packages\n`);
      failed += 1;
    } else chosen.push(...found);
  }
  if (failed > 0) return failed;
  const lock = refuseLock(call);
  if (lock !== null) return lock;
  await call.sleep(500);
  if (!options.flags.has('nodeps')) {
    const removed = chosen.flatMap((each) => definitionOf(each) ?? []);
    const removedNames = new Set(removed);
    const present = installedDefinitions(machine);
    const missing = missingForErase(
      present.filter((each) => removedNames.has(each)),
      present,
    );
    if (missing.length > 0) {
      call.writeError(`error: Failed dependencies:\n${missing.map((line) => `\t${line}\n`).join('')}`);
      return missing.length;
    }
  }
  if (options.flags.has('test')) return 0;
  for (const each of chosen) {
    await call.sleep(900);
    const warnings = erasePackage(machine, each);
    for (const warning of warnings) call.writeError(`${warning}\n`);
  }
  return 0;
}

/** Installed packages that a name means: `xen`, `xen-3.0.3-41.el5`, `xen-3.0.3-41.el5.i386`. */
export function findInstalled(packages: readonly InstalledPackage[], name: string): readonly InstalledPackage[] {
  return packages.filter((each) => {
    const label = packageLabel(each);
    return [
      each.name,
      `${each.name}.${each.architecture}`,
      `${each.name}-${each.version}`,
      label,
      `${label}.${each.architecture}`,
    ].includes(name);
  });
}

/** Opens package files; prints rpm's complaint about each that is none. */
export function openAll(
  call: ProgramCall,
  names: readonly string[],
): { readonly packages: readonly PackageDefinition[]; readonly failed: number } {
  const { files } = call.machine;
  const packages: PackageDefinition[] = [];
  let failed = 0;
  for (const name of names) {
    const path = resolvePath(call.cwd, name);
    if (!files.exists(path)) {
      call.writeError(`error: open of ${name} failed: No such file or directory\n`);
      failed += 1;
      continue;
    }
    const definition = files.isFile(path) ? readPackageFile(fromBytes(files.readRange(path, 0, 200))) : null;
    if (definition === null) {
      call.writeError(
        `error: ${name}: not an rpm package (or package manifest): ${files.isFile(path) ? '' : 'Is a directory'}\n`,
      );
      failed += 1;
      continue;
    }
    if (!softwareOf(call.machine).packages.some((each) => each.name === 'gpg-pubkey') && packages.length === 0) {
      call.writeError(`warning: ${name}: Header V3 DSA signature: NOKEY, key ID 37017186\n`);
    }
    packages.push(definition);
  }
  return { packages, failed };
}

function conflicts(call: ProgramCall, added: readonly PackageDefinition[], options: RpmOptions): readonly string[] {
  const { hardware, packages } = softwareOf(call.machine);
  const problems: string[] = [];
  for (const definition of added) {
    if (definition.architecture === 'x86_64' && hardware.architecture === 'i686')
      problems.push(`package ${packageLabel(definition)} is intended for a x86_64 architecture`);
    if (options.flags.has('force') || options.flags.has('replacepkgs')) continue;
    const same = packages.find(
      (each) => each.name === definition.name && each.architecture === definition.architecture && order(definition, each) === 0,
    );
    if (same !== undefined) problems.push(`package ${packageLabel(definition)} is already installed`);
    const newer = packages.find((each) => each.name === definition.name && order(definition, each) < 0);
    if (newer !== undefined && options.mode !== 'install' && !options.flags.has('oldpackage'))
      problems.push(`package ${packageLabel(newer)} (which is newer than ${packageLabel(definition)}) is already installed`);
  }
  return problems;
}

function order(
  left: { readonly version: string; readonly release: string },
  right: { readonly version: string; readonly release: string },
): number {
  return compareVersionReleases(`${left.version}-${left.release}`, `${right.version}-${right.release}`);
}

function refuseLock(call: ProgramCall): number | null {
  if (call.user === 'root') return null;
  call.writeError("error: can't create transaction lock on /var/lib/rpm/__db.000\n");
  return 1;
}

/** World time of unpacking: a second and its size at some 10 MB/s; a kernel also makes its initrd. */
function unpackTime(definition: PackageDefinition): number {
  const kernel = definition.name === 'kernel' || definition.name === 'kernel-xen' ? 6_000 : 0;
  return 600 + Math.floor(definition.sizeBytes / 10_000) + kernel;
}
