import { configure, removePackage, runTriggers, unpack } from '../../world/debian/packages/install.ts';
import { filesOf, isInstalled, readDatabase, type PackageRecord } from '../../world/debian/packages/database.ts';
import { debFile, type DebPackage } from '../../world/debian/packages/definition.ts';
import {
  availablePackages,
  fetchPackage,
  listOf,
  packageInFile,
  resolve,
  sourcesOf,
} from '../../world/debian/packages/folder.ts';
import { laterPackages } from '../../world/debian/packages/later.ts';
import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import type { Program, ProgramCall } from '../program.ts';

const listHeader = (name: number, version: number): string =>
  `Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Hold/Reinst-required (Status,Err: uppercase=bad)\n||/ ${'Name'.padEnd(name)} ${'Version'.padEnd(version)} Architecture Description\n+++-${'='.repeat(name)}-${'='.repeat(version)}-============-${'='.repeat(33)}\n`;

function letters({ status }: PackageRecord): string {
  return status === 'install ok installed' ? 'ii' : 'rc';
}

function fits(pattern: string, name: string): boolean {
  return new RegExp(
    `^${pattern
      .replace(/:(?:amd64|all)$/u, '')
      .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
      .replace(/\*/gu, '.*')}$`,
    'u',
  ).test(name);
}

/** dpkg 1.21.22 */
export const dpkg: Program = async (call) => {
  const [verb = '', ...rest] = call.args;
  await call.sleep(40);
  switch (verb) {
    case '--print-architecture':
      call.write('amd64\n');
      return 0;
    case '-l':
    case '--list':
      return listPackages(call, rest);
    case '-s':
    case '--status':
      return query(call, ['-s', ...rest]);
    case '-L':
    case '--listfiles':
    case '-W':
    case '--show':
      return query(call, call.args);
    case '-i':
    case '--install':
      return installFiles(call, rest);
    case '-r':
    case '-P':
    case '--remove':
    case '--purge':
      return remove(call, rest, verb === '-P' || verb === '--purge');
    case '--configure':
    case '--audit':
    case '-C':
      return 0;
    default:
      call.writeError('dpkg: error: need an action option\n');
      return 2;
  }
};

function listPackages(call: ProgramCall, patterns: readonly string[]): number {
  const all = readDatabase(call.machine);
  const shown = patterns.length === 0 ? all : all.filter(({ name }) => patterns.some((pattern) => fits(pattern, name)));
  if (shown.length === 0) {
    for (const pattern of patterns) call.writeError(`dpkg-query: no packages found matching ${pattern}\n`);
    return 1;
  }
  const name = Math.max(14, ...shown.map((one) => one.name.length));
  const version = Math.max(12, ...shown.map((one) => one.version.length));
  call.write(listHeader(name, version));
  for (const one of shown) call.write(`${letters(one)}  ${one.name.padEnd(name)} ${one.version.padEnd(version)} ${one.architecture.padEnd(12)} ${one.summary}\n`);
  return 0;
} // prettier-ignore

/** dpkg-query -W -f FORMAT, -s, -L, -S */
export const dpkgQuery: Program = async (call) => {
  await call.sleep(30);
  if (call.args[0] === '-l' || call.args[0] === '--list') return listPackages(call, call.args.slice(1));
  return query(call, call.args);
};

function query(call: ProgramCall, args: readonly string[]): number {
  let format = '${binary:Package}\\t${Version}\\n';
  const names: string[] = [];
  let action = '-W';
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-f' || word === '--showformat') format = args[(at += 1)] ?? format;
    else if (word.startsWith('-f=')) format = word.slice(3);
    else if (word.startsWith('--showformat=')) format = word.slice(13);
    else if (word.startsWith('-')) action = word;
    else names.push(word);
  }
  const all = readDatabase(call.machine);
  let status = 0;
  for (const name of names.length === 0 && action === '-W' ? ['*'] : names) {
    if (action === '-S' || action === '--search') {
      const owners = all.filter((one) => filesOf(call.machine, one.name)?.some((path) => path === name || path.endsWith(`/${name}`)) === true);
      for (const one of owners) call.write(`${one.name}: ${name}\n`);
      if (owners.length === 0) { call.writeError(`dpkg-query: no path found matching pattern ${name}\n`); status = 1; }
      continue;
    }
    const found = all.filter((one) => fits(name, one.name));
    if (found.length === 0) {
      call.writeError(action === '-W' || action === '--show' ? `dpkg-query: no packages found matching ${name}\n` : `dpkg-query: package '${name}' is not installed${action === '-s' ? ' and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.' : ''}\n`);
      status = 1;
      continue;
    }
    for (const one of found) {
      if (action === '-s') call.write(`Package: ${one.name}\nStatus: ${one.status}\nPriority: optional\nSection: ${one.section}\nInstalled-Size: ${String(one.installedKib)}\nMaintainer: Debian Developers <packages@lists.debian.org>\nArchitecture: ${one.architecture}\nVersion: ${one.version}\n${one.depends.length === 0 ? '' : `Depends: ${one.depends.join(', ')}\n`}Description: ${one.summary}\n`);
      else if (action === '-L' || action === '--listfiles') call.write((filesOf(call.machine, one.name) ?? []).map((path) => `${path}\n`).join(''));
      else call.write(formatted(format, one));
    }
  }
  return status;
} // prettier-ignore

