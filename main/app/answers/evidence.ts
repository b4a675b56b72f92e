import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { evidenceCalls } from '../../../core/contract/evidence.ts';
import { MOST_FOUND, type FoundPlace, type TakenIn } from '../../../core/contract/found-place.ts';
import { inertBytes } from '../../../core/evidence/inert.ts';
import { markHits } from '../../../core/evidence/mark-hits.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import { evidencePlaces } from '../../../core/run/evidence-place.ts';
import type { Answers } from '../../rpc/serve.ts';
import { unpackBundle } from '../../store/bundle-archive.ts';
import type { Store } from '../../store/store.ts';
import type { Application } from '../open-application.ts';

/** What a window may ask of what was recorded. */
export function evidenceAnswers({ store }: Application): Answers<typeof evidenceCalls> {
  return {
    'output.read': async ({ hash, from, length }) => {
      const bytes = await store.artefact(hash);
      if (bytes === null) return noOutput(hash);
      const to = Math.min(bytes.length, from + length);
      return success({
        text: inertBytes(bytes.subarray(from, to), { limit: length, lines: true }),
        bytes: bytes.length,
        from: Math.min(from, to),
        to,
      });
    },
    'runs.verify': async ({ run }) => {
      const verified = await store.verify(run);
      if (!verified.ok) return verified;
      const { events, artefacts, head, problems } = verified.value;
      return success({ events, artefacts, head, problems });
    },
    'runs.search': async ({ text }) => search(store, text),
    'evidence.show': async ({ run, sequence, artefact, text, occurrence }) => {
      const events = await store.events(run);
      if (!events.ok) return events;
      const stored = events.value.find((one) => one.sequence === sequence);
      const place = evidencePlaces(events.value)(sequence, artefact);
      if (stored === undefined || place === null) return failure('no-such-event', `Run ${run} has no event ${sequence}.`);
      const { at, operator, event } = stored;
      if (artefact === null) {
        // As it is searched: in JSON's own spelling.
        const spelled = JSON.stringify(text).slice(1, -1);
        const whole = new TextEncoder().encode(JSON.stringify(event, null, 2));
        return success({ at, operator, place, text: markHits(whole, spelled, occurrence) });
      }
      const bytes = await store.artefact(artefact);
      return bytes === null ? noOutput(artefact) : success({ at, operator, place, text: markHits(bytes, text, occurrence) });
    },
    'bundle.import': async (_nothing, { received }) => {
      const taken = await takeIn(store, received);
      return taken.ok ? success(once(new TextEncoder().encode(JSON.stringify(taken.value)))) : taken;
    },
  };
}

function noOutput(hash: string): Result<never> {
  return failure(
    'no-such-output',
    `Nothing is kept under ${hash}.`,
    'Verify the run: it tells which of its outputs are missing.',
  );
}

async function search(store: Store, text: string): Promise<Result<readonly FoundPlace[]>> {
  const found = await store.search(text, MOST_FOUND);
  if (!found.ok) return found;
  const places = new Map<string, ReturnType<typeof evidencePlaces> | null>();
  for (const run of new Set(found.value.map((hit) => hit.run))) {
    const events = await store.events(run);
    places.set(run, events.ok ? evidencePlaces(events.value) : null);
  }
  return success(found.value.map((hit) => ({ ...hit, place: places.get(hit.run)?.(hit.sequence, hit.artefact) ?? null })));
}

async function takeIn(store: Store, archive: AsyncIterable<Uint8Array>): Promise<Result<TakenIn>> {
  const folder = await mkdtemp(join(tmpdir(), 'xenpath-import-'));
  try {
    const unpacked = await unpackBundle(archive, folder);
    if (!unpacked.ok) return unpacked;
    const before = new Set((await store.runs()).map(({ run }) => run));
    const run = await store.importRun(folder);
    return run.ok ? success({ run: run.value, known: before.has(run.value) }) : run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
