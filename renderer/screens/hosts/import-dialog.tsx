import { useEffect, useId, useState, type ReactNode } from 'react';
import type { Imported } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Fold } from '../../parts/fold.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { WithCode } from '../../parts/prose.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import { LineProblems } from './line-problems.tsx';
import { useJudged } from './use-judged.ts';

type Form = 'ssh' | 'yaml';

/** Milliseconds without a key before a configuration is read. */
const PAUSE_MS = 250;

/** Hosts from elsewhere: OpenSSH's own configuration, or an inventory. What is wrong with it is told line by line before anything is kept. */
export function ImportDialog({
  taken,
  onClose,
  onDone,
}: {
  /** Names of inventories that there are. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (inventory: string) => void;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [form, setForm] = useState<Form>('ssh');
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [imported, setImported] = useState<{ readonly of: string; readonly found: Imported } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const id = useId();
  const title = name === '' ? 'hosts' : name;
  const key = JSON.stringify([text, title]);

  useEffect(() => {
    if (form !== 'ssh' || text.trim() === '') return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      void ask(connection, 'inventories.fromSsh', { text, title }).then((answer) => {
        if (!wanted) return;
        setImported(answer.ok ? { of: key, found: answer.value } : null);
        setProblem(answer.ok ? null : answer.problem);
      });
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [connection, form, text, title, key]);

  const fromSsh = form === 'ssh' && text.trim() !== '' && imported?.of === key ? imported.found : null;
  const candidate = form === 'yaml' ? text : (fromSsh?.text ?? '');
  const { judged, current } = useJudged(candidate);
  const problems = candidate.trim() === '' || !current ? [] : (judged?.problems ?? []);
  const nameWrong =
    name === ''
      ? null
      : !/^[\w-]{1,60}$/u.test(name)
        ? say('inventory.name.wrong')
        : taken.includes(name)
          ? say('inventory.name.taken')
          : null;
  const ready = name !== '' && nameWrong === null && current && problems.length === 0 && (judged?.hosts.length ?? 0) > 0;

  const readOwn = async (): Promise<void> => {
    const answer = await ask(connection, 'inventories.fromSsh', { text: null, title });
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    setProblem(null);
    setText('');
    setForm('yaml');
    setText(answer.value.text);
    setOwn(answer.value);
  };
  const [own, setOwn] = useState<Imported | null>(null);
  const left = form === 'ssh' ? (fromSsh?.left ?? []) : own !== null && own.text === text ? own.left : [];

  const save = async (): Promise<void> => {
    setSaving(true);
    const saved = await ask(connection, 'inventories.save', { name, text: candidate, version: null });
    setSaving(false);
    if (!saved.ok) {
      setProblem(saved.problem);
      return;
    }
    announce(say('inventory.saved', { name }));
    onDone(name);
  };
  return (
    <Dialog
      title={say('inventory.import')}
      onClose={onClose}
      size="large"
      footer={
        <>
          <Button kind="primary" busy={saving} disabled={!ready} onClick={() => void save()}>
            {say('inventory.import.go', { count: candidate.trim() === '' ? 0 : (judged?.hosts.length ?? 0) })}
          </Button>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
        </>
      }
    >
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <div className="import">
        <Choice
          label={say('inventory.import.form')}
          value={form}
          options={[
            { value: 'ssh', label: say('inventory.import.ssh') },
            { value: 'yaml', label: say('inventory.import.yaml') },
          ]}
          onChange={(value) => setForm(value as Form)}
        />
        <TextField
          label={say('inventory.name')}
          value={name}
          onChange={setName}
          required
          help={say('inventory.name.help')}
          wrong={nameWrong}
        />
      </div>
      <p className="acts">
        <label className="file" htmlFor={`${id}-file`}>
          {say('inventory.import.file')}
          <input
            id={`${id}-file`}
            type="file"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file !== undefined) void file.text().then(setText);
            }}
          />
        </label>
        {form === 'ssh' ? (
          <Button kind="link" onClick={() => void readOwn()}>
            {say('inventory.import.own')}
          </Button>
        ) : null}
      </p>
      <TextField
        label={say(form === 'ssh' ? 'inventory.import.ssh-text' : 'inventory.import.yaml-text')}
        value={text}
        onChange={setText}
        kind="lines"
      />
      {problems.length > 0 ? <LineProblems problems={problems} /> : null}
      {left.length === 0 ? null : (
        <>
          <p className="tone-warn">{say('inventory.import.left', { count: left.length })}</p>
          <ul className="line-problems" aria-label={say('inventory.problems')}>
            {left.map(({ line, sentence }, index) => (
              <li key={index}>
                <strong>{say('inventory.line', { line })}</strong> <WithCode text={sentence} />
              </li>
            ))}
          </ul>
        </>
      )}
      {fromSsh === null || fromSsh.hosts.length === 0 ? null : (
        <>
          <p>
            {say('inventory.import.found', { count: fromSsh.hosts.length })}{' '}
            <InertText text={fromSsh.hosts.slice(0, 20).join(', ')} limit={400} />
          </p>
          <Fold title={say('inventory.import.as')}>
            <pre className="from" tabIndex={0}>
              <InertText text={fromSsh.text} lines limit={20_000} />
            </pre>
          </Fold>
        </>
      )}
      {form === 'ssh' && text.trim() !== '' && fromSsh?.hosts.length === 0 ? (
        <p className="quiet">{say('inventory.import.nothing')}</p>
      ) : null}
    </Dialog>
  );
}
