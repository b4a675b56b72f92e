import type { Program, ProgramCall } from '../program.ts';
import { rpmQuery } from './rpm-query.ts';
import { rpmErase, rpmInstall } from './rpm-install.ts';

/** What rpm's command line asks for. */
export interface RpmOptions {
  readonly mode:
    'install' | 'upgrade' | 'freshen' | 'erase' | 'query' | 'verify' | 'import' | 'checksig' | 'help' | 'version' | 'none';
  readonly flags: ReadonlySet<string>;
  readonly format: string | null;
  readonly operands: readonly string[];
}

const longModes: Readonly<Record<string, RpmOptions['mode']>> = {
  '--install': 'install',
  '--upgrade': 'upgrade',
  '--freshen': 'freshen',
  '--erase': 'erase',
  '--query': 'query',
  '--verify': 'verify',
  '--import': 'import',
  '--checksig': 'checksig',
  '--help': 'help',
  '--version': 'version',
};

const letters: Readonly<Record<string, string>> = {
  v: 'verbose',
  h: 'hash',
  a: 'all',
  f: 'file',
  p: 'package',
  l: 'list',
  i: 'info',
  R: 'requires',
  s: 'state',
  c: 'configfiles',
  d: 'docfiles',
};
const known = new Set(['nodeps', 'force', 'replacepkgs', 'replacefiles', 'oldpackage', 'test', 'hash', 'verbose', 'quiet', 'all', 'file', 'package', 'list', 'info', 'requires', 'provides', 'whatprovides', 'whatrequires', 'last', 'scripts', 'changelog', 'noscripts', 'justdb', 'nosignature', 'nodigest', 'allmatches', 'excludedocs', 'percent', 'nogpg', 'configfiles', 'docfiles', 'state']); // prettier-ignore

/** rpm of rpm 4.4.2. */
export const rpm: Program = async (call) => {
  const options = parse(call.args);
  if (typeof options === 'string') {
    call.writeError(`${options}\n`);
    return 1;
  }
  switch (options.mode) {
    case 'version':
      call.write('RPM version 4.4.2\n');
      return 0;
    case 'help':
      call.write('Usage: rpm [OPTION...]\n');
      return 0;
    case 'none':
      call.write(
        'RPM version 4.4.2\nCopyright (C) 1998-2002 - Red Hat, Inc.\nThis program may be freely redistributed under the terms of the GNU GPL\n\nUsage: rpm [-aKfgpqVcdilsiehUv?] [-a|--all] [-f|--file] [-g|--group] [-p|--package]\n',
      );
      return 1;
    case 'query':
    case 'verify':
      return rpmQuery(call, options);
    case 'erase':
      return rpmErase(call, options);
    case 'install':
    case 'upgrade':
    case 'freshen':
      return rpmInstall(call, options);
    case 'import':
      return importKeys(call, options);
    case 'checksig': {
      for (const file of options.operands)
        call.write(`${file}: (SHA1) DSA sha1 md5 (GPG) NOT OK (MISSING KEYS: GPG#37017186) \n`);
      return options.operands.length > 0 ? 1 : 0;
    }
  }
};

function parse(args: readonly string[]): RpmOptions | string {
  let mode: RpmOptions['mode'] = 'none';
  const flags = new Set<string>();
  const operands: string[] = [];
  let format: string | null = null;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (word === '--qf' || word === '--queryformat') {
      index += 1;
      format = args[index] ?? '';
    } else if (word.startsWith('--queryformat=') || word.startsWith('--qf=')) format = word.slice(word.indexOf('=') + 1);
    else if (longModes[word] !== undefined) mode = longModes[word] ?? mode;
    else if (word.startsWith('--')) {
      if (!known.has(word.slice(2))) return `rpm: ${word}: unknown option`;
      flags.add(word.slice(2));
    } else if (word.startsWith('-') && word.length > 1) {
      for (const letter of word.slice(1)) {
        if (letter === 'q') mode = 'query';
        else if (letter === 'V') mode = 'verify';
        else if (letter === 'e') mode = 'erase';
        else if (letter === 'U') mode = 'upgrade';
        else if (letter === 'F') mode = 'freshen';
        else if (letter === 'K') mode = 'checksig';
        else if (letter === 'i' && mode === 'none' && !/q/u.test(word)) mode = 'install';
        else if (letters[letter] !== undefined) flags.add(letters[letter] ?? '');
        else return `rpm: -${letter}: unknown option`;
      }
    } else operands.push(word);
  }
  return { mode, flags, format, operands };
}

async function importKeys(call: ProgramCall, options: RpmOptions): Promise<number> {
  let status = 0;
  for (const name of options.operands) {
    const path = resolveFrom(call, name);
    if (!call.machine.files.isFile(path) || !call.machine.files.readText(path).includes('BEGIN PGP PUBLIC KEY')) {
      call.writeError(`error: ${name}: import read failed(-1).\n`);
      status += 1;
      continue;
    }
    await call.sleep(200);
    const software = call.world.state.software[call.machine.name];
    if (software !== undefined && !software.packages.some((each) => each.name === 'gpg-pubkey')) {
      software.packages.push({
        name: 'gpg-pubkey',
        version: '37017186',
        release: '45761324',
        architecture: '(none)',
        installedAt: call.world.now(),
        files: [],
      });
    }
  }
  return status;
}

function resolveFrom(call: ProgramCall, name: string): string {
  return name.startsWith('/') ? name : `${call.cwd}/${name}`;
}
