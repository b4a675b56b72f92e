import type { pictureCalls } from '../../../core/contract/pictures.ts';
import { pictureFacts } from '../../../core/evidence/picture.ts';
import { failure, success } from '../../../core/result.ts';
import type { Answers } from '../../rpc/serve.ts';
import type { Application } from '../open-application.ts';
import { sayWord } from '../say-word.ts';

/** Pictures that notes carry. */
export function pictureAnswers(application: Application): Answers<typeof pictureCalls> {
  return {
    'pictures.add': async ({ run, name, data, ...note }) => {
      const bytes = Buffer.from(data, 'base64');
      const facts = pictureFacts(bytes);
      return facts.ok ? sayWord(application, run, { kind: 'note', ...note }, { name, bytes }) : facts;
    },
    'pictures.read': async ({ hash }) => {
      const bytes = await application.store.artefact(hash);
      if (bytes === null) return failure('no-such-output', `Nothing is kept under ${hash}.`);
      const facts = pictureFacts(bytes);
      return facts.ok ? success({ ...facts.value, data: Buffer.from(bytes).toString('base64') }) : facts;
    },
  };
}
