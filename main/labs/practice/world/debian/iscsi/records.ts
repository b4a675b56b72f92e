import type { Machine } from '../../machine.ts';

/** A node record of open-iscsi: what iscsiadm keeps under /etc/iscsi/nodes, one file for each portal. */
export interface NodeRecord {
  readonly target: string;
  readonly address: string;
  readonly port: number;
  readonly group: number;
  readonly values: ReadonlyMap<string, string>;
}

const nodesFolder = '/etc/iscsi/nodes';

/** Settings that a record takes from iscsid.conf, in the order in which `-o show` prints them. */
const inherited: readonly (readonly [string, string])[] = [
  ['node.startup', 'manual'],
  ['node.leading_login', 'No'],
  ['node.session.initial_cmdsn', '0'],
  ['node.session.initial_login_retry_max', '8'],
  ['node.session.xmit_thread_priority', '-20'],
  ['node.session.cmds_max', '128'],
  ['node.session.queue_depth', '32'],
  ['node.session.nr_sessions', '1'],
  ['node.session.auth.authmethod', 'None'],
  ['node.session.timeo.replacement_timeout', '120'],
  ['node.session.err_timeo.abort_timeout', '15'],
  ['node.session.err_timeo.lu_reset_timeout', '30'],
  ['node.session.err_timeo.tgt_reset_timeout', '30'],
  ['node.session.err_timeo.host_reset_timeout', '60'],
  ['node.session.iscsi.FastAbort', 'Yes'],
  ['node.session.iscsi.InitialR2T', 'No'],
  ['node.session.iscsi.ImmediateData', 'Yes'],
  ['node.session.iscsi.FirstBurstLength', '262144'],
  ['node.session.iscsi.MaxBurstLength', '16776192'],
  ['node.session.scan', 'auto'],
  ['node.session.reopen_max', '0'],
  ['node.conn[0].startup', 'manual'],
  ['node.conn[0].timeo.logout_timeout', '15'],
  ['node.conn[0].timeo.login_timeout', '15'],
  ['node.conn[0].timeo.auth_timeout', '45'],
  ['node.conn[0].timeo.noop_out_interval', '5'],
  ['node.conn[0].timeo.noop_out_timeout', '5'],
  ['node.conn[0].iscsi.MaxXmitDataSegmentLength', '0'],
  ['node.conn[0].iscsi.MaxRecvDataSegmentLength', '262144'],
  ['node.conn[0].iscsi.HeaderDigest', 'None'],
];

/** `name = value` lines of iscsid.conf. */
export function readConfiguration(machine: Machine): ReadonlyMap<string, string> {
  const path = '/etc/iscsi/iscsid.conf';
  if (!machine.files.isFile(path)) return new Map();
  return parseValues(machine.files.readText(path));
}

function parseValues(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const found = /^\s*([A-Za-z][^\s=]*)\s*=\s*(.*?)\s*$/u.exec(line);
    if (found !== null) values.set(found[1] ?? '', found[2] ?? '');
  }
  return values;
}

/** What a discovery stores for a portal: iscsid.conf as it is now. A record that is there already is written anew. */
export function storeRecord(machine: Machine, target: string, address: string, port: number, group: number): NodeRecord {
  const configuration = readConfiguration(machine);
  const values = new Map<string, string>([
    ['node.name', target],
    ['node.tpgt', String(group)],
    ...inherited.map(([name, value]) => [name, configuration.get(name) ?? value] as const),
    ['node.discovery_address', address],
    ['node.discovery_port', String(port)],
    ['node.discovery_type', 'send_targets'],
    ['node.conn[0].address', address],
    ['node.conn[0].port', String(port)],
  ]);
  const record = { target, address, port, group, values };
  writeRecord(machine, record);
  return record;
}

export function writeRecord(machine: Machine, record: NodeRecord): void {
  const folder = folderOf(record);
  machine.files.makeDirectory(folder, { parents: true, mode: 0o700 });
  const lines = [...record.values].map(([name, value]) => `${name} = ${value === '' ? '<empty>' : value}\n`);
  machine.files.write(`${folder}/default`, `# BEGIN RECORD 2.1.8\n${lines.join('')}# END RECORD\n`, 0o600);
}

export function removeRecord(machine: Machine, record: NodeRecord): void {
  machine.files.remove(folderOf(record), { recursive: true });
}

function folderOf(record: Pick<NodeRecord, 'target' | 'address' | 'port' | 'group'>): string {
  return `${nodesFolder}/${record.target}/${record.address},${String(record.port)},${String(record.group)}`;
}

/** All records, in the order of their folders. */
export function readRecords(machine: Machine): readonly NodeRecord[] {
  const { files } = machine;
  if (!files.isDirectory(nodesFolder)) return [];
  return [...files.list(nodesFolder)].sort().flatMap((target) =>
    [...files.list(`${nodesFolder}/${target}`)].sort().flatMap((portal) => {
      const [address = '', port = '3260', group = '1'] = portal.split(',');
      const path = `${nodesFolder}/${target}/${portal}/default`;
      if (!files.isFile(path)) return [];
      return [{ target, address, port: Number(port), group: Number(group), values: parseValues(files.readText(path)) }];
    }),
  );
}

/** A setting of a record in whole seconds. */
export function secondsOf(record: NodeRecord, name: string, otherwise: number): number {
  const value = Number(record.values.get(name) ?? Number.NaN);
  return Number.isFinite(value) ? value : otherwise;
}
