import type { ReactNode } from 'react';

/** How much of something is done, in a bar and in words beside it. */
export function ProgressLine({
  done,
  of,
  label,
}: {
  readonly done: number;
  readonly of: number;
  readonly label: string;
}): ReactNode {
  return (
    <span className="progress-line">
      <progress value={done} max={Math.max(1, of)} aria-label={label} />
      <span>{label}</span>
    </span>
  );
}
