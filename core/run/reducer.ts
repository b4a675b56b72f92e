import { CHAIN_START } from '../evidence/chain.ts';
import { assertNever } from '../result.ts';
import type { OutputReference, RunEvent, StoredEvent } from './events.ts';
import { mapValues, own, without } from './records.ts';
import { answered, spoiledBy, withCheck } from './reduce-checks.ts';
import { allClosed, bootIdSeen, connected, disturbance, disturbedBy, hostsOfInventory, withHost } from './reduce-hosts.ts';
import { afterCrash, started, withAction, withStep } from './reduce-steps.ts';
import type { Attestation, FaultInForce, OpenIntent, RunState, Signed } from './state.ts';

/** A run of which nothing is known yet. */
export function emptyRun(run: string): RunState {
  return {
    run,
    sequence: 0,
    head: CHAIN_START,
    header: null,
    procedureHash: null,
    plan: null,
    operators: [],
    startedAt: null,
    lastAt: null,
    sittings: [],
    stopped: null,
    hosts: {},
    steps: {},
    checks: {},
    open: {},
    captures: {},
    waivers: [],
    attestations: [],
    notes: [],
    faults: [],
    totals: { acts: 0, probes: 0, bytes: 0, cut: 0, redacted: 0 },
  };
}

/**
 * The one reducer: the state of a run after an event. Pure and total: it never throws on an event that has the shape of one, in
 * whatever order they come; an event that it has taken in already changes nothing.
 */
export function reduce(state: RunState, stored: StoredEvent): RunState {
  if (stored.sequence <= state.sequence) return state;
  const next = take(state, stored, stored.event);
  return {
    ...next,
    sequence: stored.sequence,
    head: stored.hash,
    startedAt: state.startedAt ?? stored.at,
    lastAt: stored.at,
    operators: state.operators.includes(stored.operator) ? state.operators : [...state.operators, stored.operator],
  };
}

/** State after a list of events, from nothing or from an earlier state. */
export function reduceAll(run: string, events: readonly StoredEvent[], from: RunState = emptyRun(run)): RunState {
  return events.reduce(reduce, from);
}

