import { useEffect, useState, type ReactNode } from 'react';
import { drawTopology } from '../../../core/topology/drawing.ts';
import type { Layout } from '../../../core/topology/layout-graph.ts';
import { topologyView, type TopologyView as View } from '../../../core/topology/views.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { MarkupTree } from '../../parts/markup-tree.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { Layouts } from '../../topology/layouts.ts';
import { TopologyStore } from '../../topology/topology-store.ts';
import { useWords } from '../../words/words.tsx';
import '../../theme/topology.css';

/** What is connected to what, as this run found it and as it was declared. */
export default function TopologyRunView({ run }: { readonly run: string }): ReactNode {
  const { connection } = useStores();
  const [store, setStore] = useState<TopologyStore | null>(null);
  useEffect(() => {
    const opened = new TopologyStore(connection, run);
    setStore(opened);
    return () => opened.dispose();
  }, [connection, run]);
  return store === null ? null : <Shown run={run} store={store} />;
}

function Shown({ run, store }: { readonly run: string; readonly store: TopologyStore }): ReactNode {
  const say = useWords();
  const moments = useLive(store.moments);
  const answer = useAnswer('topology.at', { run, sequence: null }, moments.length);
  if (answer === null) return <p className="quiet">{say('window.loading')}</p>;
  if (!answer.ok) return <ProblemAlert problem={answer.problem} />;
  return <Drawn view={topologyView(answer.value.topology, 'figure-2')} />;
}

function Drawn({ view }: { readonly view: View }): ReactNode {
  const say = useWords();
  const [layouts] = useState(() => new Layouts());
  const [drawn, setDrawn] = useState<{ readonly view: View; readonly layout: Layout } | null>(null);
  useEffect(() => {
    let wanted = true;
    void layouts.layout(view).then((layout) => {
      if (wanted) setDrawn({ view, layout });
    });
    return () => void (wanted = false);
  }, [layouts, view]);
  useEffect(() => () => layouts.dispose(), [layouts]);
  if (drawn === null) return <p className="quiet">{say('window.loading')}</p>;
  return (
    <div className="topology-stage">
      <MarkupTree node={drawTopology(drawn.view, drawn.layout, 'topology')} />
    </div>
  );
}
