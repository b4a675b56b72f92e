import type { ReactNode } from 'react';
import type { GuestConsole } from '../../../core/contract/guest-console.ts';
import type { RunState } from '../../../core/run/state.ts';
import { machineOf } from '../../../core/topology/machine-of.ts';
import type { Topology, TopologyElement } from '../../../core/topology/model.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useLive } from '../../connection/use-live.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useStream } from '../../connection/use-stream.ts';
import { Button } from '../../parts/button.tsx';
import { addressOf } from '../../route.ts';
import { openTerminal } from '../../terminals/drawer.ts';
import { useWords } from '../../words/words.tsx';
import { inventoryOf } from '../hosts/source-of.ts';
import { useActs } from '../run/run-acts.ts';

/** Ways from an element to the machine that it stands in: asking it, a terminal there or at a guest's console, its page. */
export function ElementWays({
  state,
  topology,
  element,
  current,
}: {
  readonly state: RunState;
  readonly topology: Topology;
  readonly element: TopologyElement;
  readonly current: boolean;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const { connection, desk } = useStores();
  const { run } = state;
  const work = useLive(desk).working.find((one) => one.run === run) ?? null;
  const commands = useAnswer('topology.commands', { run, element: element.id });
  const machine = machineOf(topology.elements, element);
  const guest = guestOf(topology, element);
  const place = { kind: 'run', name: run } as const;
  const known = Object.hasOwn(state.hosts, machine);
  const asking = work?.task?.kind === 'look' && work.task.element === element.id;
  return (
    <p className="topology-ways" role="group" aria-label={say('topology.ways')}>
      {!current || commands?.ok !== true || commands.value.length === 0 ? null : (
        <Button
          small
          busy={asking}
          disabled={work !== null && work.task !== null}
          onClick={() => void acts.begin({ kind: 'look', element: element.id })}
        >
          {say('topology.ask', { host: machine })}
        </Button>
      )}
      {guest === null || !known ? null : (
        <Button
          small
          onClick={() =>
            void openTerminal(connection, {
              place,
              host: machine,
              console: { tool: toolOf(topology, machine), guest: guest.name },
            })
          }
        >
          {say('topology.console', { guest: guest.name })}
        </Button>
      )}
      {guest === null || !Object.hasOwn(state.hosts, guest.name) ? null : (
        <Button small onClick={() => void openTerminal(connection, { place, host: guest.name })}>
          {say('topology.terminal', { host: guest.name })}
        </Button>
      )}
      {known ? (
        <Button small onClick={() => void openTerminal(connection, { place, host: machine })}>
          {say('topology.terminal', { host: machine })}
        </Button>
      ) : null}
      <HostPage state={state} host={machine} />
    </p>
  );
}

/** The page of a host, where its inventory or its lab is there. */
function HostPage({ state, host }: { readonly state: RunState; readonly host: string }): ReactNode {
  const say = useWords();
  const { latest } = useStream('hosts.sources', null);
  const lab = state.header?.lab;
  const source = latest?.find(
    ({ kind, name, title, hosts }) =>
      hosts.some((one) => one.name === host) &&
      (lab?.kind === 'practice' ? kind === 'lab' && name === lab.name : kind === 'inventory' && title === lab?.name),
  );
  if (source === undefined) return null;
  return <a href={addressOf({ screen: 'hosts', inventory: inventoryOf(source), host })}>{say('topology.host-page', { host })}</a>;
}

/** The guest that an element is, or stands in. */
function guestOf({ elements }: Pick<Topology, 'elements'>, element: TopologyElement): TopologyElement | null {
  if (element.kind === 'guest') return element;
  const outer = elements.find(({ id }) => id === element.parent);
  return outer === undefined ? null : guestOf({ elements }, outer);
}

/** `xm` went with Xen 4.5; before 4.1 there was no other. */
function toolOf({ elements }: Topology, host: string): GuestConsole['tool'] {
  const version = elements
    .find(({ kind, parent }) => kind === 'hypervisor' && parent === `host:${host}`)
    ?.facts.findLast(({ name }) => name === 'version')?.value;
  return version !== undefined && Number.parseInt(version, 10) >= 4 ? 'xl' : 'xm';
}
