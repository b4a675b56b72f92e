import type { Procedure } from '../../core/procedure/schema.ts';
import type { RunEvent, StoredEvent } from '../../core/run/events.ts';
import { toned, type Terminal, type Tone } from './terminal.ts';

/** Tells a person what happened, a line where it matters: steps, failing checks with their hints, hosts, acts on progress. */
export function createEventTeller(terminal: Terminal, procedure: Procedure, steps: number): (stored: StoredEvent) => void {
  const titles = new Map(procedure.chapters.flatMap((chapter) => chapter.steps.map((step) => [step.id, step.title])));
  const checks = new Map(
    procedure.chapters.flatMap((chapter) =>
      chapter.steps.flatMap((step) => step.checkpoints.map((check) => [`${step.id}/${check.id}`, check.title])),
    ),
  );
  const ended = new Set<string>();
  const started = new Map<string, number>();
  const line = (tone: Tone, glyph: string, word: string, text: string): void =>
    terminal.say(`${toned(terminal, tone, `${glyph} ${word.padEnd(10)}`)} ${text}`);

  const endStep = (event: RunEvent & { place: { step: string; host: string } }, at: string): string => {
    ended.add(event.place.step);
    const from = started.get(`${event.place.step} ${event.place.host}`);
    const seconds = from === undefined ? '' : ` (${((Date.parse(at) - from) / 1000).toFixed(1)} s)`;
    return `[${ended.size}/${steps}] ${titles.get(event.place.step) ?? event.place.step}: ${event.place.host}${seconds}`;
  };

  return ({ event, at }) => {
    switch (event.type) {
      case 'step-started':
        started.set(`${event.place.step} ${event.place.host}`, Date.parse(at));
        terminal.progress(`… ${titles.get(event.place.step) ?? event.place.step}: ${event.place.host}`);
        break;
      case 'intent':
        terminal.progress(`… ${event.on ?? event.place.host}: ${event.command.split('\n')[0] ?? ''}`);
        break;
      case 'step-already-so':
        line('good', '✓', 'already so', endStep(event, at));
        break;
      case 'step-not-taken':
        line('dim', '·', 'not taken', `${endStep(event, at)}: ${event.reason}`);
        break;
      case 'step-skipped':
        line('warn', '–', 'skipped', `${endStep(event, at)}: ${event.reason}`);
        break;
      case 'step-done':
        if (event.outcome === 'done') line('good', '✓', 'done', endStep(event, at));
        else {
          line('bad', '✗', event.outcome, endStep(event, at));
          if (event.problem !== undefined) {
            terminal.say(`             ${event.problem.sentence}`);
            if (event.problem.next !== undefined) terminal.say(`             Next: ${event.problem.next}`);
          }
        }
        break;
      case 'checked':
        terminal.progress(
          `… ${event.outcome}: ${checks.get(`${event.place.step}/${event.check}`) ?? event.check} (${event.place.host})`,
        );
        if (event.phase === 'later' && event.outcome !== 'pass' && event.outcome !== 'not-applicable') {
          line(
            'bad',
            '✗',
            event.outcome,
            `${checks.get(`${event.place.step}/${event.check}`) ?? event.check}: ${event.place.host}`,
          );
          if (event.message !== undefined) terminal.say(`             ${event.message}`);
          if (event.hint !== undefined) terminal.say(`             Next: ${event.hint.cause} ${event.hint.next}`);
        }
        break;
      case 'host-connected':
        line('dim', '·', 'connected', `${event.host} (${event.address})${event.legacy ? ', legacy cryptography' : ''}`);
        break;
      case 'host-lost':
        line('dim', '·', 'away', `${event.host}: ${event.problem.sentence}`);
        break;
      case 'host-joined':
        line('good', '+', 'joined', `${event.host} (${event.role}) through ${event.via}`);
        break;
      case 'act-settled':
        line('warn', '?', 'settled', `${event.verdict}: ${event.how}`);
        break;
      default:
        break;
    }
  };
}
