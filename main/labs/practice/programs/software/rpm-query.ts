import { resolvePath } from '../../world/path.ts';
import { clockText } from '../../world/clock.ts';
import { fromBytes } from '../../world/software/bytes/latin.ts';
import { installedDefinitions } from '../../world/software/packages/database.ts';
import { packageLabel, type PackageDefinition, wholeContent } from '../../world/software/packages/definition.ts';
import { definitionOf, parseRequirement, satisfies } from '../../world/software/packages/dependencies.ts';
import { softwareOf } from '../../world/software/software.ts';
import type { InstalledPackage } from '../../world/software/state.ts';
import type { ProgramCall } from '../program.ts';
import { findInstalled, openAll } from './rpm-install.ts';
import type { RpmOptions } from './rpm.ts';

interface Shown {
  readonly label: InstalledPackage | PackageDefinition;
  readonly installed: InstalledPackage | null;
  readonly definition: PackageDefinition | null;
}

/** rpm -q and -V. The status is the number of packages that are missing (or differ). */
export function rpmQuery(call: ProgramCall, options: RpmOptions): number {
  const { packages } = softwareOf(call.machine);
  const shown: Shown[] = [];
  let missing = 0;
  const installed = (each: InstalledPackage): Shown => ({ label: each, installed: each, definition: definitionOf(each) });
  if (options.flags.has('package')) {
    const opened = openAll(call, options.operands);
    missing += opened.failed;
    shown.push(...opened.packages.map((each) => ({ label: each, installed: null, definition: each })));
  } else if (options.flags.has('all')) {
    const wanted = options.operands.map(globPattern);
    shown.push(
      ...packages
        .filter(
          (each) => wanted.length === 0 || wanted.some((pattern) => pattern.test(each.name) || pattern.test(packageLabel(each))),
        )
        .map(installed),
    );
  } else if (options.flags.has('file')) {
    for (const name of options.operands) {
      const path = resolvePath(call.cwd, name);
      const owners = packages.filter((each) => each.files.includes(path));
      if (!call.machine.files.exists(path)) call.writeError(`error: file ${path}: No such file or directory\n`);
      else if (owners.length === 0) call.write(`file ${path} is not owned by any package\n`);
      if (owners.length === 0) missing += 1;
      shown.push(...owners.map(installed));
    }
  } else if (options.flags.has('whatprovides') || options.flags.has('whatrequires')) {
    for (const name of options.operands) {
      const requirement = parseRequirement(name);
      const holds = (each: InstalledPackage): boolean => {
        const definition = definitionOf(each);
        if (definition === null) return false;
        return options.flags.has('whatprovides')
          ? satisfies(definition, requirement)
          : definition.requires.some((text) => parseRequirement(text).name === name);
      };
      const found = packages.filter(holds);
      if (found.length === 0) {
        call.write(options.flags.has('whatprovides') ? `no package provides ${name}\n` : `no package requires ${name}\n`);
        missing += 1;
      }
      shown.push(...found.map(installed));
    }
  } else {
    if (options.operands.length === 0) {
      call.writeError(`rpm: no arguments given for ${options.mode}\n`);
      return 1;
    }
    for (const name of options.operands) {
      const found = findInstalled(packages, name);
      if (found.length === 0) {
        call.write(`package ${name} is not installed\n`);
        missing += 1;
      }
      if (options.mode === 'verify') shown.push(...found.map(installed));
      else for (const each of found) call.write(render(call, installed(each), options));
    }
  }
  if (options.mode === 'verify') return missing + verify(call, shown, options);
  for (const each of shown) call.write(render(call, each, options));
  return missing;
}

function render(call: ProgramCall, shown: Shown, options: RpmOptions): string {
  const { label, definition } = shown;
  if (options.format !== null) return format(options.format, shown);
  const lines: string[] = [];
  if (options.flags.has('info')) lines.push(...info(call, shown));
  if (options.flags.has('list'))
    lines.push(
      ...(definition?.files.map((file) => file.path) ?? ['(contains no files)']),
      ...(definition?.files.length === 0 ? ['(contains no files)'] : []),
    );
  if (options.flags.has('configfiles'))
    lines.push(
      ...(definition?.files.filter((file) => file.kind === 'text' && file.configuration).map((file) => file.path) ?? []),
    );
  if (options.flags.has('requires')) lines.push(...(definition?.requires ?? []));
  if (options.flags.has('provides'))
    lines.push(...(definition?.provides ?? []), `${label.name} = ${label.version}-${label.release}`);
  if (options.flags.has('last'))
    return `${packageLabel(label).padEnd(46)}${clockText(shown.installed?.installedAt ?? 0, 'date')}\n`;
  const asked = ['info', 'list', 'configfiles', 'requires', 'provides'].some((flag) => options.flags.has(flag));
  if (!asked) lines.push(packageLabel(label));
  return lines.map((line) => `${line}\n`).join('');
}

