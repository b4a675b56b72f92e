import type { ReactNode } from 'react';
import type { ActionClass } from '../../core/actions/action.ts';
import { ClassBadge } from './class-badge.tsx';
import { InertText } from './inert-text.tsx';

/** A command as it goes to a host, with its class; `remark` says what is not known of it yet. */
export function CommandBlock({
  title,
  command,
  of,
  remark,
}: {
  readonly title: string;
  readonly command: string;
  readonly of: ActionClass;
  readonly remark?: string | null;
}): ReactNode {
  return (
    <figure className="command">
      <figcaption>
        <ClassBadge of={of} /> <InertText text={title} limit={300} />
        {remark === undefined || remark === null ? null : <span className="remark"> {remark}</span>}
      </figcaption>
      <pre tabIndex={0}>
        <code>
          <InertText text={command} lines />
        </code>
      </pre>
    </figure>
  );
}
