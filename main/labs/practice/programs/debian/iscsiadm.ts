import { debianOf, runningOf } from '../../world/debian/debian.ts';
import { readRecords, removeRecord, storeRecord, writeRecord, type NodeRecord } from '../../world/debian/iscsi/records.ts';
import { logIn, logOut, portalAt, scanSessions, sessionInUse } from '../../world/debian/iscsi/session.ts';
import { portalReachable } from '../../world/debian/network/links.ts';
import type { IscsiSession } from '../../world/debian/state.ts';
import { startUnit } from '../../world/debian/systemd/control.ts';
import { unitOf } from '../../world/debian/systemd/files.ts';
import type { Program, ProgramCall } from '../program.ts';
import { sessionDetails } from './iscsi-session-text.ts';

/** Exit statuses of open-iscsi (iscsi_err.h). */
const noRecords = 21;
const sessionExists = 15;
const notConnected = 4;
const loginFailed = 8;

const longNames: Readonly<Record<string, string>> = { '--mode': 'm', '--type': 't', '--portal': 'p', '--targetname': 'T', '--op': 'o', '--name': 'n', '--value': 'v', '--print': 'P', '--sid': 'r', '--loginall': 'L', '--logoutall': 'U', '--interface': 'I' }; // prettier-ignore

function read(call: ProgramCall): { readonly values: ReadonlyMap<string, string>; readonly flags: ReadonlySet<string> } {
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const single: Readonly<Record<string, string>> = { '--login': 'l', '--logout': 'u', '--rescan': 'R', '--stats': 's' };
  for (let at = 0; at < call.args.length; at += 1) {
    const word = call.args[at] ?? '';
    const inline = /^(--[a-z]+)=(.*)$/u.exec(word);
    const name = longNames[inline?.[1] ?? word] ?? (/^-[mtpTonvPrLUI]/u.test(word) ? word.charAt(1) : undefined);
    if (name !== undefined) values.set(name, inline?.[2] ?? (/^-[a-zA-Z].+/u.test(word) && !word.startsWith('--') ? word.slice(2) : (call.args[(at += 1)] ?? '')));
    else flags.add(single[word] ?? word.replace(/^-+/u, ''));
  }
  return { values, flags };
} // prettier-ignore

/** iscsiadm of open-iscsi 2.1.8: discovery by SendTargets, node records, login and logout, sessions. */
export const iscsiadm: Program = async (call) => {
  const { values, flags } = read(call);
  const daemon = unitOf(call.machine, 'iscsid.service');
  if (daemon !== undefined && runningOf(call.machine).units['iscsid.socket']?.active === 'active')
    startUnit(call.machine, daemon);
  await call.sleep(80);
  switch (values.get('m')) {
    case 'discovery':
    case 'discoverydb':
      return discover(call, values.get('p') ?? '');
    case 'node':
      return node(call, values, flags);
    case 'session':
      return session(call, values, flags);
    case 'iface':
      call.write('default tcp,<empty>,<empty>,<empty>,<empty>\niser iser,<empty>,<empty>,<empty>,<empty>\n');
      return 0;
    default:
      call.writeError("iscsiadm: one of the modes 'discovery', 'node', 'session', 'host' or 'iface' was expected\n");
      return 1;
  }
};

async function discover(call: ProgramCall, portal: string): Promise<number> {
  const [address = '', port = '3260'] = portal.split(':');
  const found = portalAt(call.machine, address);
  if (found === null || port !== '3260') {
    const known = Object.values(debianOf(call.world).arrays).flatMap(({ portals }) => portals).find((one) => one.address === address);
    if (known !== undefined && portalReachable(call.machine, known)) {
      for (let attempt = 0; attempt < 6; attempt += 1) {
        call.writeError(`iscsiadm: cannot make connection to ${address}: Connection refused\n`);
        await call.sleep(1_000);
      }
    } else {
      for (let attempt = 0; attempt < 6; attempt += 1) {
        await call.sleep(15_000);
        call.writeError(`iscsiadm: connect to ${address} timed out\n`);
      }
    }
    call.writeError('iscsiadm: connection login retries (reopen_max) 5 exceeded\niscsiadm: Could not perform SendTargets discovery: encountered connection failure\n');
    return notConnected;
  }
  await call.sleep(150);
  // The target names all its portals, each with its group.
  for (const one of found.array.portals.filter(({ enabled }) => enabled)) {
    storeRecord(call.machine, found.array.iqn, one.address, 3260, one.group);
    call.write(`${one.address}:3260,${String(one.group)} ${found.array.iqn}\n`);
  }
  return 0;
} // prettier-ignore

function matching(call: ProgramCall, values: ReadonlyMap<string, string>): readonly NodeRecord[] {
  const [address] = (values.get('p') ?? '').split(/[:,]/u);
  return readRecords(call.machine).filter((record) => (values.get('T') ?? record.target) === record.target && (address === '' || address === record.address)); // prettier-ignore
}

