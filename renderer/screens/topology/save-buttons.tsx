import { useState, type ReactNode } from 'react';
import type { TopologyForm } from '../../../core/contract/topology.ts';
import type { Problem } from '../../../core/result.ts';
import type { RunState } from '../../../core/run/state.ts';
import { drawingFile } from '../../../core/topology/drawing-file.ts';
import type { Marks } from '../../../core/topology/marks.ts';
import { tableCsv, topologyTable } from '../../../core/topology/table.ts';
import type { TopologyView } from '../../../core/topology/views.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { pictureOf } from '../../topology/picture.ts';
import { saveFile } from '../../topology/save-file.ts';
import type { LaidOut } from '../../topology/use-layout.ts';
import { useWords } from '../../words/words.tsx';

/** Takes what is looked at away: as a drawing, as a picture, as a table. */
export function SaveButtons({
  state,
  view,
  laidOut,
  marks,
  at,
}: {
  readonly state: RunState;
  readonly view: TopologyView;
  readonly laidOut: LaidOut | null;
  readonly marks: Marks;
  readonly at: string;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState<TopologyForm | null>(null);
  const lab = state.header?.lab ?? null;
  const name = `${state.run}-${view.id === 'end' ? view.title.replaceAll(/[^A-Za-z0-9._-]+/gu, '-') : view.id}`;

  const save = async (form: TopologyForm): Promise<void> => {
    setBusy(form);
    try {
      const content = await contentOf(form);
      if (content === null) return;
      const saved = await saveFile(connection, name, form, content);
      if (!saved.ok) setProblem(saved.problem);
      else if (saved.value !== null) announce(say('topology.saved', { path: saved.value }));
    } finally {
      setBusy(null);
    }
  };

  const contentOf = async (form: TopologyForm): Promise<Blob | string | null> => {
    if (form === 'csv') return tableCsv(topologyTable(view));
    if (laidOut === null) return null;
    const caption = [
      say('topology.caption', { title: laidOut.view.title, run: state.run, at }),
      ...(lab?.simulated === true ? [say('topology.caption.simulated', { name: lab.name, scale: lab.scale })] : []),
    ];
    const file = drawingFile(laidOut.view, laidOut.layout, marks, caption);
    if (form === 'svg') return file.svg;
    const picture = await pictureOf(file);
    if (!picture.ok) setProblem(picture.problem);
    return picture.ok ? picture.value : null;
  };

  return (
    <span className="topology-saves" role="group" aria-label={say('topology.save')}>
      <span aria-hidden="true" className="quiet">
        {say('topology.save')}
      </span>
      {(['svg', 'png', 'csv'] as const).map((form) => (
        <Button
          key={form}
          small
          label={say(`topology.save.${form}`)}
          disabled={view.elements.length === 0 || (form !== 'csv' && laidOut === null) || busy !== null}
          onClick={() => void save(form)}
        >
          {form.toUpperCase()}
        </Button>
      ))}
      {problem === null ? null : (
        <Dialog
          title={say('topology.save')}
          onClose={() => setProblem(null)}
          size="small"
          footer={
            <Button kind="primary" onClick={() => setProblem(null)}>
              {say('topology.close')}
            </Button>
          }
        >
          <ProblemAlert problem={problem} />
        </Dialog>
      )}
    </span>
  );
}
