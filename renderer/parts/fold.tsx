import { useId, useState, type ReactNode } from 'react';
import AngleRightIcon from '@patternfly/react-icons/dist/esm/icons/angle-right-icon';

/** Something that is one click behind its title. What is inside is made when it is opened for the first time. */
export function Fold({
  title,
  children,
  open = false,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
}): ReactNode {
  const [shown, setShown] = useState(open);
  const id = useId();
  return (
    <div className="fold">
      <button type="button" className="fold-title" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
        <AngleRightIcon aria-hidden="true" className={shown ? 'fold-open' : ''} /> {title}
      </button>
      <div id={id} hidden={!shown}>
        {shown ? children : null}
      </div>
    </div>
  );
}
