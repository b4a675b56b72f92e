import { FileError } from '../../../world/file-error.ts';
import type { FileStatus } from '../../../world/file-status.ts';
import { resolvePath } from '../../../world/path.ts';
import { allocatedBytes, nodeSize } from '../../../world/tree.ts';
import type { Program, ProgramCall } from '../../program.ts';
import { complain, options, pathOf, refuseUnknown } from '../../unix/call-files.ts';
import { humanSize } from './human.ts';

const longNames: Readonly<Record<string, string>> = {
  all: 'a',
  bytes: 'b',
  total: 'c',
  'human-readable': 'h',
  'one-file-system': 'x',
  summarize: 's',
};

/** du of coreutils 5.97: -a -b -c -h -k -m -s -x, --max-depth. An installation's files that the lab does not list count in `/usr`. */
export const du: Program = (call) => {
  const { given, values, operands } = options(call, 'B', ['max-depth', 'block-size']);
  const unknown = refuseUnknown(call, given, 'abcdhkmsxDLHlP', [
    ...Object.keys(longNames),
    'max-depth',
    'block-size',
    'apparent-size',
  ]);
  if (unknown !== null) return Promise.resolve(unknown);
  const has = (letter: string): boolean => given.has(letter) || Object.keys(longNames).some((name) => longNames[name] === letter && given.has(name)); // prettier-ignore
  const depth = has('s') ? 0 : Number(values.get('max-depth') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(depth)) {
    complain(call, `invalid maximum depth \`${values.get('max-depth') ?? ''}'`);
    return Promise.resolve(1);
  }
  const apparent = has('b') || given.has('apparent-size');
  const unit = has('b') ? 1 : has('m') ? 1024 ** 2 : 1024;
  const shown = (bytes: number): string => (has('h') ? humanSize(bytes, 1024) : String(Math.ceil(bytes / unit)));
  let status = 0;
  let total = 0;
  for (const word of operands.length === 0 ? ['.'] : operands) {
    try {
      const top = call.machine.files.stat(pathOf(call, word), false);
      total += measure(word, top, 0, top.device);
    } catch (problem) {
      if (!(problem instanceof FileError)) throw problem;
      complain(call, `cannot access \`${word}': ${problem.message}`);
      status = 1;
    }
  }
  if (has('c')) call.write(`${shown(total)}\ttotal\n`);
  return Promise.resolve(status);

  function measure(word: string, status_: FileStatus, level: number, device: number): number {
    const { files } = call.machine;
    const path = pathOf(call, word);
    const node = files.find(path, false)?.stored?.node;
    let bytes = node === undefined ? 0 : apparent ? nodeSize(node) : allocatedBytes(node);
    const directory = status_.kind === 'directory';
    if (directory) {
      bytes += unlisted(call, path);
      for (const name of files.list(path)) {
        const inside = files.stat(resolvePath(path, name), false);
        if (has('x') && inside.device !== device) continue;
        bytes += measure(`${word.replace(/\/$/u, '')}/${name}`, inside, level + 1, device);
      }
    }
    if (level === 0 || (level <= depth && (directory || has('a')))) call.write(`${shown(bytes)}\t${word}\n`);
    return bytes;
  }
};

/** Bytes of an installation whose files the tree does not hold: below /usr, or at the top of a file system without it. */
function unlisted(call: ProgramCall, path: string): number {
  const { machine, world } = call;
  const mount = machine.state.mounts.find((each) => each.path === (path === '/usr' ? '/' : path));
  const state = mount?.tree === null || mount?.tree === undefined ? undefined : world.state.storage.fileSystems[mount.tree];
  if (state === undefined || (path === '/' && machine.files.isDirectory('/usr'))) return 0;
  return Math.max(0, state.installedBytes);
}
