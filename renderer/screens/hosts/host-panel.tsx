import { useState, type ReactNode } from 'react';
import type { HostEntry, HostLink, HostState, HostSource, KnownHostKey } from '../../../core/contract/hosts.ts';
import type { Problem } from '../../../core/result.ts';
import { ask } from '../../connection/ask.ts';
import { useAnswer } from '../../connection/use-answer.ts';
import { useStores } from '../../connection/stores-context.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { ProblemAlert } from '../../parts/problem-alert.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useMoment, useWords } from '../../words/words.tsx';
import { FactsView } from './facts-view.tsx';
import { LinkMark } from './link-mark.tsx';
import { SignInView } from './sign-in-view.tsx';
import { SureDialog } from './sure-dialog.tsx';
import { agoWords, LARGE_SKEW_MS, lengthWords, skewWords } from './time-words.ts';

/** One host: how it stands, who it proved to be, how it is signed in to, how it does, and what is known of it. */
export function HostPanel({
  source,
  host,
  state,
  onEdit,
  onRemove,
}: {
  readonly source: HostSource;
  readonly host: HostEntry;
  readonly state: HostState | undefined;
  /** Null where it cannot be changed: hosts of a lab. */
  readonly onEdit: (() => void) | null;
  readonly onRemove: (() => void) | null;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [problem, setProblem] = useState<Problem | null>(null);
  const link: HostLink = state?.link ?? { kind: 'apart' };
  const where = { source: source.id, hosts: [host.name] };
  const act = async (what: 'hosts.connect' | 'hosts.disconnect'): Promise<void> => {
    const done = await ask(connection, what, where);
    setProblem(done.ok ? null : done.problem);
  };
  const away = link.kind === 'apart' || link.kind === 'failed';
  return (
    <article className="host-panel" aria-labelledby="host-title">
      <header>
        <h2 id="host-title">{host.name}</h2>
        <LinkMark state={state} />
      </header>
      <p className="acts">
        {away ? (
          <Button kind="primary" small onClick={() => void act('hosts.connect')}>
            {say(link.kind === 'failed' ? 'host.connect-again' : 'host.connect')}
          </Button>
        ) : (
          <Button kind="secondary" small onClick={() => void act('hosts.disconnect')}>
            {say(link.kind === 'connected' ? 'host.disconnect' : 'host.give-up')}
          </Button>
        )}
        {onEdit === null ? null : (
          <Button kind="secondary" small onClick={onEdit}>
            {say('host.edit')}
          </Button>
        )}
        {onRemove === null ? null : (
          <Button kind="link" small onClick={onRemove}>
            {say('host.remove')}
          </Button>
        )}
      </p>
      {problem === null ? null : <ProblemAlert problem={problem} />}
      {link.kind === 'failed' ? <Failed source={source} host={host} link={link} onEdit={onEdit} /> : null}
      {link.kind === 'asking' ? <p className="tone-warn">{say('host.asking')}</p> : null}
      <dl className="facts">
        <dt>{say('host.address')}</dt>
        <dd>
          <InertText text={`${host.user}@${host.address}, port ${host.port}`} limit={200} />
        </dd>
        <dt>{say('host.column.role')}</dt>
        <dd>
          {host.role}
          {host.shell === 'fos' ? ` · ${say('host.fabric-os')}` : ''}
        </dd>
        {host.group === null ? null : (
          <>
            <dt>{say('host.group')}</dt>
            <dd>
              <InertText text={host.group} limit={100} />
            </dd>
          </>
        )}
        {host.through.length === 0 ? null : (
          <>
            <dt>{say('host.through')}</dt>
            <dd>{[...host.through, host.name].join(' → ')}</dd>
          </>
        )}
      </dl>
      {link.kind === 'connected' ? <Health state={state} host={host} source={source} /> : null}
      <Trust source={source} host={host} link={link} />
      <SignInView ways={host.signIn} used={link.kind === 'connected' ? link.line.signedInBy : null} />
      <Line host={host} link={link} />
      <FactsView source={source.id} host={host.name} connected={link.kind === 'connected'} factsAt={state?.factsAt ?? null} />
    </article>
  );
}

function Health({
  state,
  host,
  source,
}: {
  readonly state: HostState | undefined;
  readonly host: HostEntry;
  readonly source: HostSource;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const now = useNow();
  const health = state?.health ?? null;
  return (
    <section aria-labelledby="host-health">
      <h3 id="host-health">
        {say('host.health')} {health === null ? null : <span className="age">{agoWords(health.at, now, say)}</span>}
      </h3>
      {health === null ? <p className="quiet">{say('host.health.asking')}</p> : null}
      {health === null || health.problem === null ? null : <ProblemAlert problem={health.problem} tone="warning" />}
      {health === null ? null : host.shell === 'fos' ? (
        <p className="quiet">{say('host.health.switch')}</p>
      ) : (
        <dl className="facts">
          <dt>{say('host.column.round-trip')}</dt>
          <dd>
            {health.roundTripMs === null
              ? say('host.not-said')
              : say('host.milliseconds', { count: Math.round(health.roundTripMs) })}
          </dd>
          <dt>{say('host.column.skew')}</dt>
          <dd className={health.skewMs !== null && Math.abs(health.skewMs) >= LARGE_SKEW_MS ? 'tone-warn' : ''}>
            {health.skewMs !== null
              ? skewWords({ skewMs: health.skewMs, roundTripMs: health.roundTripMs }, say)
              : say(source.scale === 1 ? 'host.not-said' : 'host.skew.scaled')}
          </dd>
          <dt>{say('host.column.uptime')}</dt>
          <dd>
            {health.uptimeSeconds === null ? say('host.not-said') : lengthWords(health.uptimeSeconds, say)}
            {source.scale === 1 && health.bootedAt !== null ? (
              <span className="quiet"> {say('host.since', { moment: moment(health.bootedAt) })}</span>
            ) : null}
            {health.rebooted ? <span className="badge badge-reboot">{say('host.rebooted')}</span> : null}
          </dd>
          <dt>{say('host.boot-id')}</dt>
          <dd>{health.bootId === null ? say('host.not-said') : <code>{health.bootId}</code>}</dd>
        </dl>
      )}
    </section>
  );
}

function Trust({
  source,
  host,
  link,
}: {
  readonly source: HostSource;
  readonly host: HostEntry;
  readonly link: HostLink;
}): ReactNode {
  const say = useWords();
  const known = useAnswer('hosts.keys', { source: source.id, host: host.name }, link.kind);
  const keys = known?.ok === true ? known.value : [];
  return (
    <section aria-labelledby="host-trust">
      <h3 id="host-trust">{say('host.trust')}</h3>
      {link.kind === 'connected' ? (
        <>
          <p>
            {say(`host.trust.${link.line.trust}`)}
            {link.line.key.type === '' ? '' : ` (${link.line.key.type})`}
          </p>
          <Fingerprint sha256={link.line.key.sha256} md5={link.line.key.md5} />
        </>
      ) : keys.length === 0 ? (
        <p className="quiet">{say(source.kind === 'lab' ? 'host.trust.of-lab' : 'host.trust.none')}</p>
      ) : (
        keys.map((key, index) => <Known key={index} known={key} />)
      )}
      {keys.some(({ ours }) => ours) ? <Forget source={source} host={host} /> : null}
    </section>
  );
}

function Known({ known }: { readonly known: KnownHostKey }): ReactNode {
  const say = useWords();
  return (
    <>
      <p>
        {known.where === 'inventory' ? say('host.trust.pinned') : say('host.trust.line', { type: known.type })}{' '}
        {known.where === 'inventory' ? null : <InertText text={known.where} limit={300} />}
      </p>
      <Fingerprint sha256={known.sha256} md5={known.md5} />
    </>
  );
}

function Fingerprint({ sha256, md5 }: { readonly sha256: string; readonly md5: string | null }): ReactNode {
  return (
    <div className="fingerprints">
      <code>{sha256}</code>
      {md5 === null ? null : <code>{md5}</code>}
    </div>
  );
}

/** Forgets what we wrote down ourselves, after a question: the next time the host's key is asked about as on the first day. */
function Forget({ source, host }: { readonly source: HostSource; readonly host: HostEntry }): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="link" onClick={() => setAsking(true)}>
        {say('host.forget')}
      </Button>
      {asking ? (
        <SureDialog
          title={say('host.forget.title', { host: host.name })}
          body={say('host.forget.body', { host: host.name })}
          yes={say('host.forget.yes')}
          act={() => ask(connection, 'hosts.forgetKey', { source: source.id, host: host.name })}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** Why it is not connected, with both keys where its key is the reason: nothing goes there until a person has cleared that up. */
function Failed({
  source,
  host,
  link,
  onEdit,
}: {
  readonly source: HostSource;
  readonly host: HostEntry;
  readonly link: Extract<HostLink, { kind: 'failed' }>;
  readonly onEdit: (() => void) | null;
}): ReactNode {
  const say = useWords();
  const moment = useMoment();
  const { keys, problem, at } = link;
  const changed = problem.code === 'host-key-changed';
  const same = (keys?.known ?? []).filter(({ type }) => type === '' || type === keys?.shown.type);
  return (
    <section className={changed ? 'blocked' : ''} aria-label={say('host.failed')}>
      {changed && keys !== null ? (
        <>
          <h3 className="tone-bad">{say('host.blocked')}</h3>
          <p>{say('host.blocked.body', { host: host.name })}</p>
          <h4>{say('host.blocked.shown', { type: keys.shown.type })}</h4>
          <Fingerprint sha256={keys.shown.sha256} md5={keys.shown.md5} />
          <h4>{say('host.blocked.known')}</h4>
          {same.map((key, index) => (
            <Known key={index} known={key} />
          ))}
          <h4>{say('host.blocked.next')}</h4>
          <ul>
            <li>{say('host.blocked.not-you')}</li>
            {same.map(({ where, ours }) => (
              <li key={where}>
                {where === 'inventory' ? (
                  <>
                    {say('host.blocked.pin')}{' '}
                    {onEdit === null ? null : (
                      <Button kind="link" onClick={onEdit}>
                        {say('host.edit')}
                      </Button>
                    )}
                  </>
                ) : ours ? (
                  <>
                    {say('host.blocked.ours')} <Forget source={source} host={host} />
                  </>
                ) : (
                  <>
                    {say('host.blocked.file')} <InertText text={where} limit={300} />
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <ProblemAlert
          problem={problem}
          tone={problem.code.startsWith('host-key-') || problem.code === 'auth-failed' ? 'danger' : 'warning'}
        />
      )}
      <p className="quiet">{say('host.failed.at', { moment: moment(at) })}</p>
    </section>
  );
}

/** What was negotiated, with what is broken or weak by today's measure named as such. */
function Line({ host, link }: { readonly host: HostEntry; readonly link: HostLink }): ReactNode {
  const say = useWords();
  const line = link.kind === 'connected' ? link.line : null;
  return (
    <section aria-labelledby="host-crypto">
      <h3 id="host-crypto">
        {say('host.crypto')}
        {host.crypto === 'legacy' ? (
          <span className="badge badge-reboot" title={say('host.legacy.title')}>
            {say('host.legacy')}
          </span>
        ) : null}
      </h3>
      {line === null ? (
        <p className="quiet">{say(host.crypto === 'legacy' ? 'host.crypto.legacy' : 'host.crypto.modern')}</p>
      ) : (
        <>
          {line.legacy.length === 0 ? null : (
            <p className="tone-warn">{say('host.crypto.weak', { names: line.legacy.join(', ') })}</p>
          )}
          <dl className="facts">
            {(
              [
                ['host.crypto.kex', line.kex],
                ['host.crypto.key', line.hostKey],
                ['host.crypto.cipher', line.cipher],
                ['host.crypto.mac', line.mac],
              ] as const
            ).map(([word, name]) => (
              <div key={word}>
                <dt>{say(word)}</dt>
                <dd>
                  <code>
                    <InertText text={name} limit={100} />
                  </code>
                  {line.legacy.includes(name) ? <span className="badge badge-reboot">{say('host.legacy')}</span> : null}
                </dd>
              </div>
            ))}
            <dt>{say('host.software')}</dt>
            <dd>
              <InertText text={line.software} limit={100} />
            </dd>
          </dl>
        </>
      )}
    </section>
  );
}
