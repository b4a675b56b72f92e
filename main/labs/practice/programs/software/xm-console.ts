import { attachToConsole, type ConsoleLine } from '../../shell/console-login.ts';
import type { Domain } from '../../world/software/state.ts';
import { hypervisorOf } from '../../world/software/xen/domains.ts';
import type { ProgramCall } from '../program.ts';

/** Ctrl-] leaves the console. */
const LEAVE = 0x1d;
/** Time of the world between two looks at what the console shows. Milliseconds. */
const LOOK_EVERY_MS = 500;

/** `xm console`: what the text console of a domain shows, and keys that go to it as they are typed, until the domain is gone, the input ends or Ctrl-] is typed. */
export async function attachConsole(call: ProgramCall, domain: Domain): Promise<number> {
  const { tty } = call;
  const over = new AbortController();
  const shown = new Shown(call, domain);
  shown.show();
  const keys = tty === null || !call.inputIsTerminal ? lines(call) : () => tty.raw(() => typed(call, shown, over.signal));
  const ended = { input: false };
  const reading = keys().finally(() => (ended.input = true));
  reading.catch(() => undefined);
  try {
    while (!ended.input && hypervisorOf(call.machine).domains.includes(domain)) {
      await call.sleep(LOOK_EVERY_MS);
      shown.show();
    }
  } finally {
    over.abort();
    shown.line?.detach();
    await reading.catch(() => undefined);
  }
  if (tty !== null) call.write('\n');
  return 0;
}

/** What a console printed by itself: the boot, and a getty's prompt. What is typed is shown by who reads it. */
class Shown {
  readonly #call: ProgramCall;
  readonly #domain: Domain;
  #count = 0;
  line: ConsoleLine | null = null;

  constructor(call: ProgramCall, domain: Domain) {
    this.#call = call;
    this.#domain = domain;
  }

  show(): void {
    const machine = this.#domain.machine === null ? undefined : this.#call.world.find(this.#domain.machine);
    const all = [...this.#domain.console, ...(machine?.state.console ?? [])];
    const fresh = all.slice(this.#count);
    this.#count = all.length;
    if (fresh.length > 0) this.#call.write(fresh.map((one) => (one.endsWith(' login: ') ? one : `${one}\n`)).join(''));
  }

  /** The line to whoever reads at the console; null while the domain's machine is not there. */
  lineNow(): ConsoleLine | null {
    const machine = this.#domain.machine === null ? undefined : this.#call.world.find(this.#domain.machine);
    if (machine === undefined || !machine.up) return null;
    if (this.line?.stands() !== true) {
      const { columns, rows } = this.#call.terminal ?? { columns: 80, rows: 24 };
      this.line = attachToConsole(machine, { columns, rows, write: this.#call.writeBytes });
    }
    return this.line;
  }
}

async function typed(call: ProgramCall, shown: Shown, over: AbortSignal): Promise<void> {
  // Who is logged in already is seen at once.
  shown.lineNow();
  for (;;) {
    const bytes = await call.readChunk(over);
    if (bytes === null) return;
    const leaving = bytes.indexOf(LEAVE);
    const passed = leaving < 0 ? bytes : bytes.subarray(0, leaving);
    if (passed.length > 0) shown.lineNow()?.type(passed);
    if (leaving >= 0) return;
  }
}

/** Of a pipe: nothing of it is typed at the console; its end, or an empty line, ends it. */
function lines(call: ProgramCall): () => Promise<void> {
  return async () => {
    for (let line = await call.readLine(); line !== null && line !== '' && !line.includes('\x1d'); line = await call.readLine());
  };
}
