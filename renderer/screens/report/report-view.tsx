import { useState, type ReactNode } from 'react';
import { Spinner } from '@patternfly/react-core/dist/esm/components/Spinner';
import type { OpenedReport } from '../../../core/contract/reports.ts';
import type { RunState } from '../../../core/run/state.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { Button } from '../../parts/button.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useMoment, useWords } from '../../words/words.tsx';
import { ReportPanel } from './report-panel.tsx';
import '../../theme/report.css';

/** The report of a run as it will be handed over, and every way to hand it over. */
export default function ReportView({ state }: { readonly state: RunState }): ReactNode {
  const [asked, setAsked] = useState(0);
  const { run } = state;
  const opened = useAnswer('report.open', { run }, asked);
  return (
    <div className="report-view">
      <ReportPanel state={state} tampered={opened?.ok === true ? opened.value.tampered : []} />
      <Preview opened={opened} state={state} onAgain={() => setAsked(asked + 1)} />
    </div>
  );
}

function Preview({
  opened,
  state,
  onAgain,
}: {
  readonly opened: ReturnType<typeof useAnswer<'report.open'>>;
  readonly state: RunState;
  readonly onAgain: () => void;
}): ReactNode {
  const say = useWords();
  if (opened === null) {
    return (
      <div className="waiting">
        <Spinner size="lg" aria-label={say('report.making')} />
        <p>{say('report.making')}</p>
      </div>
    );
  }
  if (!opened.ok) {
    return (
      <div className="report-problem">
        <ProblemAlert problem={opened.problem} />
        <p>
          <Button kind="secondary" onClick={onAgain}>
            {say('report.again')}
          </Button>
        </p>
      </div>
    );
  }
  return <Page opened={opened.value} state={state} onAgain={onAgain} />;
}

function Page({
  opened,
  state,
  onAgain,
}: {
  readonly opened: OpenedReport;
  readonly state: RunState;
  readonly onAgain: () => void;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const { address, sequence, at } = opened;
  const [loaded, setLoaded] = useState('');
  const since = state.sequence - sequence;
  return (
    <section className="report-preview" aria-label={say('report.preview')}>
      <p className="report-line">
        <span>{say('report.made', { at: moment(at), sequence })}</span>
        {since > 0 ? <span className="tone-warn">{say('report.since', { count: since })}</span> : null}
        {loaded === at ? null : <span className="quiet">{say('window.loading')}</span>}
        <Button kind="secondary" small onClick={onAgain}>
          {say('report.again')}
        </Button>
      </p>
      {/* Of an origin of its own, by its policy and by this: it runs nothing and reaches nothing. */}
      <iframe
        key={at}
        className="report-frame"
        title={say('report.frame', { run: state.run })}
        sandbox=""
        src={address}
        onLoad={() => setLoaded(at)}
      />
    </section>
  );
}
