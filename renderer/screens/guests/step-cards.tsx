import { useState, type ReactNode } from 'react';
import { ClassBadge } from '../../parts/class-badge.tsx';
import { Button } from '../../parts/button.tsx';
import { CellMark } from '../../parts/mark.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { Assistant } from './assistant.tsx';
import type { GuestSteps, PlannedRow } from './guest-steps.ts';

/** Steps of the procedure that change what is shown here, each with its assistant. */
export function StepCards({
  title,
  rows,
  steps,
}: {
  readonly title: string;
  readonly rows: readonly PlannedRow[];
  readonly steps: GuestSteps;
}): ReactNode {
  const say = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const shown = rows.find(({ row }) => row.step.id === open) ?? null;
  if (rows.length === 0) return null;
  return (
    <div className="step-cards">
      <h3>{title}</h3>
      <ul>
        {rows.map(({ row, chapter }) => (
          <li key={row.step.id} className="step-card">
            <span>
              <a href={addressOf({ screen: 'run', run: steps.run, view: 'steps', step: row.step.id })}>{row.step.title}</a>
              <br />
              <span className="help">{chapter}</span>
            </span>
            <span className="step-card-state">
              <CellMark state={row.state} />
              <ClassBadge of={row.step.class} />
            </span>
            <Button
              kind="secondary"
              small
              onClick={() => setOpen(row.step.id)}
              label={say('assistant.open.label', { step: row.step.title, chapter })}
            >
              {say('assistant.open')}
            </Button>
          </li>
        ))}
      </ul>
      {shown === null ? null : <Assistant step={shown} steps={steps} onClose={() => setOpen(null)} />}
    </div>
  );
}
