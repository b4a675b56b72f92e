import { useState, type ReactNode } from 'react';
import type { Settings } from '../../../core/contract/settings.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { useLive } from '../../connection/use-live.ts';
import { announce } from '../../parts/announcer.tsx';
import { Choice } from '../../parts/choice.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { WithCode } from '../../parts/prose.tsx';
import { Waiting } from '../../parts/waiting.tsx';
import { useWords } from '../../words/words.tsx';
import '../../theme/settings.css';
import { KeptSecretsView } from './kept-secrets-view.tsx';
import { SecondsField } from './seconds-field.tsx';
import { WordsField } from './words-field.tsx';

/** What one chose for Xenpath as a whole; every change is in force at once. */
export default function SettingsScreen(): ReactNode {
  const say = useWords();
  const { connection, settings: live } = useStores();
  const now = useLive(live);
  const about = useAnswer('about.read', null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (now === null) {
    return <Waiting />;
  }
  const { settings, file } = now;
  const change = async (wanted: Partial<Omit<Settings, 'format'>>): Promise<void> => {
    const done = await ask(connection, 'settings.change', wanted);
    setProblem(done.ok ? null : done.problem);
    if (done.ok) announce(say('settings.changed'));
  };
  return (
    <div className="page settings">
      <h1>{say('settings.title')}</h1>
      {now.problem === null ? null : <ProblemAlert problem={now.problem} tone="warning" />}
      {problem === null ? null : <ProblemAlert problem={problem} />}

      <section aria-labelledby="settings-looks">
        <h2 id="settings-looks">{say('settings.looks')}</h2>
        <div className="settings-fields">
          <Choice
            label={say('settings.theme')}
            value={settings.theme}
            options={(['system', 'light', 'dark'] as const).map((one) => ({ value: one, label: say(`settings.theme.${one}`) }))}
            onChange={(theme) => void change({ theme: theme as Settings['theme'] })}
          />
          <Choice
            label={say('settings.density')}
            value={settings.density}
            options={(['compact', 'comfortable'] as const).map((one) => ({ value: one, label: say(`settings.density.${one}`) }))}
            onChange={(density) => void change({ density: density as Settings['density'] })}
          />
        </div>
      </section>

      <section aria-labelledby="settings-times">
        <h2 id="settings-times">{say('settings.times')}</h2>
        <div className="settings-fields">
          <SecondsField
            label={say('settings.connect')}
            help={say('settings.connect.help')}
            value={settings.connectSeconds}
            least={2}
            most={300}
            onChange={(connectSeconds) => void change({ connectSeconds })}
          />
          <SecondsField
            label={say('settings.health')}
            help={say('settings.health.help')}
            value={settings.healthSeconds}
            least={2}
            most={600}
            onChange={(healthSeconds) => void change({ healthSeconds })}
          />
        </div>
      </section>

      <section aria-labelledby="settings-redact">
        <h2 id="settings-redact">{say('settings.redact')}</h2>
        <p className="quiet">{say('settings.redact.body')}</p>
        <WordsField words={settings.redact} onChange={(redact) => void change({ redact: [...redact] })} />
      </section>

      <section aria-labelledby="settings-secrets">
        <h2 id="settings-secrets">{say('settings.secrets')}</h2>
        <KeptSecretsView />
      </section>

      <section aria-labelledby="settings-data">
        <h2 id="settings-data">{say('settings.data')}</h2>
        <dl className="facts">
          <dt>{say('settings.data.folder')}</dt>
          <dd>
            <code>
              <InertText text={about?.ok === true ? about.value.dataFolder : ''} limit={1000} />
            </code>
          </dd>
          <dt>{say('settings.data.file')}</dt>
          <dd>
            <code>
              <InertText text={file} limit={1000} />
            </code>
          </dd>
        </dl>
        <p>
          <WithCode text={say('settings.data.change')} />
        </p>
        {(about?.ok === true ? about.value.warnings : []).map((warning) => (
          <p key={warning} className="tone-warn">
            {warning}
          </p>
        ))}
      </section>

      <section aria-labelledby="settings-telemetry">
        <h2 id="settings-telemetry">{say('settings.telemetry')}</h2>
        <p>{say('settings.telemetry.body')}</p>
      </section>
    </div>
  );
}