function info(call: ProgramCall, shown: Shown): readonly string[] {
  const { label, definition, installed } = shown;
  const row = (left: string, leftValue: string, right: string, rightValue: string): string =>
    `${left.padEnd(12)}: ${leftValue.padEnd(33)}${right}: ${rightValue}`;
  return [
    row('Name', label.name, 'Relocations', '(not relocatable)'),
    row('Version', label.version, '    Vendor', 'Red Hat, Inc.'),
    row('Release', label.release, 'Build Date', 'Wed 10 Oct 2007 09:06:12 PM UTC'),
    row(
      'Install Date',
      installed === null ? '(not installed)' : clockText(installed.installedAt + call.machine.state.clockSkewMs, 'date'),
      'Build Host',
      'hs20-bc1-5.build.redhat.com',
    ),
    row('Group', 'System Environment/Base', 'Source RPM', `${packageLabel(label)}.src.rpm`),
    row('Size', String(definition?.sizeBytes ?? 0), '   License', 'GPL'),
    row('Signature', 'DSA/SHA1, Wed 10 Oct 2007', '   Key ID', '5326810137017186'),
    `Summary     : ${definition?.summary ?? label.name}`,
    'Description :',
    definition?.summary ?? label.name,
  ];
}

/** `%{NAME}-%{VERSION}\n` and the like. */
function format(text: string, shown: Shown): string {
  const { label } = shown;
  const tags: Readonly<Record<string, string>> = {
    NAME: label.name,
    VERSION: label.version,
    RELEASE: label.release,
    ARCH: label.architecture,
    SUMMARY: shown.definition?.summary ?? label.name,
    SIZE: String(shown.definition?.sizeBytes ?? 0),
    EPOCH: '(none)',
    INSTALLTIME: String(Math.floor((shown.installed?.installedAt ?? 0) / 1000)),
    VENDOR: 'Red Hat, Inc.',
  };
  return text.replace(/%(-?\d+)?\{(\w+)(?::\w+)?\}/gu, (_whole, width: string | undefined, tag: string) => {
    const value = tags[tag.toUpperCase()] ?? '(none)';
    return width === undefined ? value : width.startsWith('-') ? value.padEnd(Number(width.slice(1))) : value.padStart(Number(width));
  }).replaceAll('\\n', '\n').replaceAll('\\t', '\t'); // prettier-ignore
}

/** -V: files that differ from the package's, and what it needs and does not find. */
function verify(call: ProgramCall, shown: readonly Shown[], options: RpmOptions): number {
  const { files } = call.machine;
  let differing = 0;
  const present = installedDefinitions(call.machine);
  for (const { definition } of shown) {
    if (definition === null) continue;
    const lines: string[] = [];
    if (!options.flags.has('nodeps')) {
      const missing = definition.requires.filter((text) => !present.some((other) => satisfies(other, parseRequirement(text))));
      if (missing.length > 0)
        lines.push(`Unsatisfied dependencies for ${packageLabel(definition)}.${definition.architecture}: ${missing.join(', ')}`);
    }
    for (const file of definition.files) {
      const mark = file.kind === 'text' && file.configuration ? 'c' : ' ';
      if (files.find(file.path, false) === null) lines.push(`missing   ${mark} ${file.path}`);
      else if (file.kind === 'text' && fromBytes(files.readBytes(file.path)) !== wholeContent(file)) {
        const size = files.readBytes(file.path).length === wholeContent(file).length ? '.' : 'S';
        lines.push(`${size}.5....T ${mark} ${file.path}`);
      }
    }
    call.write(lines.map((line) => `${line}\n`).join(''));
    if (lines.length > 0) differing += 1;
  }
  return differing > 0 ? 1 : 0;
}

function globPattern(text: string): RegExp {
  return new RegExp(
    `^${text
      .replace(/[.+^${}()|\\]/gu, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'u',
  );
}
