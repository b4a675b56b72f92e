import type { ReactNode } from 'react';
import { Button as PatternButton } from '@patternfly/react-core/dist/esm/components/Button';

/** Something that is on or off. */
export function ToggleButton({
  children,
  pressed,
  onClick,
}: {
  readonly children: ReactNode;
  readonly pressed: boolean;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <PatternButton variant="secondary" size="sm" isClicked={pressed} aria-pressed={pressed} onClick={onClick}>
      {children}
    </PatternButton>
  );
}