async function node(call: ProgramCall, values: ReadonlyMap<string, string>, flags: ReadonlySet<string>): Promise<number> {
  const records = matching(call, values);
  const none = (): number => {
    call.writeError('iscsiadm: No records found\n');
    return noRecords;
  };
  const all = values.get('L') ?? values.get('U');
  if (all !== undefined) {
    const wanted = records.filter((record) => all === 'all' || record.values.get('node.startup') === all);
    if (wanted.length === 0) return all === 'all' ? none() : 0;
    return values.has('L') ? login(call, wanted) : logout(call, wanted);
  }
  if (records.length === 0) return none();
  if (flags.has('l')) return login(call, records);
  if (flags.has('u')) return logout(call, records);
  if (flags.has('R')) return rescan(call, runningOf(call.machine).scsi.sessions.filter((one) => records.some((record) => record.address === one.portal)));
  switch (values.get('o')) {
    case 'update': {
      const name = values.get('n') ?? '';
      for (const record of records) {
        if (!record.values.has(name)) {
          call.writeError(`iscsiadm: Cannot modify ${name}. Invalid param name.\niscsiadm: Could not execute operation on all records: invalid parameter\n`);
          return 7;
        }
        writeRecord(call.machine, { ...record, values: new Map([...record.values, [name, values.get('v') ?? '']]) });
      }
      return 0;
    }
    case 'delete':
      for (const record of records) {
        if (runningOf(call.machine).scsi.sessions.some(({ portal }) => portal === record.address)) {
          call.writeError(`iscsiadm: This command will remove the record [iface: default, target: ${record.target}, portal: ${record.address},${String(record.port)}], but a session is using it. Logout session then rerun command to remove record.\niscsiadm: Could not execute operation on all records: session exists\n`);
          return sessionExists;
        }
        removeRecord(call.machine, record);
      }
      return 0;
    case 'new':
      return 0;
    default:
      if (values.get('o') === 'show' || values.has('T')) {
        for (const record of records) call.write(call.machine.files.readText(`/etc/iscsi/nodes/${record.target}/${record.address},${String(record.port)},${String(record.group)}/default`));
        return 0;
      }
      for (const record of records) call.write(`${record.address}:${String(record.port)},${String(record.group)} ${record.target}\n`);
      return 0;
  }
} // prettier-ignore

function titleOf(record: NodeRecord): string {
  return `[iface: default, target: ${record.target}, portal: ${record.address},${String(record.port)}]`;
}

async function login(call: ProgramCall, records: readonly NodeRecord[]): Promise<number> {
  const { scsi } = runningOf(call.machine);
  const present = records.filter((record) => scsi.sessions.some(({ portal }) => portal === record.address));
  const wanted = records.filter((record) => !present.includes(record));
  if (wanted.length === 0) {
    for (const record of present) call.writeError(`iscsiadm: default: 1 session requested, but 1 already present.\niscsiadm: Could not login to ${titleOf(record)}.\n`); // prettier-ignore
    call.writeError(
      `iscsiadm: initiator reported error (${String(sessionExists)} - session exists)\niscsiadm: Could not log into all portals\n`,
    );
    return sessionExists;
  }
  for (const record of wanted) call.write(`Logging in to ${titleOf(record)}\n`);
  const answering = wanted.filter((record) => portalAt(call.machine, record.address) !== null);
  await call.sleep(900);
  logIn(call.machine, answering);
  for (const record of answering) call.write(`Login to ${titleOf(record)} successful.\n`);
  const dead = wanted.filter((record) => !answering.includes(record));
  if (dead.length === 0) return 0;
  // Eight tries of fifteen seconds, the record's own figures.
  await call.sleep(120_000);
  for (const record of dead)
    call.writeError(`iscsiadm: Could not login to ${titleOf(record)}.\niscsiadm: initiator reported error (${String(loginFailed)} - connection timed out)\n`); // prettier-ignore
  call.writeError('iscsiadm: Could not log into all portals\n');
  return loginFailed;
}

async function logout(call: ProgramCall, records: readonly NodeRecord[]): Promise<number> {
  const { scsi } = runningOf(call.machine);
  const sessions = scsi.sessions.filter(({ portal }) => records.some((record) => record.address === portal));
  if (sessions.length === 0) {
    call.writeError('iscsiadm: No matching sessions found\n');
    return noRecords;
  }
  let status = 0;
  for (const one of sessions) {
    const title = `[sid: ${String(one.id)}, target: ${one.array}, portal: ${one.portal},3260]`;
    call.write(`Logging out of session ${title}\n`);
    await call.sleep(300);
    if (sessionInUse(call.machine, one)) {
      call.writeError(
        `iscsiadm: Could not logout of ${title}.\niscsiadm: initiator reported error (28 - device or resource in use)\niscsiadm: Could not logout of all requested sessions\n`,
      );
      status = 28;
      continue;
    }
    logOut(call.machine, [one]);
    call.write(`Logout of ${title} successful.\n`);
  }
  return status;
}

async function rescan(call: ProgramCall, sessions: readonly IscsiSession[]): Promise<number> {
  for (const one of sessions)
    call.write(`Rescanning session [sid: ${String(one.id)}, target: ${one.array}, portal: ${one.portal},3260]\n`);
  await call.sleep(400);
  scanSessions(call.machine, sessions);
  return 0;
}

async function session(call: ProgramCall, values: ReadonlyMap<string, string>, flags: ReadonlySet<string>): Promise<number> {
  const { sessions } = runningOf(call.machine).scsi;
  const wanted = sessions.filter(({ id }) => values.get('r') === undefined || String(id) === values.get('r'));
  if (wanted.length === 0) {
    call.writeError('iscsiadm: No active sessions.\n');
    return noRecords;
  }
  if (flags.has('R')) return rescan(call, wanted);
  if (flags.has('u'))
    return logout(
      call,
      readRecords(call.machine).filter(({ address }) => wanted.some(({ portal }) => portal === address)),
    );
  const level = Number(values.get('P') ?? '0');
  if (level > 0) call.write(sessionDetails(call.machine, wanted, level));
  else
    for (const one of wanted)
      call.write(`tcp: [${String(one.id)}] ${one.portal}:3260,${String(one.group)} ${one.array} (non-flash)\n`);
  return 0;
}
