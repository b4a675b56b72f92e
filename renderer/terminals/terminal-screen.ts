import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { BytesSubscription } from '../../core/contract/client.ts';
import { REPLAY_HEAD } from '../../core/contract/replay-head.ts';
import type { TerminalListing } from '../../core/contract/terminals.ts';
import type { WindowClient } from '../connection/connection.ts';
import { keepStylesToThePolicy } from './page-policy.ts';

keepStylesToThePolicy();

export interface ScreenOptions {
  readonly label: string;
  /** Something was typed, pasted, or answered by the terminal itself (`answer`). */
  readonly onData: (data: string, answer: boolean) => void;
  readonly onLink: (address: string) => void;
  readonly onSize: (columns: number, rows: number) => void;
  /** The keys that leave the terminal were pressed. */
  readonly onLeave: () => void;
  readonly onSearch: () => void;
  readonly onCopy: () => void;
}

/** What a terminal says by itself when it is asked: device attributes, positions, settings, colours, focus and the mouse. */
const ANSWER =
  /^(?:\x1b\[[?>]?[\d;]*[cRn]|\x1b\[\??[\d;]*\$y|\x1b[P\]][^\x07]*(?:\x07|\x1b\\)|\x1b\[[IO]|\x1b\[<[\d;]+[mM]|\x1b\[M[^]{3})+$/u;

/** Lines that can be scrolled back to. */
const SCROLLBACK = 10_000;

const COLOURS = {
  background: '#151515',
  foreground: '#e8e8e8',
  cursor: '#ffffff',
  selectionBackground: '#2b5ea8',
  black: '#3c3f42',
  red: '#f56e6e',
  green: '#7cc674',
  yellow: '#f4c145',
  blue: '#6bb2f5',
  magenta: '#c59dec',
  cyan: '#5fc8c2',
  white: '#d2d2d2',
  brightBlack: '#a3a6a9',
  brightRed: '#ff9b9b',
  brightGreen: '#a9e3a2',
  brightYellow: '#f9dd8c',
  brightBlue: '#9fcdfb',
  brightMagenta: '#dcc3f7',
  brightCyan: '#97e0dc',
  brightWhite: '#ffffff',
};

/**
 * One terminal as it is drawn. It lives on while another tab is looked at. What a host sends cannot set titles, reach the clipboard or open links: xterm.js has a title and
 * no clipboard (OSC 0 to 2, OSC 52) that nobody listens to, and a link, in the text or given by OSC 8, is asked about first.
 */
export class TerminalScreen {
  readonly element = document.createElement('div');
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #options: ScreenOptions;
  #bytes: BytesSubscription | null = null;
  #client: WindowClient | null = null;
  #drawn = false;
  /** Bytes of what was shown before that are still to be drawn; null while their number is not known. */
  #replay: number | null = 0;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.element.className = 'terminal-screen';
    this.#terminal = new Terminal({
      scrollback: SCROLLBACK,
      fontFamily: "'Red Hat Mono', 'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace",
      fontSize: 13,
      minimumContrastRatio: 4.5,
      macOptionIsMeta: true,
      cursorBlink: false,
      theme: COLOURS,
      linkHandler: { activate: (_event, address) => options.onLink(address), allowNonHttpProtocols: false },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new WebLinksAddon((_event, address) => options.onLink(address)));
    const typed = (data: string): void => {
      // What was asked before this window was here has been answered then.
      if (this.#replay === 0) options.onData(data, ANSWER.test(data));
    };
    this.#terminal.onData(typed);
    this.#terminal.onResize(({ cols, rows }) => {
      if (this.#replay === 0) options.onSize(cols, rows);
    });
    this.#terminal.attachCustomKeyEventHandler((event) => this.#key(event));
  }

  get selection(): string {
    return this.#terminal.getSelection();
  }

  /** Puts it into a place of the page. */
  show(place: HTMLElement): void {
    place.append(this.element);
    if (!this.#drawn) {
      this.#terminal.open(this.element);
      this.#terminal.textarea?.setAttribute('aria-label', this.#options.label);
      this.#drawn = true;
    }
    this.fit();
  }

  hide(): void {
    this.element.remove();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** As many lines and columns as have room; nothing while it is hidden. */
  fit(): void {
    const size = this.element.isConnected && this.#replay === 0 ? this.#fit.proposeDimensions() : undefined;
    if (size === undefined || !Number.isFinite(size.cols) || !Number.isFinite(size.rows)) return;
    this.#terminal.resize(Math.max(2, size.cols), Math.max(1, size.rows));
  }

  readable(on: boolean): void {
    this.#terminal.options.screenReaderMode = on;
  }

  /** False when it is not there. */
  find(text: string, back: boolean): boolean {
    return back ? this.#search.findPrevious(text) : this.#search.findNext(text);
  }

  /** Draws what the terminal showed and shows, over this connection; once a connection. */
  attach(client: WindowClient, { id, columns, rows }: TerminalListing): void {
    if (this.#client === client) return;
    this.#client = client;
    this.#bytes?.cancel();
    this.#terminal.reset();
    this.#replay = null;
    this.#terminal.resize(columns, rows);
    let head: number[] = [];
    this.#bytes = client.bytes('terminals.attach', { terminal: id }, async (piece) => {
      let from = 0;
      while (this.#replay === null && from < piece.length) {
        head = [...head, piece[from] ?? 0];
        from += 1;
        if (head.length === REPLAY_HEAD) this.#replay = head.reduce((sum, byte) => sum * 256 + byte, 0);
      }
      const before = piece.subarray(from, from + (this.#replay ?? 0));
      if (before.length > 0) await this.#write(before);
      if (this.#replay !== null && (before.length > 0 || from > 0)) {
        this.#replay -= before.length;
        if (this.#replay === 0) this.#begun(columns, rows);
      }
      const now = piece.subarray(from + before.length);
      if (now.length > 0) await this.#write(now);
    });
  }

  type(data: string): void {
    void this.#bytes?.write(new TextEncoder().encode(data));
  }

  dispose(): void {
    this.#bytes?.cancel();
    this.#terminal.dispose();
    this.element.remove();
  }

  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  /** Everything of before is drawn. */
  #begun(columns: number, rows: number): void {
    this.fit();
    const { cols, rows: now } = this.#terminal;
    if (cols !== columns || now !== rows) this.#options.onSize(cols, now);
  }

  /** False: the key is not the terminal's. */
  #key(event: KeyboardEvent): boolean {
    const control = event.ctrlKey && !event.altKey && !event.metaKey;
    const does = !control
      ? null
      : event.key === 'F6'
        ? this.#options.onLeave
        : event.shiftKey && event.code === 'KeyF'
          ? this.#options.onSearch
          : event.shiftKey && event.code === 'KeyC'
            ? this.#options.onCopy
            : null;
    // Pasting is the browser's: the terminal hears of it as text.
    if (control && event.shiftKey && event.code === 'KeyV') return false;
    if (does === null) return true;
    event.preventDefault();
    if (event.type === 'keydown') does();
    return false;
  }
}
