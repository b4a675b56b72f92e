import { useId, type ReactNode } from 'react';
import { FormGroup } from '@patternfly/react-core/dist/esm/components/Form';
import { LONGEST_PICTURE } from '../../../core/evidence/picture.ts';
import { useWords } from '../../words/words.tsx';

/** A picture that was chosen, in base64. */
export interface ChosenPicture {
  readonly name: string;
  readonly data: string;
}

/** A picture for a note; null: none. What is too large, or cannot be read, is said at once. */
export function PictureField({
  onChange,
  wrong,
  onWrong,
}: {
  readonly onChange: (picture: ChosenPicture | null) => void;
  readonly wrong: string | null;
  readonly onWrong: (wrong: string | null) => void;
}): ReactNode {
  const say = useWords();
  const id = useId();
  const chosen = async (file: File | undefined): Promise<void> => {
    onChange(null);
    onWrong(null);
    if (file === undefined) return;
    if (file.size > LONGEST_PICTURE) {
      onWrong(say('picture.large', { name: file.name, size: (file.size / 1024 / 1024).toFixed(1) }));
      return;
    }
    // Given only when it is read: nobody gives the words of a note without the picture that they chose for it.
    onWrong(say('picture.reading', { name: file.name }));
    try {
      onChange({ name: file.name, data: base64(new Uint8Array(await file.arrayBuffer())) });
      onWrong(null);
    } catch {
      onWrong(say('picture.unreadable', { name: file.name }));
    }
  };
  return (
    <FormGroup label={say('picture.field')} fieldId={id}>
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg"
        aria-describedby={`${id}-help`}
        onChange={({ target }) => void chosen(target.files?.[0])}
      />
      <div id={`${id}-help`} className="help tone-bad">
        {wrong ?? ''}
      </div>
    </FormGroup>
  );
}

/** Characters that are made at a time: a call has a limit of arguments. */
const AT_A_TIME = 8192;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += AT_A_TIME)
    text += String.fromCharCode(...bytes.subarray(from, from + AT_A_TIME));
  return btoa(text);
}
