import { useEffect, useState, type ReactNode } from 'react';
import type { Procedure, Step } from '../../../core/procedure/schema.ts';
import { drawTopology } from '../../../core/topology/drawing.ts';
import type { Layout } from '../../../core/topology/layout-graph.ts';
import { topologyView, type TopologyView, type ViewId } from '../../../core/topology/views.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { Fold } from '../../parts/fold.tsx';
import { MarkupTree } from '../../parts/markup-tree.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { adoptDrawingStyle } from '../../topology/drawing-style-sheet.ts';
import { Layouts } from '../../topology/layouts.ts';
import { useWords } from '../../words/words.tsx';
import '../../theme/topology.css';

/** The figures of the source that a step has: each drawn from what this run knows, where it is a diagram. */
export default function StepFigures({
  run,
  written,
  procedure,
  version,
}: {
  readonly run: string;
  readonly written: Step;
  readonly procedure: Procedure;
  /** Changes whenever what is connected may have. */
  readonly version: number;
}): ReactNode {
  const say = useWords();
  return figuresOf(written, procedure).map(({ number, title, view }) => (
    <Fold key={number} title={say('figure.title', { number, title })}>
      {view === undefined ? <p className="quiet">{say('figure.picture')}</p> : <Figure run={run} view={view} version={version} />}
    </Fold>
  ));
}

/** Those that the step names, and the one whose diagram shows it. */
export function figuresOf(written: Step, procedure: Procedure): Procedure['source']['figures'] {
  const named = [written.source.figure ?? []].flat();
  return procedure.source.figures.filter(
    ({ number, view }) => named.includes(number) || (view !== undefined && view === written.figureView),
  );
}

function Figure({ run, view, version }: { readonly run: string; readonly view: ViewId; readonly version: number }): ReactNode {
  const say = useWords();
  const answer = useAnswer('topology.at', { run, sequence: null }, version);
  if (answer === null) return <p className="quiet">{say('window.loading')}</p>;
  if (!answer.ok) return <ProblemAlert problem={answer.problem} />;
  return (
    <>
      <Drawn view={topologyView(answer.value.topology, view)} />
      <p className="quiet">{say('figure.live')}</p>
    </>
  );
}

function Drawn({ view }: { readonly view: TopologyView }): ReactNode {
  const say = useWords();
  useEffect(adoptDrawingStyle, []);
  const [layouts] = useState(() => new Layouts());
  const [layout, setLayout] = useState<{ readonly of: TopologyView; readonly layout: Layout } | null>(null);
  const key = JSON.stringify(view);
  useEffect(() => {
    let wanted = true;
    const of = JSON.parse(key) as TopologyView;
    void layouts.layout(of).then((made) => {
      if (wanted) setLayout({ of, layout: made });
    });
    return () => void (wanted = false);
  }, [layouts, key]);
  useEffect(() => () => layouts.dispose(), [layouts]);
  if (layout === null) return <p className="quiet">{say('window.loading')}</p>;
  return (
    <div className="figure scroll-x" tabIndex={0} role="group" aria-label={view.title}>
      <MarkupTree node={drawTopology(layout.of, layout.layout, `step-${view.id}`)} />
    </div>
  );
}
