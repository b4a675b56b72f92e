import { useEffect, useState, type ReactNode } from 'react';
import type { HostFields, InventoryText } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Choice } from '../../parts/choice.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords, type WordId } from '../../words/words.tsx';
import { LineProblems } from './line-problems.tsx';

/** Milliseconds without a key before the form is judged. */
const PAUSE_MS = 250;

/** One host of an inventory as a form. What it would make of the text is judged as it is typed; the rest of the text stays as it was written. */
export function HostForm({
  inventory,
  read,
  before,
  fields: first,
  onClose,
  onSaved,
}: {
  readonly inventory: string;
  readonly read: InventoryText;
  /** Name of the host that is changed; null for a new one. */
  readonly before: string | null;
  readonly fields: HostFields;
  readonly onClose: () => void;
  readonly onSaved: (host: string) => void;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [name, setName] = useState(before ?? '');
  const [fields, setFields] = useState(first);
  const [made, setMade] = useState<{ readonly of: string; readonly text: InventoryText } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const key = JSON.stringify([name, fields]);
  const change = (part: Partial<HostFields>): void => setFields({ ...fields, ...part });

  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      const [host, now] = JSON.parse(key) as [string, HostFields];
      void ask(connection, 'inventories.withHost', { text: read.text, before, host, fields: now }).then((answer) => {
        if (!wanted) return;
        setMade(answer.ok ? { of: key, text: answer.value } : null);
        setProblem(answer.ok ? null : answer.problem);
      });
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [connection, read.text, before, key]);

  const problems = made?.text.problems ?? [];
  const within = `hosts.${name}`;
  const wrongIn = (...keys: readonly string[]): string | null => {
    const found = problems.find(({ path }) =>
      keys.some((one) => path === `${within}.${one}` || path.startsWith(`${within}.${one}.`)),
    );
    return found === undefined ? null : plain([found.sentence, found.next ?? ''].join(' ').replaceAll(`${within}.`, ''));
  };
  const nameWrong = name === '' ? null : (problems.find(({ path }) => path === within || path === 'hosts') ?? null);
  const shown = ['role', 'address', 'port', 'user', 'group', 'hostKey', 'jump', 'controllers', 'auth'];
  const elsewhere = problems.filter(
    (one) =>
      one !== nameWrong &&
      !shown.some((field) => one.path === `${within}.${field}` || one.path.startsWith(`${within}.${field}.`)),
  );
  const ready = name !== '' && fields.address !== '' && made?.of === key && problems.length === 0;

  const save = async (): Promise<void> => {
    if (made === null || !ready) return;
    setSaving(true);
    const saved = await ask(connection, 'inventories.save', { name: inventory, text: made.text.text, version: read.version });
    setSaving(false);
    if (!saved.ok) {
      setProblem(saved.problem);
      return;
    }
    announce(say('inventory.saved', { name: inventory }));
    onSaved(name);
  };
  const choice = (
    label: WordId,
    part: 'role' | 'shell' | 'crypto' | 'jump',
    values: readonly (readonly [string, string])[],
  ): ReactNode => (
    <Choice
      label={say(label)}
      value={fields[part]}
      options={values.map(([value, text]) => ({ value, label: text }))}
      onChange={(value) => change({ [part]: value })}
    />
  );
  const others = read.hosts.filter((one) => one !== before);
  return (
    <Dialog
      title={before === null ? say('host.form.new', { inventory }) : say('host.form.edit', { host: before })}
      onClose={onClose}
      footer={
        <>
          <Button kind="primary" busy={saving} disabled={!ready} onClick={() => void save()}>
            {say('inventory.save')}
          </Button>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
        </>
      }
    >
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <form
        className="host-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={say('host.form.name')}
          value={name}
          onChange={setName}
          required
          help={say('host.form.name.help')}
          wrong={nameWrong === null ? null : plain(nameWrong.sentence)}
        />
        {choice('host.column.role', 'role', [
          ['dom0', say('host.role.dom0')],
          ['guest', say('host.role.guest')],
          ['switch', say('host.role.switch')],
          ['array', say('host.role.array')],
        ])}
        <TextField
          label={say('host.form.address')}
          value={fields.address}
          onChange={(address) => change({ address })}
          required
          help={say('host.form.address.help')}
          wrong={fields.address === '' ? null : wrongIn('address')}
        />
        <TextField
          label={say('host.form.port')}
          value={fields.port}
          onChange={(port) => change({ port })}
          placeholder="22"
          wrong={wrongIn('port')}
        />
        <TextField
          label={say('host.form.user')}
          value={fields.user}
          onChange={(user) => change({ user })}
          placeholder="root"
          wrong={wrongIn('user')}
        />
        <TextField
          label={say('host.group')}
          value={fields.group}
          onChange={(group) => change({ group })}
          wrong={wrongIn('group')}
        />
        {choice('host.form.shell', 'shell', [
          ['', say('host.shell.posix')],
          ['fos', say('host.shell.fos')],
        ])}
        {choice('host.form.jump', 'jump', [['', say('host.form.jump.none')], ...others.map((one) => [one, one] as const)])}
        {choice('host.crypto', 'crypto', [
          ['', say('host.form.crypto.modern')],
          ['legacy', say('host.form.crypto.legacy')],
        ])}
        {fields.role === 'array' ? (
          <TextField
            label={say('host.form.controllers')}
            value={fields.controllers}
            onChange={(controllers) => change({ controllers })}
            help={say('host.form.controllers.help')}
            wrong={wrongIn('controllers')}
          />
        ) : null}
        <Choice
          label={say('host.sign-in')}
          value={fields.signIn}
          options={(['default', 'agent', 'key', 'password'] as const).map((one) => ({
            value: one,
            label: say(`host.form.sign-in.${one}`),
          }))}
          onChange={(signIn) => change({ signIn: signIn as HostFields['signIn'] })}
        />
        {fields.signIn === 'key' ? (
          <TextField
            label={say('host.form.key')}
            value={fields.key}
            onChange={(path) => change({ key: path })}
            placeholder="~/.ssh/id_ed25519"
            wrong={wrongIn('auth.key')}
          />
        ) : null}
        {fields.signIn === 'key' || fields.signIn === 'password' ? (
          <Choice
            label={say(fields.signIn === 'key' ? 'host.form.passphrase' : 'host.form.password')}
            value={fields.secret}
            options={(['ask', 'env', 'file'] as const).map((one) => ({ value: one, label: say(`host.form.secret.${one}`) }))}
            onChange={(secret) => change({ secret: secret as HostFields['secret'] })}
          />
        ) : null}
        {(fields.signIn === 'key' || fields.signIn === 'password') && fields.secret !== 'ask' ? (
          <TextField
            label={say(fields.secret === 'env' ? 'host.form.variable' : 'host.form.file')}
            value={fields.secretName}
            onChange={(secretName) => change({ secretName })}
            wrong={wrongIn('auth')}
          />
        ) : null}
        <TextField
          label={say('host.form.host-key')}
          value={fields.hostKey}
          onChange={(hostKey) => change({ hostKey })}
          placeholder="SHA256:…"
          help={say('host.form.host-key.help')}
          wrong={wrongIn('hostKey')}
        />
        <input type="submit" hidden />
      </form>
      {elsewhere.length === 0 ? null : (
        <>
          <p className="tone-bad">{say('host.form.elsewhere')}</p>
          <LineProblems problems={elsewhere} />
        </>
      )}
    </Dialog>
  );
}

function plain(text: string): string {
  return text.replaceAll('`', '').trim();
}
