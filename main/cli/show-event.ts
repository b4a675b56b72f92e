import type { Procedure } from '../../core/procedure/schema.ts';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import type { Problem } from '../../core/result.ts';
import { durationText } from '../../core/run/duration.ts';
import { toned, type Terminal, type Tone } from './terminal.ts';
import { wrapLine } from './wrap-line.ts';

export interface TellerOptions {
  /** Steps that are to be done in this sitting; null: all. */
  readonly steps: ReadonlySet<string> | null;
  /** `STEP HOST` of what had come to its end before. */
  readonly ended: readonly string[];
  /** How many times as fast as our clock the hosts' runs: what is told of how long something took is time of the hosts. */
  readonly scale: number;
  /** Columns of a line; `Infinity`: no line is broken. */
  readonly width: number;
  /** `about 3 min left`, or nothing. */
  readonly timeLeft: () => string;
}

const INDENT = ' '.repeat(13);

/** Tells a person what happened, a line where it matters: steps, failing checks with their hints, hosts, acts on progress. */
export function createEventTeller(
  terminal: Terminal,
  procedure: Procedure,
  options: TellerOptions,
): (stored: StoredEvent) => void {
  const titles = new Map(procedure.chapters.flatMap((chapter) => chapter.steps.map((step) => [step.id, step.title])));
  /** Steps that do nothing but ask. */
  const asks = new Set(
    procedure.chapters.flatMap(({ steps }) => steps.flatMap(({ id, actions }) => (actions.length === 0 ? [id] : []))),
  );
  const checks = new Map(
    procedure.chapters.flatMap((chapter) =>
      chapter.steps.flatMap((step) => step.checkpoints.map((check) => [`${step.id}/${check.id}`, check.title])),
    ),
  );
  const ended = new Set<string>(options.ended);
  const started = new Map<string, number>();
  let total = 0;
  const say = (text: string): void => {
    for (const line of wrapLine(text, options.width, INDENT.length)) terminal.say(line);
  };
  const line = (tone: Tone, glyph: string, word: string, text: string): void =>
    say(`${toned(terminal, tone, `${glyph} ${word.padEnd(10)}`)} ${text}`);
  const titleOf = (step: string): string => titles.get(step) ?? step;

  const more = ({ sentence, next }: Problem): void => {
    say(`${INDENT}${sentence}`);
    if (next !== undefined) say(`${INDENT}Next: ${next}`);
  };
  const now = (host: string, what: string): void => {
    const left = options.timeLeft();
    // What is too long for the line is cut at its end: the time stands before what may be long.
    terminal.progress(`… [${ended.size}/${total}] ${left === '' ? '' : `${left}, `}${host}: ${what}`);
  };
  const endStep = (place: { readonly step: string; readonly host: string }, at: string): string => {
    const key = `${place.step} ${place.host}`;
    ended.add(key);
    const from = started.get(key);
    // A clock that was set back meanwhile tells nothing.
    const took = from === undefined ? -1 : Date.parse(at) - from;
    const time = took < 0 ? '' : ` (${durationText(took * options.scale)})`;
    return `[${ended.size}/${total}] ${titleOf(place.step)}: ${place.host}${time}`;
  };
  const checkTitle = (event: Extract<RunEvent, { type: 'checked' }>): string =>
    checks.get(`${event.place.step}/${event.check}`) ?? event.check;

  return ({ event, at }) => {
    switch (event.type) {
      case 'planned':
        total = event.steps
          .filter(({ id }) => options.steps === null || options.steps.has(id))
          .reduce((sum, step) => sum + step.hosts.length, 0);
        break;
      case 'step-started':
        started.set(`${event.place.step} ${event.place.host}`, Date.parse(at));
        ended.delete(`${event.place.step} ${event.place.host}`);
        now(event.place.host, titleOf(event.place.step));
        break;
      case 'intent':
        now(event.on ?? event.place.host, event.command.split('\n')[0] ?? '');
        break;
      case 'step-already-so':
        line('good', '✓', 'already so', endStep(event.place, at));
        break;
      case 'step-not-taken':
        line('dim', '·', 'not taken', `${endStep(event.place, at)}: ${event.reason}`);
        break;
      case 'step-skipped':
        line('warn', '–', 'skipped', `${endStep(event.place, at)}: ${event.reason}`);
        break;
      case 'step-done':
        if (event.outcome === 'done') line('good', '✓', asks.has(event.place.step) ? 'proved' : 'done', endStep(event.place, at));
        else {
          const declined = event.problem?.code === 'declined';
          if (declined) line('warn', '–', 'declined', endStep(event.place, at));
          else line('bad', '✗', event.outcome, endStep(event.place, at));
          if (event.problem !== undefined) more(event.problem);
        }
        break;
      case 'checked':
        now(event.place.host, `${event.outcome}: ${checkTitle(event)}`);
        if (event.outcome === 'pass' || event.outcome === 'not-applicable') break;
        // Before its step acted a check is expected not to hold, and a fatal one that does not hold after ends its step, which tells it.
        if (event.phase === 'later' || (event.phase === 'after' && event.severity === 'warning')) {
          const tone = event.severity === 'warning' ? 'warn' : 'bad';
          line(tone, tone === 'warn' ? '!' : '✗', event.outcome, `${checkTitle(event)}: ${event.place.host}`);
          const next = event.hint === undefined ? event.problem?.next : `${event.hint.cause} ${event.hint.next}`;
          const said = event.message ?? event.problem?.sentence;
          if (said !== undefined) say(`${INDENT}${said}`);
          if (next !== undefined) say(`${INDENT}Next: ${next}`);
        }
        break;
      case 'host-connected':
        line('dim', '·', 'connected', `${event.host} (${event.address})${event.legacy ? ', legacy cryptography' : ''}`);
        break;
      case 'host-lost':
        line('dim', '·', 'away', `${event.host}: ${event.problem.sentence}`);
        if (event.problem.next !== undefined) say(`${INDENT}Next: ${event.problem.next}`);
        break;
      case 'host-joined':
        line('good', '+', 'joined', `${event.host} (${event.role}, ${event.address}) through ${event.via}`);
        break;
      case 'act-settled':
        line('warn', '?', 'settled', `${event.verdict.replaceAll('-', ' ')}: ${event.how}`);
        break;
      case 'undo-done':
        if (event.outcome === 'done') line('good', '↶', 'undone', `${titleOf(event.place.step)}: ${event.place.host}`);
        else {
          line('bad', '✗', 'not undone', `${titleOf(event.place.step)}: ${event.place.host}`);
          if (event.problem !== undefined) more(event.problem);
        }
        break;
      default:
        break;
    }
  };
}
