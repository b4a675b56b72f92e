import type { ReactNode } from 'react';
import { Button as PatternButton } from '@patternfly/react-core/dist/esm/components/Button';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'link';
  readonly disabled?: boolean;
  readonly busy?: boolean;
  readonly small?: boolean;
  /** Keys that press it, as `aria-keyshortcuts` has them. */
  readonly keys?: string;
  readonly label?: string;
}

/** Something to press. What is busy stays where it is and says so. */
export function Button({ children, onClick, kind = 'secondary', disabled, busy, small, keys, label }: ButtonProps): ReactNode {
  return (
    <PatternButton
      variant={kind}
      isInline={kind === 'link'}
      size={small === true ? 'sm' : 'default'}
      onClick={onClick}
      isDisabled={disabled === true || busy === true}
      {...(busy === undefined ? {} : { isLoading: busy })}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {children}
      {keys === undefined ? null : (
        <kbd className="key" aria-hidden="true">
          {keys}
        </kbd>
      )}
    </PatternButton>
  );
}
