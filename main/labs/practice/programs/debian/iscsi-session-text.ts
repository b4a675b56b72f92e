import { runningOf } from '../../world/debian/debian.ts';
import { sessionOf } from '../../world/debian/iscsi/way.ts';
import type { IscsiSession } from '../../world/debian/state.ts';
import type { Machine } from '../../world/machine.ts';

function initiatorName(machine: Machine): string {
  const path = '/etc/iscsi/initiatorname.iscsi';
  return /^InitiatorName=(\S+)/mu.exec(machine.files.isFile(path) ? machine.files.readText(path) : '')?.[1] ?? '';
}

/** `iscsiadm -m session -P 1` to `-P 3` of open-iscsi 2.1.8: sessions by target, then by portal. */
export function sessionDetails(machine: Machine, sessions: readonly IscsiSession[], level: number): string {
  const lines: string[] = level > 2 ? ['iSCSI Transport Class version 2.0-870', 'version 2.1.8'] : [];
  for (const target of new Set(sessions.map(({ array }) => array))) {
    lines.push(`Target: ${target} (non-flash)`);
    for (const session of sessions.filter(({ array }) => array === target)) lines.push(...details(machine, session, level));
  }
  return `${lines.join('\n')}\n`;
}

function boxed(title: string, stars: number): readonly string[] {
  return [`\t\t${'*'.repeat(stars)}`, `\t\t${title}:`, `\t\t${'*'.repeat(stars)}`];
}

function details(machine: Machine, session: IscsiSession, level: number): readonly string[] {
  const portal = `${session.portal}:3260,${String(session.group)}`;
  const connection = { up: 'LOGGED IN', failed: 'TRANSPORT WAIT', offline: 'TRANSPORT WAIT' }[session.state];
  const lines = [
    `\tCurrent Portal: ${portal}`,
    `\tPersistent Portal: ${portal}`,
    ...boxed('Interface', 10),
    '\t\tIface Name: default',
    '\t\tIface Transport: tcp',
    `\t\tIface Initiatorname: ${initiatorName(machine)}`,
    `\t\tIface IPaddress: ${session.state === 'up' ? session.source : '[default]'}`,
    '\t\tIface HWaddress: default',
    '\t\tIface Netdev: default',
    `\t\tSID: ${String(session.id)}`,
    `\t\tiSCSI Connection State: ${connection}`,
    `\t\tiSCSI Session State: ${session.state === 'up' ? 'LOGGED_IN' : 'FAILED'}`,
    `\t\tInternal iscsid Session State: ${session.state === 'up' ? 'NO CHANGE' : 'REOPEN'}`,
  ];
  if (level < 2) return lines;
  lines.push(
    ...boxed('Timeouts', 9),
    `\t\tRecovery Timeout: ${String(session.recoverySeconds)}`,
    '\t\tTarget Reset Timeout: 30',
    '\t\tLUN Reset Timeout: 30',
    '\t\tAbort Timeout: 15',
    ...boxed('CHAP', 5),
    ...['username: <empty>', 'password: ********', 'username_in: <empty>', 'password_in: ********'].map((line) => `\t\t${line}`),
    ...boxed('Negotiated iSCSI params', 24),
    ...['HeaderDigest: None', 'DataDigest: None', 'MaxRecvDataSegmentLength: 262144', 'MaxXmitDataSegmentLength: 262144', 'FirstBurstLength: 65536', 'MaxBurstLength: 262144', 'ImmediateData: Yes', 'InitialR2T: Yes', 'MaxOutstandingR2T: 1'].map((line) => `\t\t${line}`), // prettier-ignore
  );
  if (level < 3) return lines;
  lines.push(...boxed('Attached SCSI devices', 24), `\t\tHost Number: ${String(session.host)}\tState: running`);
  for (const path of runningOf(machine).scsi.paths.filter((one) => one.session === session.id)) {
    const state = path.state === 'offline' ? 'offline' : { up: 'running', failed: 'blocked', offline: 'transport-offline' }[sessionOf(machine, path)?.state ?? 'up']; // prettier-ignore
    lines.push(
      `\t\tscsi${String(path.host)} Channel 00 Id 0 Lun: ${String(path.lun)}`,
      `\t\t\tAttached scsi disk ${path.node}\t\tState: ${state}`,
    );
  }
  return lines;
}
