import type { ReactNode } from 'react';
import type { SeenHost, SeenNetwork } from '../../../core/contract/guests.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import type { GuestSteps } from './guest-steps.ts';
import { StepCards } from './step-cards.tsx';
import { Age, NotTold } from './told-head.tsx';

/** Virtual networks of the hosts: the tab Virtual Networks of the host's details. */
export function NetworksPanel({ hosts, steps }: { readonly hosts: readonly SeenHost[]; readonly steps: GuestSteps }): ReactNode {
  const say = useWords();
  return (
    <section className="panel" aria-labelledby="networks-title">
      <h2 id="networks-title">{say('networks.title')}</h2>
      {hosts.map(({ host, networks }) => (
        <div key={host} className="panel-part">
          <h3 className="panel-head">
            <InertText text={host} /> <Age told={networks} />
          </h3>
          <NotTold told={networks} />
          {networks.value === null ? null : networks.value.length === 0 ? (
            <p className="quiet">{say('networks.none')}</p>
          ) : (
            <Networks networks={networks.value} label={host} />
          )}
        </div>
      ))}
      <StepCards title={say('networks.steps')} rows={steps.network} steps={steps} />
    </section>
  );
}

function Networks({ networks, label }: { readonly networks: readonly SeenNetwork[]; readonly label: string }): ReactNode {
  const say = useWords();
  return (
    <div className="scroll-x" tabIndex={0} role="group" aria-label={say('networks.of', { host: label })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{say('networks.name')}</th>
            <th scope="col">{say('networks.state')}</th>
            <th scope="col">{say('networks.address')}</th>
            <th scope="col">{say('networks.range')}</th>
            <th scope="col">{say('networks.forward')}</th>
          </tr>
        </thead>
        <tbody>
          {networks.map((network) => (
            <tr key={network.name}>
              <th scope="row">
                <InertText text={network.name} limit={80} />
                {network.bridge === '' || network.bridge === network.name ? null : (
                  <>
                    <br />
                    <code>
                      <InertText text={network.bridge} limit={60} />
                    </code>
                  </>
                )}
              </th>
              <td>
                <span className={network.active ? 'tone-good' : 'tone-warn'}>
                  {say(network.active ? 'networks.active' : 'networks.inactive')}
                </span>
                <br />
                <span className="quiet">{say(network.autostart ? 'networks.autostart' : 'networks.by-hand')}</span>
              </td>
              <td>
                <InertText text={network.address} limit={60} />
                <br />
                <span className="quiet">
                  <InertText text={network.netmask} limit={60} />
                </span>
              </td>
              <td>
                {network.ranges.map(({ start, end }) => (
                  <div key={start}>
                    <InertText text={start} limit={60} /> –<br />
                    <InertText text={end} limit={60} />
                  </div>
                ))}
              </td>
              <td>
                {network.forward === null ? (
                  say('networks.isolated')
                ) : network.forward === '' ? (
                  say('networks.any')
                ) : (
                  <InertText text={network.forward} limit={60} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
