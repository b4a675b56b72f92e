import { useState, type ReactNode } from 'react';
import { Form } from '@patternfly/react-core/dist/esm/components/Form';
import type { HostsChoice } from '../../../core/contract/labs.ts';
import type { NewRun, Outlook } from '../../../core/contract/runs.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { FIRST_PROCEDURE } from '../../first-procedure.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { goTo } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import '../../theme/new-run.css';
import { HostsFields } from './hosts-fields.tsx';
import { OutlookView } from './outlook-view.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { hostsOf } from './hosts-of.ts';
import { onlyOf, wrongByHost, wrongOf, type TypedByHost } from './wrong-of.ts';

type Asked = 'plan' | 'preflight' | 'create';

/** A new run: procedure, hosts, parameters; then what it would do, what stands against it, and its beginning. */
export default function NewRunScreen(): ReactNode {
  const say = useWords();
  const { connection, labs } = useStores();
  const inventories = useAnswer('inventories.list', null);
  const procedures = useAnswer('procedures.list', null);
  const listed = procedures?.ok === true ? procedures.value : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const id = chosen ?? (listed.find((one) => one.id === FIRST_PROCEDURE) ?? listed[0])?.id ?? null;
  const [hosts, setHosts] = useState<HostsChoice>({ kind: 'practice', wish: {} });
  const [set, setSet] = useState<Readonly<Record<string, string>>>({});
  const [byHost, setByHost] = useState<TypedByHost>({});
  const [asking, setAsking] = useState<Asked | null>(null);
  const [found, setFound] = useState<{ readonly of: string; readonly outlook: Outlook; readonly preflight: boolean } | null>(
    null,
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const shown = useAnswer('procedures.show', { procedure: id ?? '' }, id);
  const procedure = shown?.ok === true ? shown.value : null;
  const wrong = procedure === null ? {} : wrongOf(procedure, set);
  const names = hostsOf(hosts, useLive(labs) ?? [], inventories?.ok === true ? inventories.value : []);
  const own = onlyOf(names, byHost);
  const wrongOwn = procedure === null ? {} : wrongByHost(procedure, own);
  const ready = procedure !== null && Object.keys(wrong).length === 0 && Object.keys(wrongOwn).length === 0 && asking === null;
  const wanted: NewRun = { procedure: id ?? '', hosts, set, ...(Object.keys(own).length === 0 ? {} : { byHost: own }) };
  const key = JSON.stringify(wanted);
  const current = found?.of === key ? found : null;

  const look = async (what: 'plan' | 'preflight'): Promise<void> => {
    setAsking(what);
    setProblem(null);
    const answer = await ask(connection, `runs.${what}`, wanted);
    setAsking(null);
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    setFound({ of: key, outlook: answer.value, preflight: what === 'preflight' });
    const { problems, fatal, warnings } = answer.value;
    announce(say('new-run.found', { problems: problems.length + fatal.length, warnings: warnings.length }));
  };
  const begin = async (): Promise<void> => {
    setAsking('create');
    setProblem(null);
    const created = await ask(connection, 'runs.create', wanted);
    setAsking(null);
    if (created.ok) goTo({ screen: 'run', run: created.value.run, view: 'steps', step: null });
    else setProblem(created.problem);
  };

  if (procedures === null) {
    return (
      <div className="page">
        <h1>{say('new-run.title')}</h1>
        <Waiting within />
      </div>
    );
  }
  return (
    <div className="page">
      <h1>{say('new-run.title')}</h1>
      <div className="two">
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) void look('plan');
          }}
        >
          <Choice
            label={say('new-run.procedure')}
            value={id ?? ''}
            options={listed.map((one) => ({ value: one.id, label: `${one.title} (${one.version})` }))}
            onChange={(value) => {
              setChosen(value);
              setSet({});
              setByHost({});
            }}
          />
          <HostsFields value={hosts} onChange={setHosts} />
          {procedure === null ? null : (
            <ParameterFields
              procedure={procedure}
              set={set}
              wrong={wrong}
              onChange={setSet}
              hosts={names}
              byHost={own}
              wrongByHost={wrongOwn}
              onByHost={setByHost}
            />
          )}
        </Form>
        <section aria-labelledby="new-run-outlook" className="outlook">
          <h2 id="new-run-outlook">{say('new-run.outlook')}</h2>
          <p className="quiet">{say('new-run.outlook.body')}</p>
          <p className="acts">
            <Button kind="secondary" disabled={!ready} busy={asking === 'plan'} onClick={() => void look('plan')}>
              {say('new-run.plan')}
            </Button>
            <Button kind="secondary" disabled={!ready} busy={asking === 'preflight'} onClick={() => void look('preflight')}>
              {say('new-run.preflight')}
            </Button>
            <Button
              kind="primary"
              disabled={!ready || (current !== null && current.outlook.problems.length + current.outlook.fatal.length > 0)}
              busy={asking === 'create'}
              onClick={() => void begin()}
            >
              {say('new-run.begin')}
            </Button>
          </p>
          {problem === null ? null : <ProblemAlert problem={problem} />}
          {current === null ? null : <OutlookView outlook={current.outlook} preflight={current.preflight} />}
        </section>
      </div>
    </div>
  );
}
