import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import type { FactSource, LookCommand, topologyCalls, TopologyForm, TopologyMoment } from '../../../core/contract/topology.ts';
import { inert } from '../../../core/evidence/inert.ts';
import { findProbe } from '../../../core/probes/registry.ts';
import { failure, success } from '../../../core/result.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { looksAt, type LookQuestion } from '../../../core/topology/commands-for.ts';
import type { Topology } from '../../../core/topology/model.ts';
import type { RecordedLayout } from '../../../core/topology/recorded-layout.ts';
import { Changing } from '../desk/changing.ts';
import type { Application } from '../open-application.ts';
import type { Answers } from '../../rpc/serve.ts';
import { whyNot } from '../file-problem.ts';
import { proposeFabric, runTopology } from '../topology.ts';

const FORMS: Readonly<Record<TopologyForm, string>> = {
  svg: 'Drawing (SVG)',
  png: 'Picture (PNG)',
  csv: 'Table (CSV)',
  yaml: 'Part of an inventory (YAML)',
};

/** What a window may ask of what is connected to what. */
export function topologyAnswers(application: Application): Answers<typeof topologyCalls> {
  const { store } = application;
  return {
    'topology.moments': async ({ run, after }, { signal }) => {
      const state = await store.state(run);
      return state.ok ? success(watchMoments(application, run, after, signal)) : state;
    },
    'topology.at': async ({ run, sequence }) => {
      const state = await store.state(run);
      if (!state.ok) return state;
      const upTo = Math.min(sequence ?? state.value.sequence, state.value.sequence);
      const last = await store.events(run, upTo - 1);
      if (!last.ok) return last;
      const at = last.value[0]?.at;
      if (at === undefined) return failure('no-such-event', `Run ${run} has no events yet.`);
      // A recorded moment is what was made of the same events.
      for (const { event } of last.value)
        if (event.type === 'topology-seen' && event.upTo === upTo)
          return success({
            sequence: upTo,
            at,
            topology: event.model as Topology,
            layouts: event.layouts as readonly RecordedLayout[],
          });
      const topology = await runTopology(application, run, upTo);
      return topology.ok ? success({ sequence: upTo, at, topology: topology.value, layouts: [] }) : topology;
    },
    'topology.sources': async ({ run, places }) => {
      const first = Math.min(...places.map(({ sequence }) => sequence));
      const events = places.length === 0 ? success([]) : await store.events(run, Math.max(0, first - 1));
      if (!events.ok) return events;
      const bySequence = new Map(events.value.map((stored) => [stored.sequence, stored]));
      return success(places.flatMap((place) => sourceOf(bySequence.get(place.sequence), place.result) ?? []));
    },
    'topology.commands': async ({ run, element }) => {
      const found = await runTopology(application, run, null);
      if (!found.ok) return found;
      return success(looksAt(found.value, element).flatMap((question) => commandFor(question)));
    },
    'topology.save': async ({ name, form, base64 }) => {
      const { native } = application.entry;
      if (native === undefined)
        return failure('not-here', 'This is only in the desktop application.', 'The page has its own way to do it.');
      const path = await native.chooseFile({ title: `Save ${name}`, name: `${name}.${form}`, kind: FORMS[form], ends: [form] });
      if (path === null) return success(null);
      try {
        await writeFile(path, Buffer.from(base64, 'base64'));
        return success(path);
      } catch (error) {
        return failure('not-written', `${path} cannot be written: ${whyNot(error)}.`, 'Choose another place.');
      }
    },
    'topology.adopt': async ({ run }) => {
      const proposal = await proposeFabric(application, run);
      if (!proposal.ok) return proposal;
      const { fabric, remarks } = proposal.value;
      return success({ text: stringify({ fabric }), remarks: remarks.map((remark) => inert(remark, { limit: 1000 })) });
    },
  };
}

/** The recorded moments of a run, then each that is recorded. */
async function* watchMoments(
  { store }: Application,
  run: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<readonly TopologyMoment[]> {
  const latest = new Changing(0);
  const watching = store.watch((stored) => {
    if (stored.run === run && stored.event.type === 'topology-seen') latest.set(stored.sequence);
  });
  const causes = new Map<number, TopologyMoment>();
  let read = 0;
  try {
    for await (const _news of latest.watch(signal)) {
      const events = await store.events(run, read);
      if (!events.ok) return;
      read = events.value.at(-1)?.sequence ?? read;
      for (const stored of events.value) causes.set(stored.sequence, momentOf(stored));
      const moments = events.value.flatMap(({ event }): TopologyMoment[] => {
        const cause = event.type === 'topology-seen' && event.upTo > after ? causes.get(event.upTo) : undefined;
        return cause === undefined ? [] : [cause];
      });
      if (moments.length > 0) yield moments;
    }
  } finally {
    watching.dispose();
  }
}

/** What a fact's place stands for; null where it names no answer of a probe. */
function sourceOf(stored: StoredEvent | undefined, index: number): FactSource | null {
  if (stored?.event.type !== 'probed') return null;
  const { host, step, results } = stored.event;
  const result = results[index];
  if (result === undefined) return null;
  return {
    sequence: stored.sequence,
    result: index,
    host,
    title: findProbe(result.probe)?.title ?? result.probe,
    command: result.command,
    at: stored.at,
    step: step ?? null,
    exit: result.exit,
    stdout: result.stdout,
  };
}

function commandFor({ host, probe: name, parameters }: LookQuestion): readonly LookCommand[] {
  const probe = findProbe(name);
  const given = probe?.parameters.safeParse(parameters);
  if (probe === undefined || given?.success !== true) return [];
  return [{ host, title: probe.title, command: probe.command(given.data) }];
}

function momentOf({ sequence, at, event }: StoredEvent): TopologyMoment {
  const step = event.type === 'probed' ? (event.step ?? null) : null;
  const host = 'host' in event ? event.host : null;
  return { sequence, at, step, host };
}
