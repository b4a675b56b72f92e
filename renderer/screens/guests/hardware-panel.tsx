import type { ReactNode } from 'react';
import { useStores } from '../../connection/stores-context.ts';
import { Button } from '../../parts/button.tsx';
import { openTerminal } from '../../terminals/drawer.ts';
import type { SeenHost } from '../../../core/contract/guests.ts';
import { InertText } from '../../parts/inert-text.tsx';
import { useWords } from '../../words/words.tsx';
import { DomainMark } from './domain-mark.tsx';
import type { GuestRow } from './guest-rows.ts';
import { StepCards } from './step-cards.tsx';
import { stepsAbout, type GuestSteps } from './guest-steps.ts';
import { Age, NotTold } from './told-head.tsx';

/** What a guest is made of, by its file: the Hardware tab of its details; and the steps that add to it. */
export function HardwarePanel({
  row,
  seen,
  steps,
}: {
  readonly row: GuestRow;
  readonly seen: SeenHost;
  readonly steps: GuestSteps;
}): ReactNode {
  const say = useWords();
  const { name, host, configuration, domain, state, isHost } = row;
  return (
    <section className="panel" aria-labelledby="hardware-title">
      <h2 id="hardware-title" className="panel-head">
        <span>
          {say('hardware.title')} <InertText text={name} limit={80} />
        </span>
        <Age told={isHost ? seen.domains : seen.configurations} />
      </h2>
      <p className="panel-line">
        <DomainMark state={state} />
        <span className="quiet">
          <InertText text={host} />
        </span>
        {domain === null ? null : <ConsoleButton row={row} tool={seen.domains.value?.tool ?? 'xm'} run={steps.run} />}
      </p>
      {isHost ? null : <NotTold told={seen.configurations} />}
      {isHost ? (
        <p className="quiet">{say('hardware.host')}</p>
      ) : configuration === null ? (
        <p className="quiet">{say(seen.configurations.at === null ? 'guests.asking' : 'hardware.no-file')}</p>
      ) : (
        <>
          <dl className="facts">
            <div>
              <dt>{say('hardware.memory')}</dt>
              <dd>
                {say('hardware.memory.of', {
                  memory: configuration.memoryMebibytes ?? 0,
                  maximum: configuration.maximumMebibytes ?? configuration.memoryMebibytes ?? 0,
                })}
                {domain === null ? null : (
                  <span className="quiet"> {say('hardware.memory.now', { memory: domain.memoryMebibytes })}</span>
                )}
              </dd>
            </div>
            <div>
              <dt>{say('guests.vcpus')}</dt>
              <dd>{configuration.vcpus ?? '–'}</dd>
            </div>
            {configuration.bootloader === '' ? null : (
              <div>
                <dt>{say('hardware.bootloader')}</dt>
                <dd>
                  <code>
                    <InertText text={configuration.bootloader} limit={200} />
                  </code>
                </dd>
              </div>
            )}
          </dl>
          <h3>{say('hardware.disks', { count: configuration.disks.length })}</h3>
          <div
            className="scroll-x"
            tabIndex={0}
            role="group"
            aria-label={say('hardware.disks', { count: configuration.disks.length })}
          >
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{say('hardware.disk.device')}</th>
                  <th scope="col">{say('hardware.disk.source')}</th>
                  <th scope="col">{say('hardware.disk.kind')}</th>
                  <th scope="col">{say('hardware.disk.mode')}</th>
                </tr>
              </thead>
              <tbody>
                {configuration.disks.map((disk, index) => (
                  <tr key={index}>
                    <th scope="row">
                      <code>
                        <InertText text={disk.device} limit={60} />
                      </code>
                    </th>
                    <td>
                      <code>
                        <InertText text={disk.source} limit={200} />
                      </code>
                    </td>
                    <td>{disk.kind === 'phy' ? say('hardware.disk.phy') : <InertText text={disk.kind} limit={40} />}</td>
                    <td>{say(disk.mode === 'w' ? 'hardware.disk.write' : 'hardware.disk.read')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <h3>{say('hardware.nics', { count: configuration.vifs.length })}</h3>
          <ul className="nics">
            {configuration.vifs.map((vif, index) => (
              <li key={index}>
                <code>
                  <InertText text={vif.mac} limit={40} />
                </code>{' '}
                {say('hardware.bridge')}{' '}
                <code>
                  <InertText text={vif.bridge} limit={60} />
                </code>
              </li>
            ))}
          </ul>
        </>
      )}
      {isHost ? null : <StepCards title={say('hardware.steps')} rows={stepsAbout(steps.hardware, name)} steps={steps} />}
    </section>
  );
}

/** A guest's text console as its host gives it; of the host itself a shell. In the drawer, with the run's evidence. */
function ConsoleButton({
  row,
  tool,
  run,
}: {
  readonly row: GuestRow;
  readonly tool: 'xm' | 'xl';
  readonly run: string;
}): ReactNode {
  const say = useWords();
  const { connection } = useStores();
  const { host, name, isHost } = row;
  const place = { kind: 'run', name: run } as const;
  return (
    <Button
      kind="secondary"
      small
      onClick={() => void openTerminal(connection, { place, host, console: isHost ? null : { tool, guest: name } })}
    >
      {say(isHost ? 'hardware.terminal' : 'hardware.console')}
    </Button>
  );
}
