import { useId, type ReactNode } from 'react';
import { FormGroup } from '@patternfly/react-core/dist/esm/components/Form';
import { TextArea } from '@patternfly/react-core/dist/esm/components/TextArea';
import { TextInput } from '@patternfly/react-core/dist/esm/components/TextInput';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: string | null;
  /** What is wrong with it, as it is typed. */
  readonly wrong?: string | null;
  readonly placeholder?: string;
  readonly kind?: 'text' | 'password' | 'lines' | 'number';
  readonly required?: boolean;
}

/** One value to type, with what is wrong with it said below it. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, value, onChange, help = null, wrong = null, placeholder, kind = 'text', required = false } = props;
  const id = useId();
  const shared = {
    id,
    value,
    'aria-describedby': `${id}-help`,
    validated: wrong === null ? ('default' as const) : ('error' as const),
    isRequired: required,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  return (
    <FormGroup label={label} fieldId={id} isRequired={required}>
      {kind === 'lines' ? (
        <TextArea {...shared} rows={4} resizeOrientation="vertical" onChange={(_event, text) => onChange(text)} />
      ) : (
        <TextInput {...shared} type={kind} autoComplete="off" spellCheck={false} onChange={(_event, text) => onChange(text)} />
      )}
      <div id={`${id}-help`} className={wrong === null ? 'help' : 'help tone-bad'}>
        {wrong ?? help ?? ''}
      </div>
    </FormGroup>
  );
}
