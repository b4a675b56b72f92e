import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ShownPlace } from '../../../core/contract/found-place.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf } from '../../route.ts';
import { useMoment, useWords } from '../../words/words.tsx';
import type { ChosenPlace } from './search-view.tsx';

/** One place in full: whose output it is, and the text around what was looked for, marked. */
export function PlacePanel({ text, of }: { readonly text: string; readonly of: ChosenPlace }): ReactNode {
  const say = useWords();
  const [occurrence, setOccurrence] = useState(0);
  const { run, sequence, artefact } = of;
  const shown = useAnswer('evidence.show', { run, sequence, artefact, text, occurrence });
  const [last, setLast] = useState<ShownPlace | null>(null);
  useEffect(() => {
    if (shown?.ok === true) setLast(shown.value);
  }, [shown]);
  const place = shown?.ok === true ? shown.value : last;
  return (
    <section className="find-panel" aria-label={say('finds.place')}>
      {shown !== null && !shown.ok ? <ProblemAlert problem={shown.problem} /> : null}
      {place === null ? (
        shown === null ? (
          <p className="quiet">{say('window.loading')}</p>
        ) : null
      ) : (
        <Shown run={run} sequence={sequence} shown={place} occurrence={occurrence} onOccurrence={setOccurrence} />
      )}
    </section>
  );
}

function Shown({
  run,
  sequence,
  shown,
  occurrence,
  onOccurrence,
}: {
  readonly run: string;
  readonly sequence: number;
  readonly shown: ShownPlace;
  readonly occurrence: number;
  readonly onOccurrence: (occurrence: number) => void;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const { at, operator, place, text } = shown;
  const label = say(`finds.part.${place.part}`);
  return (
    <>
      <h2>
        {label}
        {place.host === null ? '' : ` · ${place.host}`}
      </h2>
      <dl className="facts">
        <div>
          <dt>{say('finds.run')}</dt>
          <dd>
            <a href={addressOf({ screen: 'run', run, view: 'steps', step: null })}>{run}</a>
          </dd>
        </div>
        <div>
          <dt>{say('finds.event')}</dt>
          <dd>
            {sequence} · {place.type} · {moment(at)} · <InertText text={operator} />
          </dd>
        </div>
        {place.step === null ? null : (
          <div>
            <dt>{say('finds.step')}</dt>
            <dd>
              <a href={addressOf({ screen: 'run', run, view: 'steps', step: place.step })}>{place.step}</a>
            </dd>
          </div>
        )}
        {place.of === null ? null : (
          <div>
            <dt>{say('finds.of')}</dt>
            <dd>
              <code>
                <InertText text={place.of} limit={400} />
              </code>
            </dd>
          </div>
        )}
      </dl>
      <p className="find-steps">
        {text.hits > 1 ? (
          <>
            <Button kind="secondary" small disabled={occurrence === 0} onClick={() => onOccurrence(occurrence - 1)}>
              {say('finds.previous')}
            </Button>
            <Button kind="secondary" small disabled={occurrence >= text.hits - 1} onClick={() => onOccurrence(occurrence + 1)}>
              {say('finds.next')}
            </Button>
          </>
        ) : null}
        <span className="quiet">
          {say('finds.here', { at: occurrence + 1, count: text.hits })}{' '}
          {text.to - text.from < text.bytes ? say('evidence.piece', { from: text.from, to: text.to, bytes: text.bytes }) : null}
        </span>
      </p>
      <Marked shown={shown} label={label} occurrence={occurrence} />
    </>
  );
}

/** The main process made it inert. */
function Marked({
  shown,
  label,
  occurrence,
}: {
  readonly shown: ShownPlace;
  readonly label: string;
  readonly occurrence: number;
}): ReactNode {
  const block = useRef<HTMLPreElement>(null);
  const { text } = shown;
  useEffect(() => {
    const marks = [...(block.current?.querySelectorAll('mark') ?? [])];
    // The part begins at most so far before the one that is wanted: earlier ones of it stand in it too.
    const wanted = marks[Math.min(occurrence, marks.length - 1)];
    if (wanted !== undefined && block.current !== null)
      block.current.scrollTop = wanted.offsetTop - block.current.offsetTop - block.current.clientHeight / 3;
  }, [text, occurrence]);
  return (
    <pre ref={block} className="output find-text" tabIndex={0} aria-label={label}>
      <bdi>{text.pieces.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text))}</bdi>
    </pre>
  );
}
