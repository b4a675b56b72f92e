import { CHAIN_START, linkHash } from '../../../core/evidence/chain.ts';
import { runEvent, type RunEvent, type StoredEvent } from '../../../core/run/events.ts';
import type { PlannedCheck, PlannedStep } from '../../../core/run/planned.ts';
import { emptyRun, reduceAll } from '../../../core/run/reducer.ts';
import type { RunState } from '../../../core/run/state.ts';

type Fields<Type extends RunEvent['type']> = Omit<Extract<RunEvent, { type: Type }>, 'type' | 'version'>;
const NOTHING = { hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', bytes: 0, cut: 0 };

/** An event of a type, with the fields that it needs. */
export function event<Type extends RunEvent['type']>(type: Type, fields: Fields<Type>): Extract<RunEvent, { type: Type }> {
  const version = runEvent.options.find(({ shape }) => shape.type.value === type)?.shape.version.value ?? 1;
  return { type, version, ...fields } as unknown as Extract<RunEvent, { type: Type }>;
}

export const CREATED = event('run-created', {
  procedure: { id: 'rhel5-rdac', version: '1', hash: 'a'.repeat(64), text: 'format: 1' },
  inventory: { format: 1, hosts: { xen1: { role: 'dom0', address: '192.0.2.1' }, xen2: { role: 'dom0', address: '192.0.2.2' } } },
  parameters: {},
  lab: { kind: 'practice', name: 'practice', simulated: true, scale: 10 },
  xenpath: '0.1.0',
  timeZone: 'Europe/Berlin',
});

export const started = (step: string, host: string): RunEvent => event('step-started', { place: { step, host } });
export const done = (step: string, host: string, outcome: 'done' | 'failed' | 'unknown' = 'done'): RunEvent =>
  event('step-done', { place: { step, host }, outcome });

export function checked(
  step: string,
  host: string,
  check: string,
  outcome: Extract<RunEvent, { type: 'checked' }>['outcome'],
  severity: 'fatal' | 'warning' = 'fatal',
): RunEvent {
  return event('checked', { place: { step, host }, check, outcome, severity, phase: 'after', evidence: [] });
}

export function intent(
  id: string,
  step: string,
  host: string,
  more: Partial<Fields<'intent'>> = {},
): Extract<RunEvent, { type: 'intent' }> {
  const fields = {
    intent: id,
    place: { step, host, action: 'do' },
    kind: 'run',
    class: 'change',
    command: 'rpm -ivh x',
  } as const;
  return event('intent', { ...fields, ...more });
}

export function acted(id: string, more: Partial<Fields<'act-done'>> = {}): Extract<RunEvent, { type: 'act-done' }> {
  const fields = { intent: id, exit: 0, stdout: NOTHING, stderr: NOTHING, durationMs: 5, succeeded: true, by: 'host' } as const;
  return event('act-done', { ...fields, ...more });
}

export function plannedCheck(id: string, more: Partial<PlannedCheck> = {}): PlannedCheck {
  const staleAfter = ['change', 'reboot', 'fault', 'terminal', 'boot-id'] as const;
  return { id, title: `Check ${id}`, severity: 'fatal', staleAfter: [...staleAfter], dependsOn: [], maxAgeMs: null, ...more };
}

export function plannedStep(id: string, more: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id,
    title: `Step ${id}`,
    chapter: 'one',
    role: 'dom0',
    class: 'change',
    hosts: ['xen1'],
    needs: [],
    estimateMs: 1000,
    repeatable: false,
    undo: 'none',
    checks: [plannedCheck('c')],
    ...more,
  };
}

/** Events as a store would give them, a second apart. */
export function storedEvents(events: readonly RunEvent[], operator = 'ada'): StoredEvent[] {
  const list: StoredEvent[] = [];
  for (const one of events) {
    const sequence = list.length + 1;
    const previous = list.at(-1)?.hash ?? CHAIN_START;
    const link = { run: 'r1', sequence, at: instant(sequence), operator, event: one, previous };
    list.push({ ...link, hash: linkHash(link) });
  }
  return list;
}

export function instant(second: number): string {
  return new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString();
}

export function stateAfter(...events: readonly RunEvent[]): RunState {
  return reduceAll('r1', storedEvents(events), emptyRun('r1'));
}
