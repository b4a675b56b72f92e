import type { topologyCalls, TopologyMoment } from '../../../core/contract/topology.ts';
import { failure, success } from '../../../core/result.ts';
import type { StoredEvent } from '../../../core/run/events.ts';
import { Changing } from '../desk/changing.ts';
import type { Application } from '../open-application.ts';
import type { Answers } from '../../rpc/serve.ts';
import { runTopology } from '../topology.ts';

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
      const topology = await runTopology(application, run, upTo);
      return topology.ok ? success({ sequence: upTo, at, topology: topology.value }) : topology;
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

function momentOf({ sequence, at, event }: StoredEvent): TopologyMoment {
  const step = event.type === 'probed' ? (event.step ?? null) : null;
  const host = 'host' in event ? event.host : null;
  return { sequence, at, step, host };
}
