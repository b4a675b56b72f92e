import type { ReactNode } from 'react';
import type { Note } from '../../../core/run/state.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useMoment } from '../../words/words.tsx';
import { Picture } from './picture.tsx';

/** Notes with their pictures; nothing without any. */
export function NoteList({ notes }: { readonly notes: readonly Note[] }): ReactNode {
  const moment = useMoment();
  if (notes.length === 0) return null;
  return (
    <ul className="notes">
      {notes.map((note) => (
        <li key={note.sequence}>
          <span className="quiet">
            {note.operator} · {moment(note.at)}
          </span>{' '}
          {note.host === null ? null : <code>{note.host}</code>} <InertText text={note.text} lines />
          {note.attachment ? <Picture attachment={note.attachment} /> : null}
        </li>
      ))}
    </ul>
  );
}