function formatted(format: string, one: PackageRecord): string {
  const [want = '', error = '', state = ''] = one.status.split(' ');
  const values: Readonly<Record<string, string>> = { Package: one.name, 'binary:Package': one.name, Version: one.version, Architecture: one.architecture, Status: one.status, 'db:Status-Want': want, 'db:Status-Eflag': error, 'db:Status-Status': state, 'db:Status-Abbrev': `${letters(one)} `, 'binary:Summary': one.summary, Section: one.section, 'Installed-Size': String(one.installedKib) };
  return format.replace(/\$\{([A-Za-z:-]+)(?:;(-?\d+))?\}/gu, (_whole, name: string, width?: string) => (width === undefined ? (values[name] ?? '') : Number(width) < 0 ? (values[name] ?? '').padEnd(-Number(width)) : (values[name] ?? '').padStart(Number(width)))).replace(/\\n/gu, '\n').replace(/\\t/gu, '\t');
} // prettier-ignore

async function installFiles(call: ProgramCall, words: readonly string[]): Promise<number> {
  const packages: DebPackage[] = [];
  for (const word of words.filter((one) => !one.startsWith('-'))) {
    try {
      const one = packageInFile(call.machine.files.readText(resolvePath(call.cwd, word)));
      if (one === null) {
        call.writeError(`dpkg-deb: error: '${word}' is not a Debian format archive\ndpkg: error processing archive ${word} (--install):\n dpkg-deb --control subprocess returned error exit status 2\n`);
        return 1;
      }
      packages.push(one);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      call.writeError(`dpkg: error: cannot access archive '${word}': ${problem.message}\n`);
      return 2;
    }
  }
  for (const one of packages) for (const needed of one.depends) if (!isInstalled(call.machine, needed) && !packages.some(({ name }) => name === needed)) {
    call.writeError(`dpkg: dependency problems prevent configuration of ${one.name}:\n ${one.name} depends on ${needed}; however:\n  Package ${needed} is not installed.\n\ndpkg: error processing package ${one.name} (--install):\n dependency problems - leaving unconfigured\nErrors were encountered while processing:\n ${one.name}\n`);
    return 1;
  }
  await putInPlace(call, packages);
  return 0;
} // prettier-ignore

async function putInPlace(call: ProgramCall, packages: readonly DebPackage[]): Promise<void> {
  for (const one of packages) {
    call.write(
      `Selecting previously unselected package ${one.name}.\nPreparing to unpack .../${debFile(one)} ...\nUnpacking ${one.name} (${one.version}) ...\n`,
    );
    await call.sleep(700);
    unpack(call.machine, one);
  }
  for (const one of packages) {
    call.write(`Setting up ${one.name} (${one.version}) ...\n`);
    await call.sleep(400);
    for (const line of configure(call.machine, one)) call.write(`${line}\n`);
  }
  for (const line of runTriggers(call.machine, packages)) call.write(`${line}\n`);
}

async function remove(call: ProgramCall, names: readonly string[], purge: boolean): Promise<number> {
  for (const name of names.filter((word) => !word.startsWith('-'))) {
    const one = laterPackages.find((each) => each.name === name);
    if (!isInstalled(call.machine, name) || one === undefined) {
      call.writeError(`dpkg: warning: ignoring request to remove ${name} which isn't installed\n`);
      continue;
    }
    call.write(`Removing ${name} (${one.version}) ...\n`);
    await call.sleep(500);
    removePackage(call.machine, one, purge);
  }
  return 0;
}

