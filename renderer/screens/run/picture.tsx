import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Note } from '../../../core/run/state.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useWords } from '../../words/words.tsx';

/** The longer side of what is drawn, in pixels. */
const LONGEST_SIDE = 1200;

/** A picture that a note carries, painted: what is in the file cannot act, whatever it is. */
export function Picture({ attachment }: { readonly attachment: NonNullable<Note['attachment']> }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { name, output } = attachment;
  useEffect(() => {
    let wanted = true;
    const draw = async (): Promise<Problem | null> => {
      const kept = await ask(connection, 'pictures.read', { hash: output.hash });
      if (!kept.ok) return kept.problem;
      const { data, type, width, height } = kept.value;
      const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
      const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
        resizeWidth: Math.max(1, Math.round(width * scale)),
        resizeQuality: 'high',
      }).catch(() => null);
      if (bitmap === null) return { code: 'no-picture', sentence: say('picture.broken', { name }) };
      const { current } = canvas;
      if (wanted && current !== null) {
        current.width = bitmap.width;
        current.height = bitmap.height;
        current.getContext('2d')?.drawImage(bitmap, 0, 0);
      }
      bitmap.close();
      return null;
    };
    void draw().then((found) => {
      if (wanted) setProblem(found);
    });
    return () => void (wanted = false);
  }, [connection, output.hash, name, say]);
  if (problem !== null) return <ProblemAlert problem={problem} />;
  return (
    <figure className="picture">
      <canvas ref={canvas} width={1} height={1} role="img" aria-label={say('picture.of', { name })} />
      <figcaption className="quiet">
        <InertText text={name} limit={120} />
      </figcaption>
    </figure>
  );
}
