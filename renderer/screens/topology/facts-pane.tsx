import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Difference } from '../../../core/topology/compare.ts';
import type { RunState } from '../../../core/run/state.ts';
import { calledWhole } from '../../../core/topology/called-whole.ts';
import { calledByKind } from '../../../core/topology/labels.ts';
import { STATE_MARKS, type Topology, type TopologyElement, type TopologyLink } from '../../../core/topology/model.ts';
import type { WhatFails } from '../../../core/topology/what-fails.ts';
import { whatFails } from '../../../core/topology/what-fails.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { CommandBlock } from '../../parts/command-block.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ToggleButton } from '../../parts/toggle-button.tsx';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { useWords } from '../../words/words.tsx';
import { ElementNotes } from './element-notes.tsx';
import { ElementWays } from './element-ways.tsx';
import { FactsTable } from './facts-table.tsx';
import { Pane } from './pane.tsx';
import { StateMark } from './state-mark.tsx';

interface FactsProps {
  readonly state: RunState;
  readonly run: string;
  /** It is looked at as it is now, not at an earlier moment. */
  readonly current: boolean;
  readonly topology: Topology;
  readonly differences: readonly Difference[];
  readonly steps: ReadonlyMap<string, string>;
  readonly id: string;
  /** What fails is shown in the drawing. */
  readonly fails: WhatFails | null;
  readonly onShow: (id: string) => void;
  readonly onFails: (shown: boolean) => void;
  readonly onClose: () => void;
}

/** Everything that is known of one element or link, and where it is known from. */
export function FactsPane(props: FactsProps): ReactNode {
  const { working } = useLive(useStores().desk);
  const last = working.find(({ run }) => run === props.run)?.last ?? null;
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (last?.task.kind === 'look' && last.task.element === props.id) setAsked((count) => count + 1);
  }, [last, props.id]);
  const fresh = useFresh(props.run, asked);
  return <Known {...props} topology={props.current && fresh !== null ? fresh : props.topology} />;
}

/** What is known since it was asked, also where it is what was known before: that makes no moment of its own. `asked`: how often; null before it was. */
function useFresh(run: string, asked: number): Topology | null {
  const { connection } = useStores();
  const [fresh, setFresh] = useState<Topology | null>(null);
  useEffect(() => {
    if (asked === 0) return undefined;
    let wanted = true;
    void ask(connection, 'topology.at', { run, sequence: null }).then((answer) => {
      if (wanted && answer.ok) setFresh(answer.value.topology);
    });
    return () => void (wanted = false);
  }, [connection, run, asked]);
  return fresh;
}

function Known(props: FactsProps): ReactNode {
  const { topology, id, onClose } = props;
  const say = useWords();
  const element = topology.elements.find((one) => one.id === id);
  const link = element === undefined ? topology.links.find((one) => one.id === linkId(id)) : undefined;
  if (element !== undefined) return <ElementFacts {...props} element={element} />;
  if (link !== undefined) return <LinkFacts {...props} link={link} />;
  return (
    <Pane title={say('topology.gone')} onClose={onClose} take>
      <p className="quiet">{say('topology.gone.body')}</p>
    </Pane>
  );
}

/** A zone is drawn within a switch, once for each pair of ports that it goes through: its id is that of the zone, and the ports. */
function linkId(id: string): string {
  return id.startsWith('zone|') ? id.split('|').slice(0, 3).join('|') : id;
}

function ElementFacts({ element, ...props }: FactsProps & { readonly element: TopologyElement }): ReactNode {
  const say = useWords();
  const { topology, onShow } = props;
  const parent = topology.elements.find(({ id }) => id === element.parent);
  const inside = topology.elements.filter((one) => one.parent === element.id);
  const links = topology.links.filter(({ from, to }) => from === element.id || to === element.id);
  return (
    <Pane title={<InertText text={calledByKind(element)} limit={200} />} onClose={props.onClose} take>
      <State {...element} />
      {parent === undefined ? null : (
        <p>
          {say('topology.part-of')} <Goto id={parent.id} topology={topology} onShow={onShow} />
        </p>
      )}
      <ElementWays state={props.state} topology={topology} element={element} current={props.current} />
      <Unlike {...props} />
      <Failure {...props} />
      <FactsTable run={props.run} steps={props.steps} facts={element.facts} />
      <Links title={say('topology.connected', { count: links.length })} links={links} of={element.id} {...props} />
      {inside.length === 0 ? null : (
        <Fold title={say('topology.inside', { count: inside.length })}>
          <ul className="topology-list">
            {inside.map(({ id }) => (
              <li key={id}>
                <Goto id={id} topology={topology} onShow={onShow} />
              </li>
            ))}
          </ul>
        </Fold>
      )}
      <ElementNotes state={props.state} id={element.id} called={calledWhole(topology, element.id) ?? element.name} />
      <Commands run={props.run} element={element.id} />
    </Pane>
  );
}

