import { FileError } from '../../../world/file-error.ts';
import type { Program, ProgramCall, ProgramTerminal } from '../../program.ts';
import { pathOf } from '../call-files.ts';
import { runEx } from './ex.ts';
import { viPattern } from './pattern.ts';
import { drawScreen } from './screen.ts';
import { EditedText } from './text.ts';

/**
 * vi of vim-minimal 7.0 (RHEL 5), as far as people use it: i a o A O I, h j k l and arrows, 0 ^ $ w b G gg, x dd D dw yy p P J r u,
 * / ? n N, ZZ, counts, and what stands after `:` (ex.ts). It draws the whole screen after each key.
 */
export const vi: Program = async (call) => {
  const name = call.args.find((word) => !/^[-+]/u.test(word)) ?? null;
  if (call.args.includes('--version')) {
    call.write('VIM - Vi IMproved 7.0 (2006 May 7)\n');
    return 0;
  }
  const { tty } = call;
  if (call.terminal === null) call.writeError('Vim: Warning: Output is not to a terminal\n');
  if (!call.inputIsTerminal) call.writeError('Vim: Warning: Input is not from a terminal\n');
  if (tty === null || call.terminal === null || !call.inputIsTerminal) {
    // Without keys to read vim comes to the end of its input.
    call.writeError('Vim: Error reading input, exiting...\nVim: Finished.\n');
    return 1;
  }
  const opened = open(call, name);
  const editor = new Editor(call, tty, opened.text, name, opened.message);
  const line = call.args.find((word) => /^\+\d*$/u.test(word));
  if (line !== undefined) opened.text.move(line === '+' ? Number.MAX_SAFE_INTEGER : Number(line.slice(1)) - 1, 0);
  return tty.raw(() => editor.run());
};

function open(call: ProgramCall, name: string | null): { readonly text: EditedText; readonly message: string } {
  if (name === null) return { text: new EditedText([]), message: '' };
  try {
    const path = pathOf(call, name);
    if (!call.machine.files.exists(path)) return { text: new EditedText([]), message: `"${name}" [New File]` };
    if (call.machine.files.isDirectory(path)) return { text: new EditedText([]), message: `"${name}" is a directory` };
    const content = call.machine.files.readText(path);
    const whole = content === '' || content.endsWith('\n');
    const lines = content === '' ? [] : (whole ? content.slice(0, -1) : content).split('\n');
    const size = new TextEncoder().encode(content).length;
    return {
      text: new EditedText(lines),
      message: `"${name}"${whole ? '' : ' [noeol]'} ${String(lines.length)}L, ${String(size)}C`,
    };
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return { text: new EditedText([]), message: `"${name}" ${problem.message}` };
  }
}

class Editor {
  readonly #call: ProgramCall;
  readonly #tty: ProgramTerminal;
  readonly #text: EditedText;
  readonly #name: string | null;
  #message: string;
  #top = 0;
  #mode: 'command' | 'insert' | 'line' = 'command';
  /** What was typed of a command that needs more keys, and on the last line. */
  #keys = '';
  #typed = '';
  #pattern: { readonly text: string; readonly backwards: boolean } | null = null;
  #over = false;

  constructor(call: ProgramCall, tty: ProgramTerminal, text: EditedText, name: string | null, message: string) {
    this.#call = call;
    this.#tty = tty;
    this.#text = text;
    this.#name = name;
    this.#message = message;
  }

