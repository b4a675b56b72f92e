import { Fragment, useState, type ReactNode } from 'react';
import type { Parameter, Procedure } from '../../../core/procedure/schema.ts';
import { Button } from '../../parts/button.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import { HostValues } from './host-values.tsx';
import type { Typed, TypedByHost } from './wrong-of.ts';

/** Parameters that are drawn at once. */
const FIRST = 12;

/** Values of parameters for this run. What is left empty stays as the inventory, the lab or the procedure has it. */
export function ParameterFields({
  procedure,
  set,
  wrong,
  onChange,
  hosts,
  byHost,
  wrongByHost,
  onByHost,
}: {
  readonly procedure: Procedure;
  readonly set: Typed;
  readonly wrong: Typed;
  readonly onChange: (set: Typed) => void;
  /** Hosts that may have values of their own; none where they do not exist yet. */
  readonly hosts: readonly string[];
  readonly byHost: TypedByHost;
  readonly wrongByHost: TypedByHost;
  readonly onByHost: (byHost: TypedByHost) => void;
}): ReactNode {
  const say = useWords();
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const words = filter.trim().toLowerCase();
  const matching = Object.entries(procedure.parameters).filter(
    ([name, { title }]) => name in set || words === '' || `${name} ${title}`.toLowerCase().includes(words),
  );
  const shown = all || words !== '' ? matching : matching.filter(([name], index) => name in set || index < FIRST);
  const change = (name: string, text: string): void => {
    const { [name]: _before, ...rest } = set;
    onChange(text === '' ? rest : { ...rest, [name]: text });
  };
  return (
    <fieldset className="parameters">
      <legend>{say('parameters.title', { count: Object.keys(procedure.parameters).length })}</legend>
      <TextField label={say('parameters.filter')} value={filter} onChange={setFilter} help={say('parameters.help')} />
      {shown.map(([name, parameter]) => (
        <Fragment key={name}>
          <TextField
            label={parameter.title}
            value={set[name] ?? ''}
            onChange={(text) => change(name, text)}
            placeholder={valueOf(parameter)}
            help={[name, parameter.help ?? ''].filter((text) => text !== '').join(' · ')}
            wrong={wrong[name] === undefined ? null : say('parameters.wrong', { expected: wrong[name] })}
          />
          {parameter.scope === 'host' ? (
            <HostValues
              parameter={name}
              title={parameter.title}
              hosts={hosts}
              byHost={byHost}
              wrong={wrongByHost}
              onChange={onByHost}
            />
          ) : null}
        </Fragment>
      ))}
      {shown.length === matching.length ? null : (
        <Button kind="link" onClick={() => setAll(true)}>
          {say('parameters.all', { count: matching.length })}
        </Button>
      )}
    </fieldset>
  );
}

function valueOf({ default: value, derive }: Parameter): string {
  if (derive !== undefined && value === undefined) return derive;
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
