import { FileError } from '../../world/file-error.ts';
import { baseName, isUnder } from '../../world/path.ts';
import { copy, move } from '../../shell/tool-files.ts';
import type { Program, ProgramCall } from '../program.ts';
import { complain, forEach, options, pathOf, programName, refuseUnknown } from './call-files.ts';

export const mkdir: Program = (call) => {
  const { given, values, operands } = options(call, 'm', ['mode']);
  const refusal = refuseUnknown(call, given, 'pmv', ['parents', 'mode', 'verbose']);
  if (refusal !== null) return Promise.resolve(refusal);
  if (operands.length === 0) return missingOperand(call);
  const mode = values.get('m') ?? values.get('mode');
  return forEach(
    operands,
    (word) => {
      call.machine.files.makeDirectory(pathOf(call, word), {
        parents: given.has('p') || given.has('parents'),
        mode: mode === undefined ? 0o777 & ~call.umask : changedMode(mode, 0o777 & ~call.umask, true),
      });
      if (given.has('v')) call.write(`mkdir: created directory \`${word}'\n`);
    },
    (word, problem) => { complain(call, `cannot create directory \`${word}': ${problem.message}`); }, // prettier-ignore
  );
};

export const rmdir: Program = (call) => {
  const { operands } = options(call);
  if (operands.length === 0) return missingOperand(call);
  return forEach(
    operands,
    (word) => {
      if (!call.machine.files.isDirectory(pathOf(call, word)))
        throw new FileError(call.machine.files.exists(pathOf(call, word)) ? 'ENOTDIR' : 'ENOENT', word);
      call.machine.files.remove(pathOf(call, word));
    },
    (word, problem) => { complain(call, `${word}: ${problem.message}`); }, // prettier-ignore
  );
};

export const rm: Program = async (call) => {
  const { given, operands } = options(call);
  const refusal = refuseUnknown(call, given, 'rRfiv', ['recursive', 'force', 'interactive', 'verbose']);
  if (refusal !== null) return refusal;
  const force = given.has('f') || given.has('force');
  if (operands.length === 0) return force ? 0 : missingOperand(call);
  const recursive = given.has('r') || given.has('R') || given.has('recursive');
  const ask = given.has('i') && !force && call.inputIsTerminal;
  return forEach(
    operands,
    async (word) => {
      const path = pathOf(call, word);
      if (/(?:^|\/)\.\.?\/?$/u.test(word)) {
        complain(call, `cannot remove \`.' or \`..'`);
        return;
      }
      const found = call.machine.files.find(path, false);
      if (found === null) {
        if (force) return;
        throw new FileError('ENOENT', word);
      }
      const kind = call.machine.files.stat(path, false).kind;
      if (kind === 'directory' && !recursive) throw new FileError('EISDIR', word);
      if (ask) {
        call.writeError(`rm: remove ${kind === 'directory' ? 'directory' : 'regular file'} \`${word}'? `);
        if (!/^y/iu.test((await call.readLine()) ?? '')) return;
      }
      call.machine.files.remove(path, { recursive });
      if (given.has('v')) call.write(`removed \`${word}'\n`);
    },
    (word, problem) => { complain(call, `cannot remove \`${word}': ${problem.message}`); }, // prettier-ignore
  );
};

/** Where a file goes: into the target when that is a directory. */
function destination(call: ProgramCall, source: string, target: string, plain: boolean): string {
  const path = pathOf(call, target);
  if (plain || !call.machine.files.isDirectory(path)) return path;
  // The contents of `dir/.` go into the target itself.
  if (/(^|\/)\.$/u.test(source)) return pathOf(call, target);
  return pathOf(call, `${target}/${baseName(pathOf(call, source))}`);
}