/** apt-get and apt 2.6: update, install, remove, purge; from the local folders that sources.list names. */
export const aptGet: Program = async (call) => {
  const words = call.args.filter((word, index) => !word.startsWith('-') && !['-o', '-c', '-t'].includes(call.args[index - 1] ?? ''));
  const [verb = '', ...names] = words;
  if (verb === 'update') return update(call);
  if (verb === 'remove' || verb === 'purge') return remove(call, names, verb === 'purge');
  if (verb !== 'install') return 0;
  await call.sleep(400);
  call.write('Reading package lists...\nBuilding dependency tree...\nReading state information...\n');
  const available = availablePackages(call.machine);
  const files = names.filter((word) => word.includes('/'));
  const wanted = names.filter((word) => !word.includes('/')).map((word) => word.replace(/[=:].*$/u, ''));
  const fromFiles = files.flatMap((word) => { try { return packageInFile(call.machine.files.readText(resolvePath(call.cwd, word))) ?? []; } catch { return []; } });
  const installed = wanted.filter((name) => isInstalled(call.machine, name));
  for (const name of installed) call.write(`${name} is already the newest version (${readDatabase(call.machine).find((one) => one.name === name)?.version ?? ''}).\n`);
  const { order, missing } = resolve(call.machine, [...wanted.filter((name) => !installed.includes(name)), ...fromFiles.map(({ name }) => name)], [...available, ...fromFiles]);
  const unknown = missing.find(([by]) => by === '');
  if (unknown !== undefined) {
    call.writeError(`E: Unable to locate package ${unknown[1]}\n`);
    return 100;
  }
  if (missing.length > 0) {
    call.writeError(`The following packages have unmet dependencies:\n${missing.map(([by, name]) => ` ${by} : Depends: ${name} but it is not installable\n`).join('')}E: Unable to correct problems, you have held broken packages.\n`);
    return 100;
  }
  const packages = order.flatMap((name) => fromFiles.find((one) => one.name === name) ?? available.filter((one) => one.name === name).map((record) => fetchPackage(call.machine, record)));
  const gone = order.find((_name, index) => packages[index] === null);
  const extra = order.filter((name) => !wanted.includes(name));
  if (extra.length > 0) call.write(`The following additional packages will be installed:\n  ${extra.join(' ')}\n`);
  if (order.length > 0) call.write(`The following NEW packages will be installed:\n  ${[...order].sort().join(' ')}\n`);
  call.write(`0 upgraded, ${String(order.length)} newly installed, 0 to remove and 0 not upgraded.\n`);
  if (gone !== undefined) {
    call.writeError(`E: Failed to fetch file:/srv/packages/./${gone}.deb  File not found\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`);
    return 100;
  }
  if (order.length === 0) return 0;
  call.write(`Need to get 0 B of archives.\nAfter this operation, ${String(order.length * 1_200)} kB of additional disk space will be used.\n`);
  await putInPlace(call, packages.flatMap((one) => one ?? []));
  return 0;
}; // prettier-ignore

async function update(call: ProgramCall): Promise<number> {
  await call.sleep(900);
  const { local, remote } = sourcesOf(call.machine);
  let status = 0;
  for (const source of local) {
    const path = `${source.folder}/Packages`;
    call.write(`Get:1 ${source.uri} ./ InRelease\nIgn:1 ${source.uri} ./ InRelease\n`);
    if (call.machine.files.isFile(path)) call.machine.files.write(listOf(source), call.machine.files.readText(path));
    else {
      call.writeError(`E: The repository '${source.uri} ./ Release' does not have a Release file.\n`);
      status = 100;
    }
  }
  for (const uri of remote) call.writeError(`W: Failed to fetch ${uri}  Temporary failure resolving '${/\/\/([^/]+)/u.exec(uri)?.[1] ?? uri}'\n`);
  call.write('Reading package lists...\n');
  return status;
} // prettier-ignore

/** apt-cache policy */
export const aptCache: Program = async (call) => {
  await call.sleep(250);
  const [verb, ...names] = call.args.filter((word) => !word.startsWith('-'));
  if (verb !== 'policy' && verb !== 'madison') return 0;
  const available = availablePackages(call.machine);
  for (const name of names) {
    const candidates = available.filter((one) => one.name === name);
    const installed = readDatabase(call.machine).find((one) => one.name === name && one.status === 'install ok installed');
    const candidate = candidates[0]?.version ?? installed?.version;
    if (candidate === undefined) continue;
    call.write(`${name}:\n  Installed: ${installed?.version ?? '(none)'}\n  Candidate: ${candidate}\n  Version table:\n`);
    call.write(`${installed?.version === candidate ? ' *** ' : '     '}${candidate} 500\n`);
    for (const one of candidates) call.write(`        500 ${one.source.uri} ./ Packages\n`);
    if (installed?.version === candidate) call.write('        100 /var/lib/dpkg/status\n');
  }
  return 0;
};
