import { useState, type ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { useWords } from '../../words/words.tsx';
import { NoteList } from './note-list.tsx';
import type { StepRow } from './step-view.ts';
import type { RunSight } from './use-run.ts';
import { WordDialog } from './word-dialog.tsx';

/** What people wrote down on the step, with their pictures. */
export function NotesSection({ sight, row }: { readonly sight: RunSight; readonly row: StepRow }): ReactNode {
  const say = useWords();
  const [adding, setAdding] = useState(false);
  const { step, cells } = row;
  const notes = sight.state.notes.filter((note) => note.step === step.id);
  return (
    <section aria-labelledby="step-notes">
      <h3 id="step-notes">{say('step.notes')}</h3>
      <NoteList notes={notes} />
      <Button kind="link" small onClick={() => setAdding(true)}>
        {say('notes.add')}
      </Button>
      {adding ? (
        <WordDialog
          kind="note"
          step={step}
          places={cells.map(({ host }) => ({ check: null, host }))}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </section>
  );
}