function LinkFacts({ link, ...props }: FactsProps & { readonly link: TopologyLink }): ReactNode {
  const say = useWords();
  const { topology, onShow } = props;
  return (
    <Pane
      title={
        <>
          {say(`topology.link.${link.kind}`)} {link.label === null ? null : <InertText text={link.label} limit={100} />}
        </>
      }
      onClose={props.onClose}
      take
    >
      <State {...link} />
      <p>
        {say('topology.between')} <Goto id={link.from} topology={topology} onShow={onShow} /> →{' '}
        <Goto id={link.to} topology={topology} onShow={onShow} />
      </p>
      <Unlike {...props} />
      <Failure {...props} />
      {[link.from, link.to].map((end) => {
        const one = topology.elements.find(({ id }) => id === end);
        return one === undefined ? null : (
          <section key={end}>
            <h3>
              <InertText text={calledByKind(one)} limit={100} />
            </h3>
            <StateMark state={one.state} /> <FactsTable run={props.run} steps={props.steps} facts={one.facts} bare />
          </section>
        );
      })}
      <ElementNotes state={props.state} id={link.id} called={calledWhole(topology, link.id) ?? link.id} />
    </Pane>
  );
}

function State({ state, why, origin }: Pick<TopologyElement, 'state' | 'why' | 'origin'>): ReactNode {
  const say = useWords();
  return (
    <p>
      <StateMark state={state} /> <span className="quiet">{say(`topology.origin.${origin}`)}</span>
      {why === null ? null : (
        <>
          <br />
          <InertText text={why} limit={400} />
        </>
      )}
    </p>
  );
}

/** Where it is not as it was declared. */
function Unlike({ differences, id }: FactsProps): ReactNode {
  const own = differences.filter(({ subject }) => subject === id);
  return own.length === 0 ? null : (
    <ul className="topology-unlike">
      {own.map(({ sentence }) => (
        <li key={sentence}>
          <InertText text={sentence} limit={400} />
        </li>
      ))}
    </ul>
  );
}

/** What becomes of storage and guests without it. */
function Failure({ topology, id, fails, onFails, onShow }: FactsProps): ReactNode {
  const say = useWords();
  const judged = useMemo(() => whatFails(topology, linkId(id)), [topology, id]);
  if (judged === null) return null;
  const { verdict, paths, losesGuests, losesLuns, weakensLuns } = judged;
  const lost = [...new Set([...losesGuests, ...losesLuns.map(({ lun }) => lun)])];
  return (
    <section aria-labelledby="topology-fails">
      <h3 id="topology-fails">{say('topology.fails')}</h3>
      <p>
        {say(`topology.fails.${verdict}`, {
          guests: losesGuests.length,
          luns: new Set(losesLuns.map(({ lun }) => lun)).size,
          weaker: weakensLuns.length,
          paths,
        })}
      </p>
      {lost.length === 0 ? null : (
        <ul className="topology-list">
          {lost.map((one) => (
            <li key={one}>
              <Goto id={one} topology={topology} onShow={onShow} />
            </li>
          ))}
        </ul>
      )}
      {lost.length + weakensLuns.length === 0 ? null : (
        <ToggleButton pressed={fails !== null} onClick={() => onFails(fails === null)}>
          {say('topology.fails.show')}
        </ToggleButton>
      )}
    </section>
  );
}

function Links({
  title,
  links,
  of,
  topology,
  onShow,
}: Pick<FactsProps, 'topology' | 'onShow'> & {
  readonly title: string;
  readonly links: readonly TopologyLink[];
  readonly of: string;
}): ReactNode {
  const say = useWords();
  if (links.length === 0) return null;
  return (
    <Fold title={title} open={links.length <= 8}>
      <ul className="topology-list">
        {links.map((link) => (
          <li key={link.id}>
            <button type="button" className="plain" onClick={() => onShow(link.id)}>
              {say(`topology.link.${link.kind}`)} {link.label === null ? null : <InertText text={link.label} limit={60} />}
            </button>{' '}
            {link.from === of ? '→' : '←'}{' '}
            <Goto id={link.from === of ? link.to : link.from} topology={topology} onShow={onShow} />{' '}
            {link.state === 'ok' ? null : <StateMark state={link.state} />}
          </li>
        ))}
      </ul>
    </Fold>
  );
}

/** The name of an element, which shows it. */
function Goto({
  id,
  topology,
  onShow,
}: {
  readonly id: string;
  readonly topology: Topology;
  readonly onShow: (id: string) => void;
}): ReactNode {
  const one = topology.elements.find((element) => element.id === id);
  if (one === undefined) return <InertText text={id} limit={100} />;
  const parent = topology.elements.find((element) => element.id === one.parent);
  return (
    <button type="button" className="plain" onClick={() => onShow(id)}>
      <InertText text={calledByKind(one)} limit={80} />
      {parent === undefined || one.kind === 'guest' ? null : (
        <>
          {' '}
          (<InertText text={parent.name} limit={60} />)
        </>
      )}
      {one.state === 'ok' ? null : ` ${STATE_MARKS[one.state].glyph}`}
    </button>
  );
}

/** What a person would ask to know more of it. */
function Commands({ run, element }: { readonly run: string; readonly element: string }): ReactNode {
  const say = useWords();
  const answer = useAnswer('topology.commands', { run, element });
  const commands = answer?.ok === true ? answer.value : [];
  if (commands.length === 0) return null;
  return (
    <Fold title={say('topology.commands')}>
      {commands.map(({ host, title, command }) => (
        <CommandBlock key={command} title={say('topology.command', { host, title })} command={command} of="read" />
      ))}
    </Fold>
  );
}
