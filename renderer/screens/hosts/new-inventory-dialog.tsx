import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';

/** An inventory without hosts, by its name. */
export function NewInventoryDialog({
  taken,
  onClose,
  onDone,
}: {
  readonly taken: readonly string[];
  readonly onClose: () => void;
  readonly onDone: (name: string) => void;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const wrong =
    name === ''
      ? null
      : !/^[\w-]{1,60}$/u.test(name)
        ? say('inventory.name.wrong')
        : taken.includes(name)
          ? say('inventory.name.taken')
          : null;
  const ready = name !== '' && wrong === null;
  const make = async (): Promise<void> => {
    if (!ready) return;
    const made = await ask(connection, 'inventories.save', {
      name,
      text: `format: 1\nname: ${name}\nhosts: {}\n`,
      version: null,
    });
    if (made.ok) onDone(name);
    else setProblem(made.problem);
  };
  return (
    <Dialog
      title={say('inventory.new.title')}
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button kind="primary" disabled={!ready} onClick={() => void make()}>
            {say('inventory.new.go')}
          </Button>
          <Button onClick={onClose}>{say('dialog.cancel')}</Button>
        </>
      }
    >
      {problem === null ? null : <ProblemAlert problem={problem} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextField
          label={say('inventory.name')}
          value={name}
          onChange={setName}
          required
          help={say('inventory.name.help')}
          wrong={wrong}
        />
      </form>
    </Dialog>
  );
}