function take(state: RunState, stored: StoredEvent, event: RunEvent): RunState {
  switch (event.type) {
    case 'run-created': {
      const { type: _type, version: _version, ...header } = event;
      return {
        ...state,
        header,
        hosts: { ...hostsOfInventory(event.inventory), ...state.hosts },
        sittings: [...state.sittings, { from: stored.at, to: null, sequence: stored.sequence }],
      };
    }
    case 'planned':
      return { ...state, plan: event.steps };
    case 'run-resumed':
      return resumed(state, stored);
    case 'run-stopped':
      return {
        ...state,
        stopped: { ...signed(stored), reason: event.reason, sentence: event.sentence },
        sittings: closeSitting(state, stored.at),
        hosts: allClosed(state.hosts),
        open: mapValues(state.open, (intent) => ({ ...intent, unknown: true })),
      };
    case 'procedure-replaced':
      return { ...state, procedureHash: event.hash };

    case 'host-connected':
      return { ...state, hosts: connected(state.hosts, event) };
    case 'host-lost':
      return { ...state, hosts: withHost(state.hosts, event.host, () => ({ connection: 'lost', problem: event.problem })) };
    case 'host-trusted':
      return {
        ...state,
        hosts: withHost(state.hosts, event.host, () => ({ fingerprint: event.fingerprint, trusted: event.how })),
      };
    case 'host-joined':
      return {
        ...state,
        hosts: withHost(state.hosts, event.host, () => ({ role: event.role, address: event.address, via: event.via })),
      };
    case 'host-locked':
      return { ...state, hosts: withHost(state.hosts, event.host, () => ({ lease: event.lease })) };
    case 'host-unlocked':
      return { ...state, hosts: withHost(state.hosts, event.host, () => ({ lease: null })) };
    case 'terminal-used':
      return {
        ...state,
        hosts: withHost(state.hosts, event.host, (host) =>
          disturbance(host, 'terminal', stored, 'someone typed in a terminal', null),
        ),
      };
    case 'terminal-opened':
      return state;
    case 'terminal-closed':
      return { ...state, totals: counted(state.totals, [event.output]) };

    case 'step-started':
      return { ...state, steps: withStep(state.steps, stored, event.place, (step) => started(step, stored)) };
    case 'step-already-so':
      return ended(state, stored, event.place, { status: 'already-so', problem: null, reason: null });
    case 'step-not-taken':
      return ended(state, stored, event.place, { status: 'not-taken', problem: null, reason: event.reason });
    case 'step-skipped':
      return ended(state, stored, event.place, { status: 'skipped', problem: null, reason: event.reason });
    case 'step-done':
      return ended(state, stored, event.place, {
        // That somebody did not allow it is recorded with the words of a failure.
        status: event.outcome === 'failed' && event.problem?.code === 'declined' ? 'declined' : event.outcome,
        problem: event.problem ?? null,
        reason: null,
      });

    case 'intent':
      return intended(state, stored, event);
    case 'act-done':
      return acted(state, stored, event);
    case 'act-settled':
      return settled(state, stored, event);
    case 'asked': {
      // Who said stop neither allowed nor refused; runs of earlier have a refusal beside that word.
      if (event.about !== 'rest' || event.granted === undefined || event.answer === 'stop') return state;
      const rest = event.granted ? ('allowed' as const) : ('refused' as const);
      return { ...state, steps: withStep(state.steps, stored, event.place, () => ({ rest })) };
    }

    case 'probed': {
      const outputs = event.results.flatMap((result) => [result.stdout, result.stderr]);
      const totals = counted(state.totals, event.outside === undefined ? outputs : [...outputs, event.outside]);
      return { ...state, totals: { ...totals, probes: totals.probes + event.results.length } };
    }
    case 'checked':
      return {
        ...state,
        checks: withCheck(state.checks, event.place, event.check, (check) =>
          answered(check, stored, event, bootIdsFor(state, event)),
        ),
      };
    case 'captured': {
      const { step, host } = event.place;
      const values = { ...own(state.captures, event.name), [host]: { value: event.value, step, sequence: stored.sequence } };
      return { ...state, captures: { ...state.captures, [event.name]: values } };
    }

    case 'waived': {
      const { step, host } = event.place;
      return {
        ...state,
        checks: withCheck(state.checks, event.place, event.check, () => ({ waivedAt: stored.sequence })),
        waivers: [...state.waivers, { ...signed(stored), step, host, check: event.check, reason: event.reason }],
      };
    }
    case 'attested': {
      const { step, host } = event.place;
      const { check } = event;
      return {
        ...state,
        checks:
          check === undefined
            ? state.checks
            : withCheck(state.checks, event.place, check, () => ({ attestedAt: stored.sequence })),
        attestations: [
          ...state.attestations,
          { ...signed(stored), step, host, check: check ?? null, act: null, statement: event.statement },
        ],
      };
    }
    case 'noted': {
      const note = {
        ...signed(stored),
        step: event.place?.step ?? null,
        host: event.place?.host ?? null,
        element: event.element ?? null,
        text: event.text,
        attachment: event.attachment ?? null,
      };
      const totals = event.attachment === undefined ? state.totals : counted(state.totals, [event.attachment.output]);
      return { ...state, notes: [...state.notes, note], totals };
    }
    case 'undo-started': {
      const { step, host } = event.place;
      let checks = spoiledBy(state.checks, stored, step, host, 'the step was undone');
      for (const other of event.stale) checks = spoiledBy(checks, stored, other, host, `the step ${step} was undone`);
      return { ...state, checks };
    }
    case 'undo-done':
      return event.outcome === 'done'
        ? ended(state, stored, event.place, { status: 'undone', problem: null, reason: null, actions: {}, rest: null })
        : ended(state, stored, event.place, { status: 'failed', problem: event.problem ?? null });
    case 'topology-seen':
      return state;
    default:
      return assertNever(event);
  }
}

/** Boot ids of the host and of those that the plan says the check depends on. */
function bootIdsFor(state: RunState, event: Extract<RunEvent, { type: 'checked' }>): Record<string, string | null> {
  const planned = state.plan?.find((step) => step.id === event.place.step)?.checks.find((check) => check.id === event.check);
  const names = [event.place.host, ...(planned?.dependsOn ?? [])];
  return Object.fromEntries(names.map((name) => [name, own(state.hosts, name)?.bootId ?? null]));
}

function ended(
  state: RunState,
  stored: StoredEvent,
  place: { readonly step: string; readonly host: string },
  change: Parameters<typeof withStep>[3] extends (step: never) => infer Change ? Change : never,
): RunState {
  return { ...state, steps: withStep(state.steps, stored, place, () => ({ endedAt: stored.at, ...change })) };
}

/** Nothing of an earlier sitting is in flight any more: what had no outcome is unknown until somebody asks the host. */
function resumed(state: RunState, stored: StoredEvent): RunState {
  const before = closeSitting(state, state.lastAt ?? stored.at);
  return {
    ...state,
    stopped: null,
    sittings: [...before, { from: stored.at, to: null, sequence: stored.sequence }],
    hosts: allClosed(state.hosts),
    steps: afterCrash(state.steps, state.open),
    open: mapValues(state.open, (intent) => ({ ...intent, unknown: true })),
  };
}

