import type { Machine } from '../../machine.ts';
import type { WorldEvent } from '../../state.ts';
import type { World } from '../../world.ts';
import { debianOf, runningOrNull } from '../debian.ts';
import { schedulePathCheck } from '../multipath/daemon.ts';
import type { IscsiSession } from '../state.ts';
import { addressOfPath, scanSessions } from './session.ts';
import { reaches } from './way.ts';

/** From a way that is back until iscsid has logged in again: it tries every few seconds. */
const reloginMs = 4_000;

/** Cables, ports, controllers or portals changed: connections that are cut find out, those that can come back do. */
export function linksChanged(world: World): void {
  if (world.state.debian === undefined) return;
  for (const name of Object.keys(debianOf(world).hosts)) {
    const host = world.find(name);
    const running = host === undefined ? null : runningOrNull(host);
    if (host === undefined || running === null) continue;
    for (const session of running.scsi.sessions) {
      const alive = reaches(host, session);
      const pending = (type: string): boolean =>
        world.state.agenda.some(({ event }) => event.type === type && event.machine === name && event['session'] === session.id);
      if (session.state === 'up' && !alive && !pending('debian.pingTimeout')) {
        const after = (session.noopIntervalSeconds + session.noopTimeoutSeconds) * 1_000;
        // Without pings a dead connection is only noticed by TCP, after minutes.
        const silent = session.noopIntervalSeconds === 0 || session.noopTimeoutSeconds === 0;
        world.schedule(world.now() + (silent ? 900_000 : after), {
          type: 'debian.pingTimeout',
          machine: name,
          session: session.id,
        });
      }
      if (session.state !== 'up' && alive && !pending('debian.relogin'))
        world.schedule(world.now() + reloginMs, { type: 'debian.relogin', machine: name, session: session.id });
    }
  }
}

function subject(world: World, event: WorldEvent): { readonly host: Machine; readonly session: IscsiSession } | null {
  const host = event.machine === undefined ? undefined : world.find(event.machine);
  const session = host === undefined ? undefined : runningOrNull(host)?.scsi.sessions.find(({ id }) => id === event['session']);
  return host === undefined || session === undefined ? null : { host, session };
}

/** The ping of a connection was not answered in time. */
export function onPingTimeout(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found === null || found.session.state !== 'up' || reaches(found.host, found.session)) return;
  const { host, session } = found;
  session.state = 'failed';
  const jiffies = 4_294_892_296 + Math.floor((world.now() - host.state.bootedAt) / 4);
  const timeout = String(session.noopTimeoutSeconds);
  const connection = `connection${String(session.id)}:0`;
  host.logKernel(
    ` ${connection}: ping timeout of ${timeout} secs expired, recv timeout ${String(session.noopIntervalSeconds)}, last rx ${String(jiffies - 1_006)}, last ping ${String(jiffies - 504)}, now ${String(jiffies)}`,
  );
  host.logKernel(` ${connection}: detected conn error (1022)`);
  world.schedule(world.now() + session.recoverySeconds * 1_000, {
    type: 'debian.recoveryTimeout',
    machine: host.name,
    session: session.id,
  });
}

/** Recovery took too long: from now on commands on this session's disks fail at once. */
export function onRecoveryTimeout(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found === null || found.session.state !== 'failed') return;
  const { host, session } = found;
  session.state = 'offline';
  host.logKernel(` session${String(session.id)}: session recovery timed out after ${String(session.recoverySeconds)} secs`);
  for (const path of runningOrNull(host)?.scsi.paths ?? [])
    if (path.session === session.id) host.logKernel(`sd ${addressOfPath(path)}: rejecting I/O to offline device`);
  schedulePathCheck(host);
}

/** iscsid tried again and the portal answered. */
export function onRelogin(world: World, event: WorldEvent): void {
  const found = subject(world, event);
  if (found === null || found.session.state === 'up' || !reaches(found.host, found.session)) return;
  const { host, session } = found;
  const daemon = runningOrNull(host)?.units['iscsid.service'];
  if (daemon?.active !== 'active') return;
  session.state = 'up';
  world.cancelWhere(
    (other) => other.type === 'debian.recoveryTimeout' && other.machine === host.name && other['session'] === session.id,
  );
  host.logSystem(
    `iscsid[${String(daemon.pid ?? 1)}]`,
    `connection${String(session.id)}:0 is operational after recovery (1 attempts)`,
  );
  scanSessions(host, [session]);
  schedulePathCheck(host);
}
