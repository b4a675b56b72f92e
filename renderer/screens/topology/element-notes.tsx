import { useState, type ReactNode } from 'react';
import type { RunState } from '../../../core/run/state.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';
import { NoteList } from '../run/note-list.tsx';
import { PictureField, type ChosenPicture } from '../run/picture-field.tsx';
import { useActs } from '../run/run-acts.ts';

/** What people wrote down on a cable, a port or another part, with their pictures. `called`: the part in words. */
export function ElementNotes({
  state,
  id,
  called,
}: {
  readonly state: RunState;
  readonly id: string;
  readonly called: string;
}): ReactNode {
  const say = useWords();
  const [adding, setAdding] = useState(false);
  const notes = state.notes.filter(({ element }) => element === id);
  return (
    <section aria-labelledby="topology-notes">
      <h3 id="topology-notes">{say('topology.notes')}</h3>
      <NoteList notes={notes} />
      <Button kind="link" small onClick={() => setAdding(true)}>
        {say('topology.notes.add')}
      </Button>
      {adding ? <NoteDialog id={id} called={called} onClose={() => setAdding(false)} /> : null}
    </section>
  );
}

function NoteDialog({
  id,
  called,
  onClose,
}: {
  readonly id: string;
  readonly called: string;
  readonly onClose: () => void;
}): ReactNode {
  const say = useWords();
  const acts = useActs();
  const [text, setText] = useState('');
  const [picture, setPicture] = useState<ChosenPicture | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [sent, setSent] = useState(false);
  const empty = (text.trim() === '' && picture === null) || wrong !== null;
  const give = async (): Promise<void> => {
    setSent(true);
    const note = { step: null, host: null, element: id };
    if (picture !== null) await acts.picture({ ...note, text: text.trim() === '' ? picture.name : text.trim(), ...picture });
    else await acts.say({ kind: 'note', ...note, text: text.trim() });
    onClose();
  };
  return (
    <Dialog
      title={say('word.note', { what: called })}
      onClose={onClose}
      focus="field"
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || sent || empty) return;
        event.preventDefault();
        void give();
      }}
      footer={
        <>
          <Button kind="primary" busy={sent} disabled={empty} keys="Ctrl+Enter" onClick={() => void give()}>
            {say('word.note.go')}
          </Button>
          <Button kind="link" onClick={onClose}>
            {say('dialog.cancel')}
          </Button>
        </>
      }
    >
      <p>{say('topology.notes.body')}</p>
      <TextField label={say('word.note.field')} value={text} onChange={setText} kind="lines" required={picture === null} />
      <PictureField onChange={setPicture} wrong={wrong} onWrong={setWrong} />
    </Dialog>
  );
}
