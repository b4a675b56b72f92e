import { useState, type ReactNode } from 'react';
import type { SeenArray, SeenDrive } from '../../../core/contract/guests.ts';
import { Button } from '../../parts/button.tsx';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { Age, NotTold } from './told-head.tsx';

/** Logical drives that are listed at first. */
const FIRST = 32;

/** A storage subsystem: its controllers, its logical drives with their owners, and what they are mapped to. */
export function ArrayPanel({ seen }: { readonly seen: SeenArray }): ReactNode {
  const say = useWords();
  const { host, controllers, drives, groups } = seen;
  const [all, setAll] = useState(false);
  const id = `array-${host}`;
  const list = drives.value ?? [];
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} className="panel-head">
        <span>
          {say('array.title')} <InertText text={host} limit={80} />
        </span>
        <Age told={drives} />
      </h2>
      <NotTold told={drives} />
      {controllers.problem === null || drives.problem !== null ? null : <NotTold told={controllers} />}
      <ul className="controllers">
        {(controllers.value ?? []).map(({ name, status, firmware }) => (
          <li key={name} className="controller">
            <strong>
              {say('array.controller')} <InertText text={name} limit={40} />
            </strong>
            <span className={status === 'Online' || status === 'Optimal' ? 'tone-good' : 'tone-warn'}>
              <InertText text={status ?? say('array.unknown')} limit={60} />
            </span>
            {firmware === null ? null : (
              <span className="help">
                <InertText text={firmware} limit={40} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {drives.value === null ? null : list.length === 0 ? (
        <p className="quiet">{say('array.none')}</p>
      ) : (
        <div className="scroll-x" tabIndex={0} role="group" aria-labelledby={id}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('array.drive')}</th>
                <th scope="col">{say('array.status')}</th>
                <th scope="col" className="number">
                  {say('array.capacity')}
                </th>
                <th scope="col">{say('array.owner')}</th>
                <th scope="col">{say('array.mapped')}</th>
              </tr>
            </thead>
            <tbody>
              {(all ? list : list.slice(0, FIRST)).map((drive) => (
                <Drive key={drive.name} drive={drive} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {all || list.length <= FIRST ? null : (
        <Button kind="link" onClick={() => setAll(true)}>
          {say('history.all', { count: list.length })}
        </Button>
      )}
      {groups.value === null || groups.value.length === 0 ? null : (
        <>
          <h3>{say('array.groups')}</h3>
          <ul className="groups">
            {groups.value.map((group) => (
              <li key={group.name ?? ''}>
                <strong>{group.name === null ? say('array.no-group') : <InertText text={group.name} limit={60} />}</strong>{' '}
                {group.hosts.length === 0 ? (
                  <span className="quiet">{say('array.group.empty')}</span>
                ) : (
                  group.hosts.map(({ name, ports }) => (
                    <span key={name} className="group-host">
                      <InertText text={name} limit={60} /> <span className="quiet">{say('array.ports', { count: ports })}</span>
                    </span>
                  ))
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Drive({ drive }: { readonly drive: SeenDrive }): ReactNode {
  const say = useWords();
  const { name, status, capacity, preferredOwner, currentOwner, mappings } = drive;
  const moved = preferredOwner !== null && currentOwner !== null && preferredOwner !== currentOwner;
  return (
    <tr>
      <th scope="row">
        <InertText text={name} limit={100} />
      </th>
      <td>
        <span className={status === 'Optimal' ? 'tone-good' : 'tone-warn'}>
          <InertText text={status ?? say('array.unknown')} limit={60} />
        </span>
      </td>
      <td className="number">
        <InertText text={(capacity ?? '–').replace(/\s*\(.*$/u, '')} limit={40} />
      </td>
      <td>
        {currentOwner ?? '–'}
        {moved ? <span className="tone-warn"> {say('array.preferred', { owner: preferredOwner })}</span> : null}
      </td>
      <td>
        {mappings.length === 0 ? (
          <span className="quiet">{say('array.not-mapped')}</span>
        ) : (
          mappings.map(({ lun, to }) => (
            <div key={`${lun} ${to ?? ''}`}>
              {say('array.lun', { lun })} <InertText text={to ?? ''} limit={80} />
            </div>
          ))
        )}
      </td>
    </tr>
  );
}
