import type { ReactNode } from 'react';
import type { HostsChoice, PracticeWish } from '../../../core/contract/labs.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { Choice } from '../../parts/choice.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';

/** Which hosts: a practice lab as it is wished for, one that runs, or the user's own by their inventory. */
export function HostsFields({
  value,
  onChange,
}: {
  readonly value: HostsChoice;
  readonly onChange: (value: HostsChoice) => void;
}): ReactNode {
  const say = useWords();
  const { labs } = useStores();
  const running = useLive(labs) ?? [];
  const inventories = useAnswer('inventories.list', null);
  const kept = inventories?.ok === true ? inventories.value : [];
  const options: readonly { readonly value: string; readonly label: string }[] = [
    { value: 'practice', label: say('hosts.practice') },
    ...running.map(({ name, hosts }) => ({ value: `lab:${name}`, label: say('hosts.lab', { name, hosts: hosts.length }) })),
    ...kept.map(({ name, hosts }) => ({
      value: `inventory:${name}`,
      label: say('hosts.inventory', { name, hosts: hosts.length }),
    })),
  ];
  const choose = (chosen: string): void => {
    const [kind = '', name = ''] = chosen.split(/:(.*)/su);
    if (kind === 'lab' || kind === 'inventory') onChange({ kind, name });
    else onChange({ kind: 'practice', wish: {} });
  };
  const problem = value.kind === 'inventory' ? (kept.find(({ name }) => name === value.name)?.problem ?? null) : null;
  return (
    <>
      <Choice
        label={say('hosts.label')}
        value={value.kind === 'practice' ? 'practice' : `${value.kind}:${value.name}`}
        options={options}
        onChange={choose}
      />
      {kept.length === 0 ? (
        <p className="help">
          {say('hosts.no-inventories')}{' '}
          <a href={addressOf({ screen: 'hosts', inventory: null, host: null })}>{say('hosts.to-inventories')}</a>
        </p>
      ) : null}
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {value.kind === 'practice' ? (
        <PracticeFields wish={value.wish} onChange={(wish) => onChange({ kind: 'practice', wish })} />
      ) : null}
    </>
  );
}

const HOSTS = ['', '1', '2', '3', '4', '8', '16'];
const LUNS = ['', '1', '2', '4', '6', '8', '16', '32'];
const PATHS = ['', '2', '4', '8'];
const SPEEDS = ['', '1', '10', '60', '600'];

function PracticeFields({
  wish,
  onChange,
}: {
  readonly wish: PracticeWish;
  readonly onChange: (wish: PracticeWish) => void;
}): ReactNode {
  const say = useWords();
  const options = (values: readonly string[]): readonly { readonly value: string; readonly label: string }[] =>
    values.map((one) => ({ value: one, label: one === '' ? say('hosts.as-it-comes') : one }));
  const change = (name: 'hosts' | 'luns' | 'paths' | 'speed', text: string): void => {
    const { [name]: _before, ...rest } = wish;
    onChange(text === '' ? rest : { ...rest, [name]: Number(text) });
  };
  return (
    <fieldset className="three">
      <legend className="only-heard">{say('hosts.practice')}</legend>
      <Choice
        label={say('hosts.count')}
        value={String(wish.hosts ?? '')}
        options={options(HOSTS)}
        onChange={(text) => change('hosts', text)}
      />
      <Choice
        label={say('hosts.luns')}
        value={String(wish.luns ?? '')}
        options={options(LUNS)}
        onChange={(text) => change('luns', text)}
      />
      <Choice
        label={say('hosts.paths')}
        value={String(wish.paths ?? '')}
        options={options(PATHS)}
        onChange={(text) => change('paths', text)}
      />
      <Choice
        label={say('hosts.speed')}
        value={String(wish.speed ?? '')}
        options={options(SPEEDS).map(({ value, label }) => ({
          value,
          label: value === '' ? label : say('hosts.times', { count: Number(value) }),
        }))}
        onChange={(text) => change('speed', text)}
      />
    </fieldset>
  );
}
