import type { Machine } from '../../machine.ts';
import { addDisk, diskName, removeDisk } from '../../storage/devices.ts';
import { diskInUse } from '../block/in-use.ts';
import { arrayOf, debianOf, runningOf } from '../debian.ts';
import { pathsGone, pathsCame } from '../multipath/daemon.ts';
import { portalAnswers, route } from '../network/links.ts';
import type { IscsiSession, Portal, ScsiPath, TargetArray, TargetLun } from '../state.ts';
import { secondsOf, type NodeRecord } from './records.ts';

/** The portal that listens at an address, when a host's packets reach it. */
export function portalAt(host: Machine, address: string): { readonly array: TargetArray; readonly portal: Portal } | null {
  for (const array of Object.values(debianOf(host.world).arrays)) {
    const portal = array.portals.find((one) => one.address === address);
    if (portal !== undefined && portalAnswers(host, portal)) return { array, portal };
  }
  return null;
}

/** Starts sessions to portals that answer, as one iscsiadm does: hosts in the order of the records, LUNs of all of them in turn. */
export function logIn(host: Machine, records: readonly NodeRecord[]): readonly IscsiSession[] {
  const { scsi } = runningOf(host);
  const sessions = records.map((record): IscsiSession => {
    const session: IscsiSession = {
      id: scsi.nextSession,
      host: scsi.nextHost,
      array: record.target,
      portal: record.address,
      group: record.group,
      source: route(host, record.address)?.source ?? '',
      state: 'up',
      recoverySeconds: secondsOf(record, 'node.session.timeo.replacement_timeout', 120),
      noopIntervalSeconds: secondsOf(record, 'node.conn[0].timeo.noop_out_interval', 5),
      noopTimeoutSeconds: secondsOf(record, 'node.conn[0].timeo.noop_out_timeout', 5),
    };
    scsi.nextSession += 1;
    scsi.nextHost += 1;
    scsi.sessions.push(session);
    host.logKernel(`scsi host${String(session.host)}: iSCSI Initiator over TCP/IP`);
    host.logSystem(`iscsid[${pidOf(host)}]`, `Connection${String(session.id)}:0 to [target: ${session.array}, portal: ${session.portal},3260] through [iface: default] is operational now`);
    return session;
  }); // prettier-ignore
  scanSessions(host, sessions);
  return sessions;
}

function pidOf(host: Machine): string {
  return String(runningOf(host).units['iscsid.service']?.pid ?? 1);
}

/** Looks for logical units that are mapped and not known yet; LUN by LUN over the sessions. */
export function scanSessions(host: Machine, sessions: readonly IscsiSession[]): void {
  const array = arrayOf(host.world);
  const added: ScsiPath[] = [];
  const luns = [...array.luns].sort((left, right) => left.lun - right.lun);
  for (const lun of luns) {
    for (const session of sessions) {
      const portal = array.portals.find((one) => one.address === session.portal);
      if (portal === undefined || session.state !== 'up' || !lun.mapped.includes(portal.controller)) continue;
      if (runningOf(host).scsi.paths.some((path) => path.session === session.id && path.lun === lun.lun)) continue;
      added.push(addPath(host, session, lun));
    }
  }
  if (added.length > 0) pathsCame(host);
}

function addPath(host: Machine, session: IscsiSession, lun: TargetLun): ScsiPath {
  const { scsi } = runningOf(host);
  const node = diskName(host.world, host.name);
  const path: ScsiPath = { host: session.host, lun: lun.lun, session: session.id, node, naa: lun.naa, state: 'running' };
  scsi.paths.push(path);
  addDisk(host.world, host.name, node, lun.disk, { kind: 'scsi', scsiHost: session.host, lun: lun.lun });
  const address = addressOfPath(path);
  const sectors = lun.sizeBytes / 512;
  const size = `${String(Math.floor(lun.sizeBytes / 1_000_000))} MB/${String(Math.floor(lun.sizeBytes / 1024 ** 2))} MiB`;
  host.logKernel(`scsi ${address}: Direct-Access     LIO-ORG  FILEIO           4.0  PQ: 0 ANSI: 6`);
  host.logKernel(`scsi ${address}: alua: supports implicit TPGS`);
  host.logKernel(`sd ${address}: Attached scsi generic sg${String(scsi.paths.length)} type 0`);
  host.logKernel(`sd ${address}: [${node}] ${String(sectors)} 512-byte logical blocks: (${size})`);
  host.logKernel(`sd ${address}: [${node}] Write Protect is off`);
  host.logKernel(`sd ${address}: [${node}] Attached SCSI disk`);
  return path;
}

/** `6:0:0:2` */
export function addressOfPath(path: Pick<ScsiPath, 'host' | 'lun'>): string {
  return `${String(path.host)}:0:0:${String(path.lun)}`;
}

/** Whether a disk of a session is in use by something else than a map that has another path. */
export function sessionInUse(host: Machine, session: IscsiSession): boolean {
  return runningOf(host).scsi.paths.some((path) => path.session === session.id && diskInUse(host, path.node));
}

/** Ends sessions; their disks go. */
export function logOut(host: Machine, sessions: readonly IscsiSession[]): void {
  const { scsi } = runningOf(host);
  for (const session of sessions) {
    for (const path of scsi.paths.filter((one) => one.session === session.id)) dropPath(host, path);
    scsi.sessions.splice(scsi.sessions.indexOf(session), 1);
    host.world.cancelWhere((event) => event.machine === host.name && event['session'] === session.id);
  }
  pathsGone(host);
}

/** Takes one logical unit away, as `echo 1 > /sys/block/sdX/device/delete` does. */
export function dropPath(host: Machine, path: ScsiPath): void {
  const { scsi } = runningOf(host);
  scsi.paths.splice(scsi.paths.indexOf(path), 1);
  removeDisk(host.world, host.name, path.node);
  host.logKernel(`sd ${addressOfPath(path)}: [${path.node}] Synchronizing SCSI cache`);
}
