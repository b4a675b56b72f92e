import type { ReactNode } from 'react';
import FlaskIcon from '@patternfly/react-icons/dist/esm/icons/flask-icon';
import { useStores } from '../connection/stores-context.ts';
import { useLive } from '../connection/use-live.ts';
import { useAnswer } from '../connection/use-answer.ts';
import { useCommands } from '../commands.ts';
import { addressOf, goTo, route } from '../route.ts';
import { TerminalsButton } from '../terminals/terminals.tsx';
import { useWords } from '../words/words.tsx';

/** Name, where one is, who works here; and below it, on every screen, that hosts are simulated where they are. */
export function TopBar(): ReactNode {
  const say = useWords();
  const now = useLive(route);
  const about = useAnswer('about.read', null);
  useCommands([
    {
      id: 'hosts',
      group: 'window',
      title: say('command.hosts'),
      run: () => goTo({ screen: 'hosts', inventory: null, host: null }),
    },
    { id: 'settings', group: 'window', title: say('command.settings'), keys: 'Ctrl+,', run: () => goTo({ screen: 'settings' }) },
  ]);
  return (
    <header className="top">
      <div className="top-line">
        <a className="name" href={addressOf({ screen: 'start' })} {...(now.screen === 'start' ? { 'aria-current': 'page' } : {})}>
          <Sign /> Xenpath
        </a>
        <nav aria-label={say('top.where')}>
          <a href={addressOf({ screen: 'start' })} {...(now.screen === 'start' ? { 'aria-current': 'page' } : {})}>
            {say('top.runs')}
          </a>
          <a
            href={addressOf({ screen: 'hosts', inventory: null, host: null })}
            {...(now.screen === 'hosts' ? { 'aria-current': 'page' } : {})}
          >
            {say('top.hosts')}
          </a>
          <a
            href={addressOf({ screen: 'evidence', view: 'search', about: [] })}
            {...(now.screen === 'evidence' ? { 'aria-current': 'page' } : {})}
          >
            {say('top.evidence')}
          </a>
          {now.screen === 'run' ? (
            <a href={addressOf({ ...now, view: 'steps', step: null })} aria-current="page">
              {now.run}
            </a>
          ) : null}
          {now.screen === 'new-run' ? (
            <a href={addressOf(now)} aria-current="page">
              {say('new-run.title')}
            </a>
          ) : null}
        </nav>
        <TerminalsButton />
        <a
          className="top-settings"
          href={addressOf({ screen: 'settings' })}
          {...(now.screen === 'settings' ? { 'aria-current': 'page' } : {})}
        >
          {say('top.settings')}
        </a>
        {about?.ok === true ? (
          <span className="who">{say('top.who', { operator: about.value.operator, version: about.value.version })}</span>
        ) : null}
      </div>
      <Simulated />
    </header>
  );
}

/** Simulated or scaled hosts: said on every screen that could be taken for one of real ones. */
function Simulated(): ReactNode {
  const say = useWords();
  const { runs, labs } = useStores();
  const now = useLive(route);
  const rows = useLive(runs);
  const running = useLive(labs) ?? [];
  // Hosts are shown by where they come from, and say it there.
  if (now.screen === 'hosts' || now.screen === 'settings') return null;
  const lab =
    now.screen === 'run'
      ? (rows?.find(({ run }) => run === now.run)?.summary?.lab ?? null)
      : (running.find(({ simulated }) => simulated) ?? null);
  if (lab === null || (!lab.simulated && (lab.scale ?? 1) === 1)) return null;
  const scale = lab.scale ?? 1;
  const told = now.screen === 'run' ? 'banner.run' : 'banner.lab';
  return (
    <div className="banner" role="note">
      <FlaskIcon aria-hidden="true" /> <strong>{say(lab.simulated ? 'banner.simulated' : 'banner.scaled')}</strong>{' '}
      {say(told, { name: lab.name, scale })}{' '}
      {running.some(({ name }) => name === lab.name) ? (
        <a href={addressOf({ screen: 'hosts', inventory: `lab:${lab.name}`, host: null })}>{say('banner.to-lab')}</a>
      ) : null}
    </div>
  );
}

/** Two ways from one host that meet again. */
function Sign(): ReactNode {
  return (
    <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" className="sign">
      <path
        d="M4 12 C 8 12 8 5 12 5 S 16 12 20 12 M4 12 C 8 12 8 19 12 19 S 16 12 20 12"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      />
      <circle cx="4" cy="12" r="2.5" fill="currentColor" />
      <circle cx="20" cy="12" r="2.5" fill="currentColor" />
    </svg>
  );
}
