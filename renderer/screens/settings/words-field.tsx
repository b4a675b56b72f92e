import { useState, type ReactNode } from 'react';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';

/** Characters of the shortest word that can be told from ordinary output. */
const SHORTEST = 4;

/** A list of words that are taken out of what is recorded. */
export function WordsField({
  words,
  onChange,
}: {
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
}): ReactNode {
  const say = useWords();
  const [typed, setTyped] = useState('');
  const word = typed.trim();
  const wrong =
    word === ''
      ? null
      : word.length < SHORTEST
        ? say('settings.redact.short', { count: SHORTEST })
        : words.includes(word)
          ? say('settings.redact.twice')
          : null;
  const ready = word !== '' && wrong === null;
  const add = (): void => {
    if (!ready) return;
    onChange([...words, word]);
    setTyped('');
  };
  return (
    <>
      {words.length === 0 ? (
        <p className="quiet">{say('settings.redact.none')}</p>
      ) : (
        <ul className="settings-list">
          {words.map((one) => (
            <li key={one}>
              <code>
                <InertText text={one} limit={200} />
              </code>
              <Button
                kind="link"
                label={say('settings.redact.remove', { word: one })}
                onClick={() => onChange(words.filter((other) => other !== one))}
              >
                {say('settings.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="settings-add"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField label={say('settings.redact.add')} value={typed} onChange={setTyped} wrong={wrong} />
        <Button disabled={!ready} onClick={add}>
          {say('settings.add')}
        </Button>
      </form>
    </>
  );
}
