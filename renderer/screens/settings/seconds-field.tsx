import { useState, type ReactNode } from 'react';
import { TextField } from '../../parts/text-field.tsx';
import { useWords } from '../../words/words.tsx';

/** A number of seconds; in force as soon as it is one that may be. */
export function SecondsField({
  label,
  help,
  value,
  least,
  most,
  onChange,
}: {
  readonly label: string;
  readonly help: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}): ReactNode {
  const say = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? String(value);
  const isRight = (candidate: string): boolean =>
    /^[0-9]{1,5}$/u.test(candidate) && Number(candidate) >= least && Number(candidate) <= most;
  return (
    <TextField
      label={label}
      value={text}
      kind="number"
      help={help}
      wrong={isRight(text) ? null : say('settings.seconds.wrong', { least, most })}
      onChange={(next) => {
        setTyped(next);
        if (isRight(next) && Number(next) !== value) onChange(Number(next));
      }}
    />
  );
}
