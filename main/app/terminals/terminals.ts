import { randomUUID } from 'node:crypto';
import { consoleCommand, type GuestConsole } from '../../../core/contract/guest-console.ts';
import type { TerminalHost, TerminalListing, TerminalPlace } from '../../../core/contract/terminals.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import { Changing } from '../desk/changing.ts';
import type { Questions } from '../desk/questions.ts';
import type { Application } from '../open-application.ts';
import { TerminalRecord } from './record.ts';
import { HostTerminal } from './terminal.ts';
import { Ways } from './ways.ts';

/** More at once would be a mistake. */
const MOST = 32;

export interface Wanted {
  readonly place: TerminalPlace;
  readonly host: string;
  readonly console: GuestConsole | null;
  readonly columns: number;
  readonly rows: number;
}

/** The terminals of this process. No window is needed for them to stand, and one that comes back finds them here. */
export class Terminals {
  readonly now = new Changing<readonly TerminalListing[]>([]);
  readonly #application: Application;
  readonly #report: (what: string, thrown: unknown) => void;
  readonly #ways: Ways;
  readonly #all = new Map<string, HostTerminal>();

  constructor(application: Application, questions: Questions, report: (what: string, thrown: unknown) => void) {
    this.#application = application;
    this.#report = report;
    this.#ways = new Ways(application, questions);
  }

  hosts(place: TerminalPlace): Promise<Result<readonly TerminalHost[]>> {
    return this.#ways.hosts(place);
  }

  /** Problem: `too-many-terminals`. */
  open({ place, host, console, columns, rows }: Wanted): Result<{ readonly terminal: string }> {
    if (this.#all.size >= MOST)
      return failure('too-many-terminals', `${MOST} terminals are open here.`, 'Close one that is not needed any more.');
    const id = randomUUID();
    const same = this.now.value.filter(
      (one) => one.host === host && one.place.kind === place.kind && one.place.name === place.name,
    );
    const terminal = new HostTerminal({
      id,
      place,
      host,
      number: 1 + Math.max(0, ...same.map(({ number }) => number)),
      console,
      command: console === null ? null : consoleCommand(console),
      size: { columns, rows },
      way: () => this.#ways.to(place),
      record:
        place.kind !== 'run'
          ? null
          : async ({ redactor }, command, failed) => {
              const { store, entry } = this.#application;
              const writer = await store.writeRun(place.name, redactor);
              if (!writer.ok) return writer;
              return TerminalRecord.begin({
                writer: writer.value,
                operator: entry.operator,
                terminal: id,
                host,
                command,
                failed,
              });
            },
      changed: () => this.#tell(),
      report: this.#report,
    });
    this.#all.set(id, terminal);
    this.#tell();
    return success({ terminal: id });
  }

  /** Problem: `no-such-terminal`. */
  with<Value>(id: string, does: (terminal: HostTerminal) => Result<Value>): Result<Value> {
    const terminal = this.#all.get(id);
    return terminal === undefined ? failure('no-such-terminal', 'This terminal is not open any more.') : does(terminal);
  }

  async close(id: string): Promise<Result<null>> {
    const terminal = this.#all.get(id);
    if (terminal === undefined) return failure('no-such-terminal', 'This terminal is not open any more.');
    this.#all.delete(id);
    this.#tell();
    await terminal.close();
    return success(null);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#all.keys()].map((id) => this.close(id)));
  }

  #tell(): void {
    this.now.set([...this.#all.values()].map((terminal) => terminal.listing()));
  }
}
