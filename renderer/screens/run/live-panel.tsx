import { useEffect, useRef, type ReactNode } from 'react';
import { durationText } from '../../../core/run/duration.ts';
import type { PlannedStep } from '../../../core/run/planned.ts';
import type { RunState } from '../../../core/run/state.ts';
import type { Underway } from '../../../core/run/underway.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { OutcomeMark } from '../../parts/mark.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useWords } from '../../words/words.tsx';
import { valueWords } from './value-words.ts';

/** What is done for a step at this moment: no evidence yet. It is not read aloud; what comes of it is. */
export function LivePanel({
  state,
  step,
  underway,
}: {
  readonly state: RunState;
  readonly step: PlannedStep;
  readonly underway: readonly Underway[];
}): ReactNode {
  const say = useWords();
  const its = underway.filter((one) => isOf(one, state, step));
  if (its.length === 0) return null;
  return (
    <section className="live" aria-labelledby="step-live">
      <h3 id="step-live">{say('live.title')}</h3>
      {its.map((one) => (
        <LiveItem key={one.id} one={one} state={state} step={step} />
      ))}
    </section>
  );
}

/** Whether something that is under way is for a step: by its own word, or by the act that is open on its host. */
export function isOf(one: Underway, state: RunState, step: PlannedStep): boolean {
  switch (one.kind) {
    case 'act':
      return state.open[one.intent]?.place.step === step.id;
    case 'asking':
    case 'poll':
      return one.step === step.id;
    case 'reboot':
      return Object.values(state.open).some(({ place, on }) => place.step === step.id && (on ?? place.host) === one.host);
  }
}

function LiveItem({
  one,
  state,
  step,
}: {
  readonly one: Underway;
  readonly state: RunState;
  readonly step: PlannedStep;
}): ReactNode {
  const say = useWords();
  switch (one.kind) {
    case 'act': {
      const intent = state.open[one.intent];
      if (intent === undefined) return null;
      return (
        <div className="live-item">
          <CommandBlock title={say('live.act', { host: one.host })} command={intent.command} of={intent.class} />
          <Clocks one={one} />
          <Tail text={one.tail} label={say('live.output', { host: one.host })} />
          <p className="quiet">{one.bytes === 0 ? say('live.silent') : say('live.bytes', { bytes: one.bytes })}</p>
        </div>
      );
    }
    case 'asking':
      return (
        <p className="live-item">
          {say('live.asking', { host: one.host, probes: one.probes.join(', ') })} <Clocks one={one} />
        </p>
      );
    case 'reboot':
      return (
        <p className="live-item">
          {one.phase === 'going'
            ? say('live.going', { host: one.host })
            : say('live.coming', { host: one.host, count: one.knocked })}{' '}
          <Clocks one={one} />
        </p>
      );
    case 'poll': {
      const check = step.checks.find(({ id }) => id === one.check);
      return (
        <div className="live-item">
          <p>
            {say('live.poll', { check: check?.title ?? one.check, host: one.host, count: one.asked })} <Clocks one={one} />
          </p>
          {one.outcome === null ? null : (
            <p>
              <OutcomeMark outcome={one.outcome} />{' '}
              {one.actual === undefined ? null : (
                <span className="quiet">
                  <InertText
                    text={
                      one.expected === undefined
                        ? say('live.poll.found', { actual: valueWords(one.actual, say) })
                        : say('live.poll.compared', {
                            actual: valueWords(one.actual, say),
                            expected: valueWords(one.expected, say),
                          })
                    }
                    limit={400}
                  />
                </span>
              )}
            </p>
          )}
        </div>
      );
    }
  }
}

/** How long it goes on, when it is asked again, and when it is given up. */
function Clocks({ one }: { readonly one: Underway }): ReactNode {
  const say = useWords();
  const now = useNow();
  const left = one.until === null ? null : Date.parse(one.until) - now;
  const next = one.kind === 'poll' && one.next !== null ? Date.parse(one.next) - now : null;
  return (
    <span className="clocks">
      <span>{say('live.since', { time: seconds(now - Date.parse(one.since)) })}</span>
      {one.kind !== 'poll' ? null : <span>{next === null ? say('live.now') : say('live.next', { time: seconds(next) })}</span>}
      {left === null ? null : <span>{left <= 0 ? say('live.late') : say('live.until', { time: seconds(left) })}</span>}
    </span>
  );
}

function seconds(milliseconds: number): string {
  return durationText(Math.max(0, milliseconds), 'about');
}

/** The latest of what was printed, at its end unless somebody scrolled up. */
function Tail({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  if (text === '') return null;
  return (
    <pre
      className="output live-output"
      ref={box}
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
      }}
    >
      <bdi>{text}</bdi>
    </pre>
  );
}
