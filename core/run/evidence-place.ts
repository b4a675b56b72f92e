import type { RunEvent, StoredEvent } from './events.ts';

/** What of an event a piece of evidence is. */
export type EvidencePart =
  'event' | 'stdout' | 'stderr' | 'outside' | 'before' | 'after' | 'attachment' | 'terminal' | 'elsewhere';

/** Where a piece of evidence belongs in its run. */
export interface EvidencePlace {
  readonly type: RunEvent['type'];
  /** Null for what belongs to no step. */
  readonly step: string | null;
  readonly host: string | null;
  readonly part: EvidencePart;
  /** Command whose output it is, or file. */
  readonly of: string | null;
}

/** Where each event of a run belongs; `events` from the first on, since what became of an act is told by its intent. */
export function evidencePlaces(
  events: readonly StoredEvent[],
): (sequence: number, artefact: string | null) => EvidencePlace | null {
  const bySequence = new Map(events.map(({ sequence, event }) => [sequence, event]));
  const intents = new Map(events.flatMap(({ event }) => (event.type === 'intent' ? [[event.intent, event] as const] : [])));
  return (sequence, artefact) => {
    const event = bySequence.get(sequence);
    if (event === undefined) return null;
    const intent = 'intent' in event && typeof event.intent === 'string' ? intents.get(event.intent) : undefined;
    const { step, host } = whereOf(intent ?? event);
    const { part, of } = artefact === null ? { part: 'event' as const, of: null } : partOf(event, artefact);
    return {
      type: event.type,
      step,
      host,
      part,
      of: of ?? (part === 'stdout' || part === 'stderr' ? (intent?.command ?? null) : null),
    };
  };
}

function whereOf(event: RunEvent): { readonly step: string | null; readonly host: string | null } {
  if ('place' in event && event.place !== undefined) {
    const { step, host } = event.place;
    return { step: step ?? null, host: host ?? null };
  }
  const step = 'step' in event && typeof event.step === 'string' ? event.step : null;
  const host = 'host' in event && typeof event.host === 'string' ? event.host : null;
  return { step, host };
}

function partOf(event: RunEvent, hash: string): { readonly part: EvidencePart; readonly of: string | null } {
  switch (event.type) {
    case 'act-done':
      if (event.file?.before === hash) return { part: 'before', of: event.file.path };
      if (event.file?.after === hash) return { part: 'after', of: event.file.path };
      return { part: event.stdout.hash === hash ? 'stdout' : 'stderr', of: null };
    case 'intent':
      return { part: event.file?.before === hash ? 'before' : 'after', of: event.file?.path ?? null };
    case 'probed': {
      const result = event.results.find(({ stdout, stderr }) => stdout.hash === hash || stderr.hash === hash);
      if (result === undefined) return { part: 'outside', of: null };
      return { part: result.stdout.hash === hash ? 'stdout' : 'stderr', of: result.command };
    }
    case 'noted':
      return { part: 'attachment', of: event.attachment?.name ?? null };
    case 'terminal-closed':
      return { part: 'terminal', of: null };
    default:
      return { part: 'elsewhere', of: null };
  }
}
