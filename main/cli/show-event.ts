import type { Procedure } from '../../core/procedure/schema.ts';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import type { Problem } from '../../core/result.ts';
import { durationText } from '../../core/run/duration.ts';
import { restarts } from '../../core/run/restarting.ts';
import type { OpenIntent } from '../../core/run/state.ts';
import type { Underway } from '../../core/run/underway.ts';
import { passesByItself } from '../engine/connection.ts';
import { cutText } from './cut-text.ts';
import { toned, type Terminal, type Tone } from './terminal.ts';
import { underwayWords, type UnderwayNames } from './underway-words.ts';
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
  /** `about 3 min left`, the whole words first, then shorter ones; none where nothing is known. */
  readonly timeLeft: () => readonly string[];
  /** Acts that were in flight when the run was left. */
  readonly open: readonly OpenIntent[];
  /** The host that a guest was reached through when it joined. */
  readonly through: (host: string) => string | null;
}

/** Tells a person how a run goes on. */
export interface EventTeller {
  readonly tell: (stored: StoredEvent) => void;
  /** Draws the line of progress anew, with what is under way at `nowMs`. */
  readonly refresh: (underway: readonly Underway[], nowMs: number) => void;
}

const INDENT = ' '.repeat(13);
/** Columns that are kept for what is done before the time that is left is told in fewer words. */
const ROOM = 16;

type Act = Pick<OpenIntent, 'intent' | 'kind' | 'command' | 'on' | 'place'>;

/** Tells a person what happened, a line where it matters: steps, failing checks with their hints, hosts, acts on progress. */
export function createEventTeller(terminal: Terminal, procedure: Procedure, options: TellerOptions): EventTeller {
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
  /** Acts of steps that are not at their end: after one of them a host may be away as asked. */
  let acts: readonly Act[] = options.open;
  let total = 0;
  let latest = { host: '', what: '' };
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
  const draw = (host: string, what: string, how: string): void => {
    const tail = how === '' ? '' : `, ${how}`;
    const forms = [...options.timeLeft().map((left) => `${left}, `), ''];
    const heads = forms.map((left) => `… [${ended.size}/${total}] ${left}${host}: `);
    const room = (head: string): number => options.width - 1 - head.length - tail.length;
    const head = heads.find((one) => room(one) >= Math.min(what.length, ROOM)) ?? heads.at(-1) ?? '';
    terminal.progress(`${head}${cutText(what, Math.max(ROOM, room(head)))}${tail}`);
  };
  const now = (host: string, what: string): void => {
    latest = { host, what };
    draw(host, what, '');
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

  const names: UnderwayNames = {
    step: titleOf,
    check: (step, check) => checks.get(`${step}/${check}`) ?? check,
    act: (intent) => firstLine(acts.find((act) => act.intent === intent)?.command ?? latest.what),
  };
  const refresh = (underway: readonly Underway[], nowMs: number): void => {
    const words = underwayWords(underway, nowMs, options.scale, names);
    if (words !== null) draw(words.host, words.what, words.how);
    else if (latest.host !== '') draw(latest.host, latest.what, '');
  };
  const tell = ({ event, at }: StoredEvent): void => {
    if (event.type === 'step-done' || event.type === 'undo-done') {
      const { step, host } = event.place;
      acts = acts.filter(({ place }) => place.step !== step || place.host !== host);
    }
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
        acts = [...acts, event];
        now(event.on ?? event.place.host, firstLine(event.command));
        break;
      case 'act-done':
        // After a reboot the host is back; after a command a host may still be on its way until the step has proved what it did.
        acts = acts.filter(({ intent, kind }) => intent !== event.intent || kind === 'run');
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
        if (passesByItself(event.problem) && acts.some((act) => restarts(act, event.host, options.through(event.host)))) {
          line('dim', '·', 'restarts', `${event.host}, as asked`);
          break;
        }
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
  return { tell, refresh };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