function closeSitting(state: RunState, at: string): RunState['sittings'] {
  return state.sittings.map((sitting, index) =>
    index === state.sittings.length - 1 && sitting.to === null ? { ...sitting, to: at } : sitting,
  );
}

function intended(state: RunState, stored: StoredEvent, event: Extract<RunEvent, { type: 'intent' }>): RunState {
  const intent: OpenIntent = { ...event, sequence: stored.sequence, at: stored.at, unknown: false };
  const { step, host } = event.place;
  // What is about to be taken away counts as gone until it is known not to be.
  const faults =
    event.fault?.does === 'take'
      ? [...otherFaults(state, event.fault.what), { ...signed(stored), what: event.fault.what, step, host, class: event.class }]
      : state.faults;
  return {
    ...state,
    open: { ...state.open, [event.intent]: intent },
    hosts: disturbedBy(state.hosts, stored, event),
    steps: withAction(state.steps, stored, event, 'open'),
    faults,
    totals: { ...state.totals, acts: state.totals.acts + 1 },
  };
}

function acted(state: RunState, stored: StoredEvent, event: Extract<RunEvent, { type: 'act-done' }>): RunState {
  const totals = counted(state.totals, [event.stdout, event.stderr]);
  const intent = own(state.open, event.intent);
  if (intent === undefined) return { ...state, totals };
  const { bootIds } = event;
  const hosts = disturbedBy(state.hosts, stored, intent);
  return {
    ...state,
    totals,
    open: without(state.open, event.intent),
    hosts:
      bootIds === undefined ? hosts : withHost(hosts, intent.on ?? intent.place.host, (host) => bootIdSeen(host, bootIds.after)),
    steps: withAction(state.steps, stored, intent, event.succeeded ? 'succeeded' : 'failed'),
    // Without an exit status nobody knows whether it was taken away: it still counts as gone.
    faults: afterFault(state, intent, event.succeeded ? 'did' : event.exit === null ? 'unknown' : 'did-not'),
  };
}

function settled(state: RunState, stored: StoredEvent, event: Extract<RunEvent, { type: 'act-settled' }>): RunState {
  const intent = own(state.open, event.intent);
  if (intent === undefined) return state;
  const become = { happened: 'succeeded', 'did-not-happen': 'did-not-happen', unknown: 'unknown' } as const;
  const did = { happened: 'did', 'did-not-happen': 'did-not', unknown: 'unknown' } as const;
  return {
    ...state,
    // What stays unknown stays open: a person has to look.
    open: event.verdict === 'unknown' ? state.open : without(state.open, event.intent),
    // It may have run at any time until now: what passed since its intent says nothing of how things are after it.
    hosts: event.verdict === 'did-not-happen' ? state.hosts : disturbedBy(state.hosts, stored, intent),
    steps: withAction(state.steps, stored, intent, become[event.verdict]),
    faults: afterFault(state, intent, did[event.verdict]),
    attestations: event.by === 'host' ? state.attestations : [...state.attestations, attestedAct(stored, intent, event)],
  };
}

/** A person's word on what became of an act: it counts as what they attest. */
function attestedAct(
  stored: StoredEvent,
  intent: OpenIntent,
  { verdict, how }: Extract<RunEvent, { type: 'act-settled' }>,
): Attestation {
  const { step, host } = intent.place;
  const what = { happened: 'It happened', 'did-not-happen': 'It did not happen', unknown: 'It is not known' }[verdict];
  return { ...signed(stored), step, host, check: null, act: intent.intent, statement: `${what}: ${how}` };
}

function afterFault(state: RunState, intent: OpenIntent, did: 'did' | 'did-not' | 'unknown'): readonly FaultInForce[] {
  if (intent.fault === undefined) return state.faults;
  const over = intent.fault.does === 'restore' ? did === 'did' : did === 'did-not';
  return over ? otherFaults(state, intent.fault.what) : state.faults;
}

function otherFaults(state: RunState, what: string): readonly FaultInForce[] {
  return state.faults.filter((fault) => fault.what !== what);
}

function counted(totals: RunState['totals'], outputs: readonly OutputReference[]): RunState['totals'] {
  const sum = (value: (output: OutputReference) => number): number => outputs.reduce((total, one) => total + value(one), 0);
  return {
    ...totals,
    bytes: totals.bytes + sum((one) => one.bytes),
    cut: totals.cut + sum((one) => one.cut),
    redacted: totals.redacted + sum((one) => one.redacted ?? 0),
  };
}

function signed(stored: StoredEvent): Signed {
  return { sequence: stored.sequence, at: stored.at, operator: stored.operator };
}
