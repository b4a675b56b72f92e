import { useState, type ReactNode } from 'react';
import { savedForms, type SavedFile, type SavedForm } from '../../../core/contract/saved-form.ts';
import type { Problem } from '../../../core/result.ts';
import type { RunState } from '../../../core/run/state.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { download } from '../../parts/download.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { addressOf } from '../../route.ts';
import { useWords } from '../../words/words.tsx';
import { Integrity, Tampered, type Verified } from '../evidence/integrity.tsx';

/** What can be done with the report and the evidence of a run. `tampered`: what the report itself says of its evidence. */
export function ReportPanel({ state, tampered }: { readonly state: RunState; readonly tampered: readonly string[] }): ReactNode {
  const say = useWords();
  const { run } = state;
  return (
    <aside className="report-panel" aria-label={say('report.panel')}>
      {tampered.length === 0 ? null : <Tampered problems={tampered} />}
      <SaveSection run={run} />
      <VerifySection run={run} />
      <section aria-labelledby="report-compare">
        <h2 id="report-compare">{say('report.compare')}</h2>
        <p>
          <a href={addressOf({ screen: 'evidence', view: 'compare', about: [run] })}>{say('report.compare.go')}</a>
        </p>
      </section>
      <section aria-labelledby="report-names">
        <h2 id="report-names">{say('report.names')}</h2>
        <p>{say(state.header?.pseudonyms === true ? 'report.names.pseudonyms' : 'report.names.plain')}</p>
      </section>
    </aside>
  );
}

function SaveSection({ run }: { readonly run: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [busy, setBusy] = useState<SavedForm | null>(null);
  const [done, setDone] = useState<SavedFile | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (form: SavedForm): Promise<void> => {
    setBusy(form);
    setProblem(null);
    setDone(null);
    const saved = await ask(connection, 'report.save', { run, form });
    setBusy(null);
    if (!saved.ok) {
      setProblem(saved.problem);
      return;
    }
    setDone(saved.value);
    if (saved.value.kind === 'offered') download(saved.value.address, saved.value.name);
    if (saved.value.kind !== 'not-wanted') announce(say('report.saved.heard'));
  };
  const button = (form: SavedForm): ReactNode => (
    <li key={form}>
      <Button
        kind="secondary"
        small
        disabled={busy !== null && busy !== form}
        busy={busy === form}
        onClick={() => void save(form)}
      >
        {say(`report.form.${form}`)}
      </Button>
      <span className="help">{say(`report.form.${form}.help`)}</span>
    </li>
  );
  return (
    <section aria-labelledby="report-save">
      <h2 id="report-save">{say('report.save')}</h2>
      <ul className="report-forms">{savedForms.map(button)}</ul>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {done === null || done.kind === 'not-wanted' ? null : <SavedNote saved={done} />}
    </section>
  );
}

function SavedNote({ saved }: { readonly saved: Exclude<SavedFile, { readonly kind: 'not-wanted' }> }): ReactNode {
  const say = useWords();
  return (
    <div className="report-saved">
      <p className="tone-good">
        {saved.kind === 'written' ? (
          <>
            {say('report.written')} <InertText text={saved.path} />
          </>
        ) : (
          say('report.offered', { name: saved.name, kilobytes: Math.max(1, Math.round(saved.bytes / 1000)) })
        )}
      </p>
      {saved.manifest === null ? null : (
        <p className="help">
          {say('report.manifest')} <code>{saved.manifest}</code>
        </p>
      )}
      {saved.tampered.length === 0 ? null : <Tampered problems={saved.tampered} />}
    </div>
  );
}

function VerifySection({ run }: { readonly run: string }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [busy, setBusy] = useState(false);
  const [verified, setVerified] = useState<Verified | null>(null);
  const verify = async (): Promise<void> => {
    setBusy(true);
    const found = await ask(connection, 'runs.verify', { run });
    setVerified(found);
    setBusy(false);
    if (found.ok) {
      const { events, artefacts, problems } = found.value;
      announce(
        problems.length === 0
          ? say('integrity.whole', { events, artefacts })
          : say('integrity.broken', { count: problems.length }),
      );
    }
  };
  return (
    <section aria-labelledby="report-verify">
      <h2 id="report-verify">{say('report.verify')}</h2>
      <p>{say('report.verify.body')}</p>
      <p>
        <Button kind="secondary" small busy={busy} onClick={() => void verify()}>
          {say('report.verify.go')}
        </Button>
      </p>
      {verified === null ? null : <Integrity verified={verified} />}
    </section>
  );
}