export const cp: Program = async (call) => {
  const { given, values, operands } = options(call, 't', ['target-directory']);
  const refusal = refuseUnknown(call, given, 'apfrRdinvuPTtL', [
    'archive',
    'preserve',
    'force',
    'recursive',
    'verbose',
    'sparse',
    'no-dereference',
    'target-directory',
  ]);
  if (refusal !== null) return refusal;
  const into = values.get('t') ?? values.get('target-directory');
  const target = into ?? operands.at(-1);
  const sources = into === undefined ? operands.slice(0, -1) : operands;
  if (target === undefined) return missingOperand(call, 'missing file operand');
  if (sources.length === 0) return missingOperand(call, `missing destination file operand after \`${target}'`);
  if (sources.length > 1 && !call.machine.files.isDirectory(pathOf(call, target))) {
    complain(call, `target \`${target}' is not a directory`);
    return 1;
  }
  const recursive = ['r', 'R', 'a', 'recursive', 'archive'].some((option) => given.has(option));
  const preserve = ['p', 'a', 'preserve', 'archive'].some((option) => given.has(option));
  const omitted = { any: false };
  const status = await forEach(
    sources,
    async (word) => {
      const from = pathOf(call, word);
      const to = destination(call, word, target, given.has('T'));
      const source = call.machine.files.stat(from, !(given.has('a') || given.has('d') || given.has('P')));
      if (source.kind === 'directory' && !recursive) {
        complain(call, `omitting directory \`${word}'`);
        omitted.any = true;
        return;
      }
      if (call.machine.files.exists(to) && call.machine.files.realPath(to) === call.machine.files.realPath(from)) {
        complain(call, `\`${word}' and \`${target}' are the same file`);
        omitted.any = true;
        return;
      }
      if (source.kind === 'directory' && isUnder(to, from)) {
        complain(call, `cannot copy a directory, \`${word}', into itself, \`${target}'`);
        omitted.any = true;
        return;
      }
      if (given.has('n') && call.machine.files.exists(to)) return;
      if (given.has('i') && !given.has('f') && call.inputIsTerminal && call.machine.files.exists(to)) {
        call.writeError(`cp: overwrite \`${target}'? `);
        if (!/^y/iu.test((await call.readLine()) ?? '')) return;
      }
      if (source.kind === 'link') {
        if (call.machine.files.find(to, false) !== null) call.machine.files.remove(to);
        call.machine.files.symlink(call.machine.files.readLink(from), to);
      } else if (source.kind === 'block') await copyBlocks(call, from, to);
      else copy(call.machine, from, to, recursive, preserve);
      if (given.has('v')) call.write(`\`${word}' -> \`${target}'\n`);
    },
    (word, problem) => { complain(call, problem.path === pathOf(call, word) ? `cannot stat \`${word}': ${problem.message}` : `cannot create regular file \`${target}': ${problem.message}`); }, // prettier-ignore
  );
  return omitted.any ? 1 : status;
};

async function copyBlocks(call: ProgramCall, from: string, to: string): Promise<void> {
  const size = call.world.blockSize(call.machine, from) ?? 0;
  if (size > 64 * 1024 * 1024) throw new FileError('ENOSPC', to);
  call.machine.files.write(to, await call.world.readBlocks(call.machine, from, 0, size));
}

export const mv: Program = async (call) => {
  const { given, operands } = options(call);
  const refusal = refuseUnknown(call, given, 'finvuT', ['force', 'interactive', 'verbose']);
  if (refusal !== null) return refusal;
  const target = operands.at(-1);
  const sources = operands.slice(0, -1);
  if (target === undefined) return missingOperand(call, 'missing file operand');
  if (sources.length === 0) return missingOperand(call, `missing destination file operand after \`${target}'`);
  if (sources.length > 1 && !call.machine.files.isDirectory(pathOf(call, target))) {
    complain(call, `target \`${target}' is not a directory`);
    return 1;
  }
  return forEach(
    sources,
    async (word) => {
      const to = destination(call, word, target, given.has('T'));
      if (given.has('i') && !given.has('f') && call.inputIsTerminal && call.machine.files.exists(to)) {
        call.writeError(`mv: overwrite \`${target}'? `);
        if (!/^y/iu.test((await call.readLine()) ?? '')) return;
      }
      move(call.machine, pathOf(call, word), to);
      if (given.has('v')) call.write(`\`${word}' -> \`${target}'\n`);
    },
    (word, problem) => { complain(call, problem.code === 'ENOENT' && call.machine.files.find(pathOf(call, word), false) === null ? `cannot stat \`${word}': ${problem.message}` : `cannot move \`${word}' to \`${target}': ${problem.message}`); }, // prettier-ignore
  );
};

export const ln: Program = (call) => {
  const { given, operands } = options(call);
  const [target, name = '.'] = operands;
  if (target === undefined) return missingOperand(call, 'missing file operand');
  const path = destination(call, target, name, given.has('n'));
  try {
    if (given.has('f') && call.machine.files.find(path, false) !== null) call.machine.files.remove(path);
    if (given.has('s')) call.machine.files.symlink(target, path);
    else copy(call.machine, pathOf(call, target), path, false, true);
    return Promise.resolve(0);
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    complain(call, `creating ${given.has('s') ? 'symbolic' : 'hard'} link \`${name}' to \`${target}': ${problem.message}`);
    return Promise.resolve(1);
  }
};

