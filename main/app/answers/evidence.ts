import type { evidenceCalls } from '../../../core/contract/evidence.ts';
import { inertBytes } from '../../../core/evidence/inert.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Application } from '../open-application.ts';

/** What a window may ask of what was recorded. */
export function evidenceAnswers({ store }: Application): Answers<typeof evidenceCalls> {
  return {
    'output.read': async ({ hash, from, length }) => {
      const bytes = await store.artefact(hash);
      if (bytes === null) return failure('no-such-output', `Nothing is kept under ${hash}.`);
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
    'runs.search': async ({ text }) => store.search(text),
  };
}
