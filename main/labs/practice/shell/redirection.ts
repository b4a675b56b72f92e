import { FileError } from '../world/file-error.ts';
import { resolvePath } from '../world/path.ts';
import { assertNever } from '../../../../core/result.ts';
import { shellToText } from './bytes.ts';
import { ShellError } from './control.ts';
import { expandText } from './expansion.ts';
import { openPath, type OpenMode } from './open-file.ts';
import type { Shell } from './shell.ts';
import { inputOf, OpenFile, Reader } from './streams.ts';
import type { RedirectionNode, WordNode } from './syntax.ts';

/**
 * Makes the redirections in order. Throws ShellError with the message for the user. What it returns ends them: `undo` puts the descriptors
 * back, `keep` lets them stay for good (exec).
 */
export async function applyRedirections(
  shell: Shell,
  redirections: readonly RedirectionNode[],
): Promise<{ readonly undo: () => void; readonly keep: () => void }> {
  const before = shell.descriptors;
  const changed = before.copy();
  shell.descriptors = changed;
  shell.saved.push(before);
  const undo = (): void => {
    shell.saved.splice(shell.saved.indexOf(before), 1);
    shell.descriptors = before;
    changed.closeAll();
  };
  try {
    for (const redirection of redirections) await applyOne(shell, redirection);
  } catch (problem) {
    undo();
    throw problem;
  }
  return {
    undo,
    keep: () => {
      shell.saved.splice(shell.saved.indexOf(before), 1);
      before.closeAll();
    },
  };
}

export function nullInput(): OpenFile {
  return new OpenFile({ reader: new Reader(() => Promise.resolve(null)) });
}

async function applyOne(shell: Shell, redirection: RedirectionNode): Promise<void> {
  const { operator, target } = redirection;
  if (target.type === 'HereDoc') {
    let text = target.quoted ? rawText(target.content) : await expandText(shell, target.content);
    if (target.stripTabs) text = text.replace(/^\t+/gmu, '');
    shell.descriptors.set(redirection.fd ?? 0, inputOf(Buffer.from(text, 'latin1')));
    return;
  }
  const word = await expandText(shell, target);
  switch (operator) {
    case '<':
      shell.descriptors.set(redirection.fd ?? 0, open(shell, word, 'read'));
      return;
    case '<>':
      shell.descriptors.set(redirection.fd ?? 0, open(shell, word, 'both'));
      return;
    case '>':
    case '>|':
      if (
        operator === '>' &&
        shell.options.has('C') &&
        shell.machine.files.isFile(resolvePath(shell.directory, shellToText(word)))
      )
        throw new ShellError(`${word}: cannot overwrite existing file`);
      shell.descriptors.set(redirection.fd ?? 1, open(shell, word, 'write'));
      return;
    case '>>':
      shell.descriptors.set(redirection.fd ?? 1, open(shell, word, 'append'));
      return;
    case '&>':
    case '&>>': {
      const file = open(shell, word, operator === '&>' ? 'write' : 'append');
      shell.descriptors.set(1, file);
      shell.descriptors.set(2, file.retain());
      return;
    }
    case '>&':
    case '<&':
      duplicate(shell, redirection.fd ?? (operator === '>&' ? 1 : 0), word, operator === '>&' && redirection.fd === null);
      return;
    case '<<<':
      shell.descriptors.set(redirection.fd ?? 0, inputOf(Buffer.from(`${word}\n`, 'latin1')));
      return;
    case '<<':
    case '<<-':
      throw new ShellError('here-document without a body', 2, true);
    default:
      assertNever(operator);
  }
}

function duplicate(shell: Shell, descriptor: number, word: string, bothToFile: boolean): void {
  if (word === '-') {
    shell.descriptors.close(descriptor);
    return;
  }
  const moved = /^([0-9]+)-$/u.exec(word);
  const number = moved?.[1] ?? word;
  if (!/^[0-9]+$/u.test(number)) {
    if (!bothToFile) throw new ShellError(`${word}: ambiguous redirect`);
    const file = open(shell, word, 'write');
    shell.descriptors.set(1, file);
    shell.descriptors.set(2, file.retain());
    return;
  }
  const source = shell.descriptors.get(Number(number));
  if (source === undefined) throw new ShellError(`${number}: Bad file descriptor`);
  if (Number(number) !== descriptor) shell.descriptors.set(descriptor, source.retain());
  if (moved !== null) shell.descriptors.close(Number(number));
}

function open(shell: Shell, word: string, mode: OpenMode): OpenFile {
  if (word === '') throw new ShellError(': No such file or directory');
  const path = resolvePath(shell.directory, shellToText(word));
  const standard = /^\/(?:dev\/(?:std(in|out|err)|fd\/([0-9]+))|proc\/self\/fd\/([0-9]+))$/u.exec(path);
  if (standard !== null) {
    const number = standard[1] === undefined ? Number(standard[2] ?? standard[3]) : ['in', 'out', 'err'].indexOf(standard[1]);
    const file = shell.descriptors.get(number);
    if (file === undefined) throw new ShellError(`${word}: No such file or directory`);
    return file.retain();
  }
  try {
    return openPath(shell.machine, path, mode, 0o666 & ~shell.umask, shell.terminal?.file ?? null);
  } catch (problem) {
    if (problem instanceof FileError) throw new ShellError(`${word}: ${problem.message}`);
    throw problem;
  }
}

function rawText(word: WordNode): string {
  return word.parts.map((part) => ('value' in part ? part.value : '')).join('');
}
