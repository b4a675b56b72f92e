import type { ReactNode } from 'react';
import type { SeenHost } from '../../../core/contract/guests.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { DomainMark } from './domain-mark.tsx';
import { guestRows, type GuestRow } from './guest-rows.ts';
import { Age, NotTold } from './told-head.tsx';

/** Every domain of a Xen host, as the main panel of the Virtual Machine Manager has them. One is chosen for its hardware. */
export function GuestsPanel({
  seen,
  chosen,
  onChoose,
}: {
  readonly seen: SeenHost;
  readonly chosen: GuestRow | null;
  readonly onChoose: (row: GuestRow) => void;
}): ReactNode {
  const say = useWords();
  const { host, domains, off } = seen;
  const rows = guestRows(seen);
  const most = Math.max(1, ...rows.map(({ domain }) => domain?.memoryMebibytes ?? 0));
  const id = `guests-${host}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h3 id={id} className="panel-head">
        <InertText text={host} /> <Age told={domains} />
      </h3>
      <NotTold told={domains} />
      {domains.value === null ? null : (
        <div className="scroll-x" tabIndex={0} role="group" aria-labelledby={id}>
          <table className="table guests-table">
            <thead>
              <tr>
                <th scope="col">{say('guests.name')}</th>
                <th scope="col" className="number">
                  {say('guests.id')}
                </th>
                <th scope="col">{say('guests.state')}</th>
                <th scope="col" className="number">
                  {say('guests.cpu')}
                </th>
                <th scope="col" className="number">
                  {say('guests.cpu-time')}
                </th>
                <th scope="col" className="number">
                  {say('guests.vcpus')}
                </th>
                <th scope="col">{say('guests.memory')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row
                  key={row.name}
                  row={row}
                  most={most}
                  current={chosen?.host === host && chosen.name === row.name}
                  onChoose={onChoose}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {domains.value !== null && rows.length <= 1 ? <p className="quiet">{say('guests.none')}</p> : null}
      {off.problem === null || domains.problem !== null ? null : (
        <p className="help">
          {say('guests.off-unknown')} <InertText text={off.problem.sentence} limit={300} />
        </p>
      )}
    </section>
  );
}

function Row({
  row,
  most,
  current,
  onChoose,
}: {
  readonly row: GuestRow;
  readonly most: number;
  readonly current: boolean;
  readonly onChoose: (row: GuestRow) => void;
}): ReactNode {
  const say = useWords();
  const { name, domain, state, configuration, isHost } = row;
  const memory = domain?.memoryMebibytes ?? configuration?.memoryMebibytes ?? null;
  return (
    <tr className={current ? 'guest-current' : ''}>
      <th scope="row">
        <button type="button" className="plain" aria-pressed={current} onClick={() => onChoose(row)}>
          <InertText text={name} limit={80} />
        </button>
        {isHost ? <span className="badge">{say('guests.host')}</span> : null}
      </th>
      <td className="number">{domain?.id ?? '–'}</td>
      <td>
        <DomainMark state={state} />
      </td>
      <td className="number">
        {domain?.cpuPercent === null || domain === null ? '–' : say('guests.percent', { value: domain.cpuPercent })}
      </td>
      <td className="number">{domain === null ? '–' : say('guests.seconds', { value: domain.cpuSeconds })}</td>
      <td className="number">{domain?.vcpus ?? configuration?.vcpus ?? '–'}</td>
      <td>
        {memory === null ? (
          '–'
        ) : (
          <span className="guest-memory">
            <meter
              min={0}
              max={most}
              value={domain === null ? 0 : memory}
              aria-label={say('guests.memory.of', { name, memory })}
            />
            <span className={domain === null ? 'quiet' : ''}>{say('guests.mebibytes', { value: memory })}</span>
          </span>
        )}
      </td>
    </tr>
  );
}