export const touch: Program = (call) => {
  const { given, values, operands } = options(call, 'drt', ['date', 'reference']);
  if (operands.length === 0) return missingOperand(call, 'missing file operand');
  const reference = values.get('r') ?? values.get('reference');
  const mtime = reference === undefined ? call.machine.now() : call.machine.files.stat(pathOf(call, reference)).mtime;
  return forEach(
    operands,
    (word) => {
      const path = pathOf(call, word);
      if (call.machine.files.exists(path)) call.machine.files.change(path, { mtime });
      else if (!given.has('c')) call.machine.files.write(path, '', 0o666 & ~call.umask);
    },
    (word, problem) => { complain(call, `cannot touch \`${word}': ${problem.message}`); }, // prettier-ignore
  );
};

export const chmod: Program = (call) => {
  const recursive = /^-[Rvfc]*R/u.test(call.args[0] ?? '') || call.args[0] === '--recursive';
  const words = call.args.filter((word, index) => !(index === 0 && /^-[Rvfc]+$|^--/u.test(word)));
  const mode = words[0];
  if (mode === undefined || words.length < 2) return missingOperand(call);
  const change = (path: string): void => {
    const status = call.machine.files.stat(path);
    call.machine.files.change(path, { mode: changedMode(mode, status.mode, status.kind === 'directory') });
    if (recursive && status.kind === 'directory')
      for (const name of call.machine.files.list(path))
        if (call.machine.files.stat(`${path}/${name}`, false).kind !== 'link') change(`${path}/${name}`);
  };
  if (!/^(?:[0-7]{1,4}|[ugoa]*[-+=][rwxXst]*(?:,[ugoa]*[-+=][rwxXst]*)*)$/u.test(mode)) {
    complain(call, `invalid mode: \`${mode}'`);
    call.writeError(`Try \`chmod --help' for more information.\n`);
    return Promise.resolve(1);
  }
  return forEach(words.slice(1), (word) => { change(pathOf(call, word)); }, (word, problem) => { complain(call, `cannot access \`${word}': ${problem.message}`); }); // prettier-ignore
};

export const chown: Program = (call) => {
  const { given, operands } = options(call);
  const [owner, ...words] = operands;
  if (owner === undefined || words.length === 0) return missingOperand(call);
  const [user = '', group = ''] = programName(call) === 'chgrp' ? ['', owner] : owner.split(/[:.]/u);
  const known = call.machine.state.users;
  const number = (name: string): number | undefined =>
    /^[0-9]+$/u.test(name) ? Number(name) : known.find((candidate) => candidate.name === name)?.uid;
  const uid = user === '' ? undefined : number(user);
  const gid = group === '' ? undefined : number(group);
  if ((user !== '' && uid === undefined) || (group !== '' && gid === undefined)) {
    complain(call, `\`${owner}': invalid ${uid === undefined && user !== '' ? 'user' : 'group'}`);
    return Promise.resolve(1);
  }
  const change = (path: string): void => {
    call.machine.files.change(path, { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) });
    if (given.has('R') && call.machine.files.isDirectory(path))
      for (const name of call.machine.files.list(path)) change(`${path}/${name}`);
  };
  return forEach(words, (word) => { change(pathOf(call, word)); }, (word, problem) => { complain(call, `cannot access \`${word}': ${problem.message}`); }); // prettier-ignore
};

/** A mode after `0644`, `u+x`, `go-rwx`, `a=r`. */
export function changedMode(mode: string, before: number, directory: boolean): number {
  if (/^[0-7]+$/u.test(mode)) return parseInt(mode, 8);
  let result = before;
  for (const clause of mode.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/u.exec(clause);
    if (match === null) continue;
    const who = match[1] === '' || match[1]?.includes('a') === true ? 'ugo' : (match[1] ?? '');
    const execute = (match[3] ?? '').includes('x') || ((match[3] ?? '').includes('X') && (directory || (before & 0o111) !== 0));
    const bits = ((match[3] ?? '').includes('r') ? 4 : 0) | ((match[3] ?? '').includes('w') ? 2 : 0) | (execute ? 1 : 0);
    let mask = 0;
    let all = 0;
    for (const [letter, shift] of [['u', 6], ['g', 3], ['o', 0]] as const) if (who.includes(letter)) { mask |= bits << shift; all |= 7 << shift; } // prettier-ignore
    if ((match[3] ?? '').includes('s')) mask |= (who.includes('u') ? 0o4000 : 0) | (who.includes('g') ? 0o2000 : 0);
    if ((match[3] ?? '').includes('t')) mask |= 0o1000;
    if (match[2] === '+') result |= mask;
    else if (match[2] === '-') result &= ~mask;
    else result = (result & ~all) | mask;
  }
  return result;
}

function missingOperand(call: ProgramCall, sentence = 'missing operand'): Promise<number> {
  call.writeError(`${programName(call)}: ${sentence}\nTry \`${programName(call)} --help' for more information.\n`);
  return Promise.resolve(1);
}
