import { useMemo, type ReactNode } from 'react';
import type { FactSource } from '../../../core/contract/topology.ts';
import type { ElementFact } from '../../../core/topology/model.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { useNow } from '../../parts/use-now.ts';
import { addressOf } from '../../route.ts';
import { useMoment, useWords } from '../../words/words.tsx';
import { agoWords } from '../hosts/time-words.ts';
import { OutputFold } from '../run/output-fold.tsx';

/** What is known of something, each fact with where it is known from. `bare`: without a heading. */
export function FactsTable({
  run,
  facts,
  steps,
  bare = false,
}: {
  readonly run: string;
  readonly facts: readonly ElementFact[];
  /** Titles of steps. */
  readonly steps: ReadonlyMap<string, string>;
  readonly bare?: boolean;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const places = useMemo(() => {
    const known = new Map(
      facts.flatMap(({ evidence }) =>
        evidence === null ? [] : [[`${evidence.sequence} ${evidence.result}`, evidence] as const],
      ),
    );
    return [...known.values()].slice(0, 200).map(({ sequence, result }) => ({ sequence, result }));
  }, [facts]);
  const answer = useAnswer('topology.sources', { run, places });
  const sources = answer?.ok === true ? answer.value : [];
  const number = (evidence: NonNullable<ElementFact['evidence']>): number =>
    sources.findIndex(({ sequence, result }) => sequence === evidence.sequence && result === evidence.result);
  if (facts.length === 0) return bare ? null : <p className="quiet">{say('topology.no-facts')}</p>;
  return (
    <>
      {bare ? null : <h3>{say('topology.facts')}</h3>}
      <table className="table topology-facts">
        <thead className="only-heard">
          <tr>
            <th scope="col">{say('topology.fact')}</th>
            <th scope="col">{say('topology.value')}</th>
            <th scope="col">{say('topology.source')}</th>
          </tr>
        </thead>
        <tbody>
          {facts.map((fact) => (
            <tr key={`${fact.name} ${fact.value} ${fact.evidence?.sequence ?? 'declared'}`}>
              <th scope="row">{fact.name}</th>
              <td>
                <InertText text={fact.value} limit={300} />
              </td>
              <td className="quiet">
                {fact.evidence === null
                  ? say('topology.declared')
                  : number(fact.evidence) < 0
                    ? `#${fact.evidence.sequence}`
                    : `[${number(fact.evidence) + 1}]`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sources.length === 0 ? null : (
        <ol className="topology-sources">
          {sources.map((source) => (
            <li key={`${source.sequence} ${source.result}`}>
              <Source {...{ run, source, steps, when: moment(source.at) }} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

/** One answer of a host: who was asked what when, in which step, and the bytes that came. */
function Source({
  run,
  source,
  steps,
  when,
}: {
  readonly run: string;
  readonly source: FactSource;
  readonly steps: ReadonlyMap<string, string>;
  readonly when: string;
}): ReactNode {
  const say = useWords();
  const now = useNow();
  return (
    <>
      {source.title}, <code>{source.host}</code>, <time dateTime={source.at}>{when}</time> ({agoWords(source.at, now, say)})
      {source.step === null ? null : (
        <>
          {' · '}
          <a href={addressOf({ screen: 'run', run, view: 'steps', step: source.step })}>
            {steps.get(source.step) ?? source.step}
          </a>
        </>
      )}
      <Fold title={say('topology.asked')}>
        <CommandBlock title={say('topology.event', { sequence: source.sequence })} command={source.command} of="read" />
        <OutputFold output={source.stdout} title={say('topology.output', { bytes: source.stdout.bytes })} />
      </Fold>
    </>
  );
}