  async run(): Promise<number> {
    const stop = this.#tty.onResize(() => {
      this.#draw();
    });
    try {
      this.#call.write('\x1b[?1049h\x1b[2J');
      this.#draw();
      while (!this.#over) {
        const chunk = await this.#call.readChunk();
        if (chunk === null) return 1;
        for (const key of keysOf(Buffer.from(chunk).toString('utf8'))) {
          if (this.#ended()) break;
          if (this.#mode === 'insert') this.#insert(key);
          else if (this.#mode === 'line') this.#lastLine(key);
          else this.#command(key);
        }
        if (!this.#ended()) this.#draw();
      }
      this.#call.write(`\x1b[${String(this.#tty.rows)};1H\x1b[K\x1b[?1049l`);
      if (this.#message !== '') this.#call.write(`${this.#message}\n`);
      return 0;
    } finally {
      stop();
    }
  }

  #ended(): boolean {
    return this.#over;
  }

  #draw(): void {
    const last = this.#mode === 'insert' ? '-- INSERT --' : this.#mode === 'line' ? this.#typed : this.#message;
    const drawn = drawScreen(this.#text, this.#tty, this.#top, last, this.#mode === 'line' ? this.#typed.length : null);
    this.#top = drawn.top;
    this.#call.write(drawn.output);
  }

  #insert(key: string): void {
    const text = this.#text;
    if (key === '\x1b' || key === '\x03') {
      this.#mode = 'command';
      text.move(text.row, text.column - 1);
    } else if (key === '\r' || key === '\n') text.split();
    else if (key === '\x7f' || key === '\b') text.rubOut();
    else if (!this.#motion(key.length > 1 ? key : '', 1, true) && (key >= ' ' || key === '\t') && key.length === 1)
      text.insert(key);
  }

  #lastLine(key: string): void {
    if (key === '\r' || key === '\n') {
      const typed = this.#typed;
      this.#mode = 'command';
      this.#message = '';
      if (!typed.startsWith(':')) this.#search(typed.slice(1), typed.startsWith('?'));
      else {
        const done = runEx(this.#call, this.#text, this.#name, typed.slice(1));
        this.#message = done.message;
        this.#over = done.quit;
      }
    } else if (key === '\x1b' || key === '\x03') {
      this.#mode = 'command';
      this.#message = '';
    } else if (key === '\x7f' || key === '\b') {
      this.#typed = this.#typed.slice(0, -1);
      if (this.#typed === '') this.#mode = 'command';
    } else if (key.length === 1 && key >= ' ') this.#typed += key;
  }

  #search(typed: string, backwards: boolean): void {
    if (typed !== '') this.#pattern = { text: typed, backwards };
    if (this.#pattern === null) {
      this.#message = 'E35: No previous regular expression';
      return;
    }
    const pattern = viPattern(this.#pattern.text);
    if (pattern === null || !this.#text.search(pattern, backwards))
      this.#message = `E486: Pattern not found: ${this.#pattern.text}`;
    else this.#message = `${backwards ? '?' : '/'}${this.#pattern.text}`;
  }

  #command(key: string): void {
    if (key === '\x1b' || key === '\x03') {
      this.#message = key === '\x03' ? 'Type  :quit<Enter>  to exit Vim' : '';
      this.#keys = '';
      return;
    }
    if (key.length === 1) {
      this.#keys += key;
      const [, count = '', verb = ''] = /^([1-9][0-9]*)?(.*)$/su.exec(this.#keys) ?? [];
      // A count alone, or the first half of a command.
      if (verb === '' || /^[dygcrZ]$/u.test(verb)) return;
      this.#keys = '';
      this.#do(verb, count === '' ? null : Number(count));
    } else this.#motion(key, 1, false);
  }

  #do(verb: string, count: number | null): void {
    const text = this.#text;
    const times = count ?? 1;
    const change = (act: () => void): void => {
      text.keep();
      act();
    };
    const insertAt = (column: number): void => {
      text.keep();
      this.#mode = 'insert';
      text.move(text.row, column, true);
    };
    const firstWord = Math.max(0, text.line.search(/\S/u));
    if (verb === 'G') {
      text.move((count ?? text.lines.length) - 1, 0);
      text.firstWord();
    } else if (this.#motion(verb, times, false)) return;
    else if (verb === 'i') insertAt(text.column);
    else if (verb === 'a') insertAt(text.column + 1);
    else if (verb === 'I') insertAt(firstWord);
    else if (verb === 'A') insertAt(text.line.length);
    else if (verb === 'o' || verb === 'O') {
      text.keep();
      text.lines.splice(text.row + (verb === 'o' ? 1 : 0), 0, '');
      text.move(text.row + (verb === 'o' ? 1 : 0), 0);
      this.#mode = 'insert';
    } else if (verb === 'x') {
      if (text.line !== '') change(() => { text.deleteCharacters(text.column, text.column + times); }); // prettier-ignore
    } else if (verb === 'D' || verb === 'd$')
      change(() => { text.deleteCharacters(text.column, text.line.length); }); // prettier-ignore
    else if (verb === 'dw' || verb === 'cw') {
      const word =
        (verb === 'cw' ? /^(?:\w+|[^\w\s]+|\s+)/u : /^(?:\w+|[^\w\s]+)?\s*/u).exec(text.line.slice(text.column))?.[0] ?? '';
      change(() => { text.deleteCharacters(text.column, text.column + word.length); }); // prettier-ignore
      if (verb === 'cw') {
        this.#mode = 'insert';
        text.move(text.row, Math.min(text.column + (text.column < text.line.length - 1 ? 0 : 1), text.line.length), true);
      }
    } else if (verb === 'dd' || verb === 'cc') {
      if (verb === 'dd')
        change(() => { text.deleteLines(text.row, times); }); // prettier-ignore
      else {
        change(() => { text.deleteCharacters(0, text.line.length); }); // prettier-ignore
        this.#mode = 'insert';
      }
    } else if (verb === 'yy' || verb === 'Y') text.yankLines(text.row, times);
    else if (verb === 'p' || verb === 'P')
      change(() => { text.put(verb === 'P', times); }); // prettier-ignore
    else if (verb === 'J' && text.row + 1 < text.lines.length)
      change(() => {
        const end = text.line.length;
        text.lines[text.row] = `${text.line} ${(text.lines[text.row + 1] ?? '').trimStart()}`;
        text.lines.splice(text.row + 1, 1);
        text.move(text.row, end);
      });
    else if (/^r.$/su.test(verb) && text.line !== '')
      change(() => {
        text.lines[text.row] = text.line.slice(0, text.column) + verb.charAt(1) + text.line.slice(text.column + 1);
      });
    else if (verb === 'u') this.#message = text.undo() ? '' : 'Already at oldest change';
    else if (verb === 'n' || verb === 'N') this.#search('', (this.#pattern?.backwards ?? false) !== (verb === 'N'));
    else if (verb === ':' || verb === '/' || verb === '?') {
      this.#mode = 'line';
      this.#typed = verb;
    } else if (verb === 'ZZ') {
      this.#mode = 'line';
      this.#typed = ':x';
      this.#lastLine('\r');
    } else if (verb === 'ZQ') this.#over = true;
  }

  /** Moves the cursor; false when the key does not. `after`: insert mode, where it may stand behind the last character. */
  #motion(key: string, times: number, after: boolean): boolean {
    const text = this.#text;
    switch (key) {
      case 'h':
      case '\b':
      case '\x7f':
      case 'left':
        text.move(text.row, text.column - times, after);
        return true;
      case 'l':
      case ' ':
      case 'right':
        text.move(text.row, text.column + times, after);
        return true;
      case 'j':
      case '\n':
      case 'down':
        text.move(text.row + times, text.column, after);
        return true;
      case 'k':
      case 'up':
        text.move(text.row - times, text.column, after);
        return true;
      case '\r':
      case '+':
        text.move(text.row + times, 0);
        text.firstWord();
        return true;
      case '0':
      case 'home':
        text.move(text.row, 0, after);
        return true;
      case '^':
        text.firstWord();
        return true;
      case '$':
      case 'end':
        text.move(text.row, text.line.length, after);
        return true;
      case 'w':
        for (let count = 0; count < times; count += 1) text.nextWord();
        return true;
      case 'b':
        for (let count = 0; count < times; count += 1) text.previousWord();
        return true;
      case 'gg':
        text.move(times - 1, 0);
        text.firstWord();
        return true;
      case '\x06':
        text.move(text.row + this.#tty.rows - 3, 0);
        return true;
      case '\x02':
        text.move(text.row - this.#tty.rows + 3, 0);
        return true;
      default:
        return false;
    }
  }
}

const named: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end' };

/** Keys of what was typed: characters, and the names of arrows and their like. */
function keysOf(typed: string): readonly string[] {
  return Array.from(typed.matchAll(/\x1b[[O]([A-DHF])|\x1b\[[0-9;]*~|[^]/gu), (match) =>
    match[1] !== undefined ? (named[match[1]] ?? '') : match[0].length > 2 ? 'other' : match[0],
  );
}
