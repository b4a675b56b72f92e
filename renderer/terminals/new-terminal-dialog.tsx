import { useState, type ReactNode } from 'react';
import { Radio } from '@patternfly/react-core/dist/esm/components/Radio';
import { consoleCommand, GUEST_NAME, type GuestConsole } from '../../core/contract/guest-console.ts';
import type { TerminalHost, TerminalPlace } from '../../core/contract/terminals.ts';
import { useStores } from '../connection/stores-context.ts';
import { useAnswer } from '../connection/use-answer.ts';
import { useLive } from '../connection/use-live.ts';
import { Button } from '../parts/button.tsx';
import { Choice } from '../parts/choice.tsx';
import { CommandBlock } from '../parts/command-block.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { TextField } from '../parts/text-field.tsx';
import { route } from '../route.ts';
import { useWords } from '../words/words.tsx';
import { changeDrawer, drawer, openTerminal, type Drawer } from './drawer.ts';

/** Where the new terminal is to be, and what runs there. */
export function NewTerminalDialog({ asked }: { readonly asked: NonNullable<Drawer['asking']> }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const { problem } = useLive(drawer);
  const places = usePlaces(asked.place);
  const [chosen, setChosen] = useState<string | null>(asked.place === null ? null : keyOf(asked.place));
  const place = places.find((one) => keyOf(one) === chosen) ?? places[0] ?? null;
  const close = (): void => changeDrawer({ asking: null, problem: null });
  return (
    <Dialog title={say('terminals.new.title')} onClose={close} footer={null}>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {place === null ? (
        <p>{say('terminals.no-places')}</p>
      ) : (
        <div className="new-terminal">
          <Choice
            label={say('terminals.where')}
            value={keyOf(place)}
            options={places.map((one) => ({
              value: keyOf(one),
              label: say(`terminals.place.${one.kind}`, { name: one.name }),
            }))}
            onChange={setChosen}
          />
          <Hosts
            key={keyOf(place)}
            place={place}
            host={asked.host}
            onOpen={(host, console) => void openTerminal(connection, { place, host, console })}
            onCancel={close}
          />
        </div>
      )}
    </Dialog>
  );
}

function Hosts({
  place,
  host,
  onOpen,
  onCancel,
}: {
  readonly place: TerminalPlace;
  readonly host: string | null;
  readonly onOpen: (host: string, console: GuestConsole | null) => void;
  readonly onCancel: () => void;
}): ReactNode {
  const say = useWords();
  const hosts = useAnswer('terminals.hosts', { place });
  const [chosen, setChosen] = useState(host);
  const [what, setWhat] = useState<'shell' | GuestConsole['tool']>('shell');
  const [guest, setGuest] = useState('');
  if (hosts === null) return <p className="quiet">{say('window.loading')}</p>;
  if (!hosts.ok) return <ProblemAlert problem={hosts.problem} />;
  const all = inOrder(hosts.value);
  const on: TerminalHost | null = all.find(({ name }) => name === chosen) ?? all[0] ?? null;
  if (on === null) return <p>{say('terminals.no-hosts')}</p>;
  const tool = on.role === 'dom0' && what !== 'shell' ? what : null;
  const console = tool === null ? null : { tool, guest };
  const ready = console === null || GUEST_NAME.test(guest);
  return (
    <form
      className="new-terminal"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onOpen(on.name, console);
      }}
    >
      <fieldset className="new-terminal-hosts">
        <legend>{say('terminals.host')}</legend>
        {all.map(({ name, role, address }) => (
          <Radio
            key={name}
            id={`terminal-host-${name}`}
            name="terminal-host"
            label={name}
            description={`${role}, ${address}`}
            isChecked={name === on.name}
            onChange={() => setChosen(name)}
          />
        ))}
      </fieldset>
      {on.role === 'dom0' ? (
        <Choice
          label={say('terminals.what')}
          value={what}
          options={(['shell', 'xm', 'xl', 'virsh'] as const).map((one) => ({ value: one, label: say(`terminals.what.${one}`) }))}
          onChange={(to) => setWhat(to as typeof what)}
        />
      ) : null}
      {console === null ? null : (
        <>
          <TextField
            label={say('terminals.guest')}
            value={guest}
            onChange={setGuest}
            required
            help={say('terminals.console.help')}
            wrong={guest === '' || ready ? null : say('terminals.guest.wrong')}
          />
          {ready ? (
            <CommandBlock
              title={say('terminals.console.runs', { host: on.name })}
              command={consoleCommand(console)}
              of="manual"
            />
          ) : null}
        </>
      )}
      {place.kind === 'run' ? <p className="quiet">{say('terminals.evidence')}</p> : null}
      <div className="dialog-acts">
        <Button kind="primary" disabled={!ready} onClick={() => onOpen(on.name, console)}>
          {say('terminals.open', { host: on.name })}
        </Button>
        <Button kind="link" onClick={onCancel}>
          {say('dialog.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Those that one works on first. */
const ORDER: readonly string[] = ['dom0', 'guest', 'array', 'switch'];

function inOrder(hosts: readonly TerminalHost[]): readonly TerminalHost[] {
  return [...hosts].sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}

/** The run that is looked at, labs that run, and inventories that are kept; the one that was asked for first. */
function usePlaces(asked: TerminalPlace | null): readonly TerminalPlace[] {
  const { labs } = useStores();
  const now = useLive(route);
  const running = useLive(labs) ?? [];
  const inventories = useAnswer('inventories.list', null);
  const all: readonly TerminalPlace[] = [
    ...(asked === null ? [] : [asked]),
    ...(now.screen === 'run' ? [{ kind: 'run', name: now.run } as const] : []),
    ...running.map(({ name }) => ({ kind: 'lab', name }) as const),
    ...(inventories?.ok === true ? inventories.value : []).map(({ name }) => ({ kind: 'inventory', name }) as const),
  ];
  return all.filter((one, index) => all.findIndex((other) => keyOf(other) === keyOf(one)) === index);
}

function keyOf({ kind, name }: TerminalPlace): string {
  return `${kind} ${name}`;
}
