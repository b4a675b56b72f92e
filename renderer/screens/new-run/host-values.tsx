import { useState, type ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import type { Typed, TypedByHost } from './wrong-of.ts';

/** Values of one parameter for single hosts, where it may differ from host to host. */
export function HostValues({
  parameter,
  title,
  hosts,
  byHost,
  wrong,
  onChange,
}: {
  readonly parameter: string;
  readonly title: string;
  /** Hosts that there are to choose from; none where they do not exist yet. */
  readonly hosts: readonly string[];
  readonly byHost: TypedByHost;
  readonly wrong: TypedByHost;
  readonly onChange: (byHost: TypedByHost) => void;
}): ReactNode {
  const say = useWords();
  const [added, setAdded] = useState<readonly string[]>([]);
  if (hosts.length === 0) return <p className="help">{say('parameters.host.later')}</p>;
  const shown = hosts.filter((host) => added.includes(host) || byHost[host]?.[parameter] !== undefined);
  const rest = hosts.filter((host) => !shown.includes(host));
  const set = (host: string, text: string | null): void => {
    const { [parameter]: _before, ...others }: Typed = byHost[host] ?? {};
    onChange({ ...byHost, [host]: text === null || text === '' ? others : { ...others, [parameter]: text } });
  };
  return (
    <fieldset className="host-values">
      <legend className="only-heard">{say('parameters.host.title', { title })}</legend>
      {shown.map((host) => {
        const expected = wrong[host]?.[parameter];
        return (
          <div key={host} className="host-value">
            <TextField
              label={say('parameters.host.value', { host })}
              value={byHost[host]?.[parameter] ?? ''}
              onChange={(text) => {
                setAdded([...added, host]);
                set(host, text);
              }}
              wrong={expected === undefined ? null : say('parameters.wrong', { expected })}
            />
            <Button
              kind="link"
              label={say('parameters.host.remove', { title, host })}
              onClick={() => {
                setAdded(added.filter((one) => one !== host));
                set(host, null);
              }}
            >
              {say('settings.remove')}
            </Button>
          </div>
        );
      })}
      {rest.length === 0 ? null : (
        <Choice
          label={say('parameters.host.add')}
          value=""
          options={[{ value: '', label: say('parameters.host.choose') }, ...rest.map((host) => ({ value: host, label: host }))]}
          onChange={(host) => {
            if (host !== '') setAdded([...added, host]);
          }}
        />
      )}
    </fieldset>
  );
}
