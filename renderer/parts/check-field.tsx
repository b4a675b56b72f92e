import { useId, type ReactNode } from 'react';

/** Yes or no to something that is said beside it. */
export function CheckField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}): ReactNode {
  const id = useId();
  return (
    <p className="check-field">
      <input id={id} type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />{' '}
      <label htmlFor={id}>{label}</label>
    </p>
  );
}
