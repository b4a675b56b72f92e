import { useEffect, useRef, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { FoundPlace } from '../../../core/contract/found-place.ts';
import { addressOf, goTo, type Route } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import type { ChosenPlace } from './search-view.tsx';

/** Height of a place before it is measured, in CSS pixels. */
const ESTIMATED = 68;

/** Characters of an excerpt that are shown before what was looked for. */
const LEAD = 24;

/** Every place that was found. Up and down go to the next; only what can be seen is drawn. */
export function FoundList({
  places,
  text,
  chosen,
}: {
  readonly places: readonly FoundPlace[];
  readonly text: string;
  readonly chosen: ChosenPlace | null;
}): ReactNode {
  const say = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: places.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED,
    overscan: 6,
  });
  const at = places.findIndex((place) => isSame(place, chosen));
  useEffect(() => {
    // Only to what was chosen, and not whenever something is measured.
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  }, [at]);
  const move = (by: number): void => {
    const next = places[Math.max(0, Math.min(places.length - 1, at + by))];
    if (next !== undefined) goTo(routeTo(text, next), true);
  };
  return (
    <div
      ref={scroller}
      className="finds-scroll"
      tabIndex={0}
      role="group"
      aria-label={say('finds.places.keys')}
      onKeyDown={(event) => {
        const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        move(by);
      }}
    >
      <ol style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const place = places[index];
          if (place === undefined) return null;
          return (
            <li
              key={key}
              data-index={index}
              ref={rows.measureElement}
              style={{ transform: `translateY(${start}px)` }}
              aria-setsize={places.length}
              aria-posinset={index + 1}
            >
              <Place place={place} text={text} current={index === at} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function Place({
  place,
  text,
  current,
}: {
  readonly place: FoundPlace;
  readonly text: string;
  readonly current: boolean;
}): ReactNode {
  const say = useWords();
  const { run, sequence, excerpt } = place;
  return (
    <a className="find" href={addressOf(routeTo(text, place))} {...(current ? { 'aria-current': 'true' as const } : {})}>
      <span className="find-where">
        <strong>{place.place?.host ?? place.place?.type ?? run}</strong>
        <span className="quiet">{say(place.place === null ? 'finds.part.elsewhere' : `finds.part.${place.place.part}`)}</span>
        <span className="quiet find-number">#{sequence}</span>
      </span>
      <code className="find-excerpt">
        <Excerpt text={excerpt} wanted={text} />
      </code>
      <span className="help">
        {run}
        {place.place?.step === null || place.place?.step === undefined ? '' : ` · ${place.place.step}`}
      </span>
    </a>
  );
}

/** The main process made it inert; the first place is marked as it stands. */
function Excerpt({ text, wanted }: { readonly text: string; readonly wanted: string }): ReactNode {
  const found = text.toLowerCase().indexOf(wanted.toLowerCase());
  if (found < 0) return <bdi>{text}</bdi>;
  // So that the place itself is in the lines that are shown.
  const from = found <= LEAD ? 0 : found - LEAD;
  return (
    <bdi>
      {from === 0 ? '' : '…'}
      {text.slice(from, found)}
      <mark>{text.slice(found, found + wanted.length)}</mark>
      {text.slice(found + wanted.length)}
    </bdi>
  );
}

function routeTo(text: string, { run, sequence, artefact }: ChosenPlace): Route {
  return { screen: 'evidence', view: 'search', about: [text, run, String(sequence), ...(artefact === null ? [] : [artefact])] };
}

function isSame(one: ChosenPlace, other: ChosenPlace | null): boolean {
  return other !== null && one.run === other.run && one.sequence === other.sequence && one.artefact === other.artefact;
}
