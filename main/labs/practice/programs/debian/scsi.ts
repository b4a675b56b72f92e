import { arrayOf, runningOf } from '../../world/debian/debian.ts';
import { addressOfPath, scanSessions } from '../../world/debian/iscsi/session.ts';
import { controllerOf, lunOf, sessionOf } from '../../world/debian/iscsi/way.ts';
import { pathState } from '../../world/debian/multipath/path-state.ts';
import type { ScsiPath } from '../../world/debian/state.ts';
import type { Program, ProgramCall } from '../program.ts';

/** lsscsi 0.32; -t names the transport's target. */
const lsscsi: Program = (call) => {
  const paths = [...runningOf(call.machine).scsi.paths].sort((left, right) => left.host - right.host || left.lun - right.lun);
  const transport = call.args.some((word) => /^-[a-zA-Z]*t/u.test(word) || word === '--transport');
  const wwn = call.args.some((word) => /^-[a-zA-Z]*[wi]/u.test(word));
  const rows = paths.map((path) => {
    const session = sessionOf(call.machine, path);
    const middle = transport ? `${session?.array ?? ''},t,0x${(session?.group ?? 0).toString(16)} ` : wwn ? `0x${path.naa}`.padEnd(30) : `${'LIO-ORG'.padEnd(8)} ${'FILEIO'.padEnd(16)} ${'4.0'.padEnd(4)} `;
    return `[${addressOfPath(path)}]    disk    ${middle} /dev/${path.node} \n`;
  });
  call.write(`${transport ? '[2:0:0:0]    cd/dvd  sata:                           /dev/sr0 \n' : '[2:0:0:0]    cd/dvd  QEMU     QEMU DVD-ROM     2.5+  /dev/sr0 \n'}${rows.join('')}`);
  return Promise.resolve(0);
}; // prettier-ignore

function pathOf(call: ProgramCall): ScsiPath | null {
  const word = call.args.filter((one) => !one.startsWith('-')).at(-1) ?? '';
  const real = call.machine.files.exists(word) ? call.machine.files.realPath(word) : word;
  const node = real.replace(/^\/dev\//u, '');
  const { maps, scsi } = runningOf(call.machine);
  const map = maps.find(({ minor }) => `dm-${String(minor)}` === node);
  const name = map === undefined ? node : map.groups[map.active]?.paths[0]?.node;
  return scsi.paths.find((path) => path.node === name) ?? null;
}

/** A command of sg3-utils on a path that answers; else what the tool says. */
function asked(program: string, answer: (call: ProgramCall, path: ScsiPath) => string): Program {
  return async (call) => {
    const path = pathOf(call);
    if (path === null) {
      call.writeError(`${program}: error opening file: ${call.args.at(-1) ?? ''}: No such file or directory\n`);
      return 2;
    }
    while (pathState(call.machine, path) === 'wait') await call.sleep(200);
    if (pathState(call.machine, path) === 'error') {
      call.writeError(`${program} failed: Transport error\n`);
      return 35;
    }
    call.write(answer(call, path));
    return 0;
  };
}

const states = ['active/optimized', 'active/non optimized', 'standby', 'unavailable'];

/** Report target port groups, as sg_rtpg -d decodes them. */
function rtpg(call: ProgramCall, path: ScsiPath): string {
  const lun = lunOf(call.world, call.machine, path);
  const lines = ['Report list length = 28', 'Report target port groups:'];
  if (call.args.some((word) => /^-v/u.test(word)))
    lines.unshift('    Report target port groups cdb: [a3 0a 00 00 00 00 00 00 04 00 00 00]');
  for (const [index, controller] of (['A', 'B'] as const).entries()) {
    const access = lun?.access[controller] ?? 3;
    const changed =
      controller === lun?.preferred
        ? '0x00 (no status available)'
        : '0x02 (target port asym. state changed by implicit lu behaviour)';
    lines.push(
      `  target port group id : 0x${(16 + index).toString(16)} , Pref=0, Rtpg_fmt=0`,
      `    target port group asymmetric access state : 0x0${String(access)} (${states[access] ?? 'unavailable'})`,
      '    T_SUP : 1, O_SUP : 1, LBD_SUP : 0, U_SUP : 1, S_SUP : 1, AN_SUP : 1, AO_SUP : 1',
      `    status code : ${changed}`,
      '    vendor unique status : 0x00',
      '    target port count : 01',
      '    Relative target port ids:',
      `      0x0${String(index + 1)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function inquiry(call: ProgramCall, path: ScsiPath): string {
  return `standard INQUIRY:
  PQual=0  PDT=0  RMB=0  LU_CONG=0  hot_pluggable=0  version=0x06  [SPC-4]
  [AERC=0]  [TrmTsk=0]  NormACA=0  HiSUP=0  Resp_data_format=2
  SCCS=1  ACC=0  TPGS=1  3PC=1  Protect=0  [BQue=0]
  EncServ=0  MultiP=1 (VS=0)  [MChngr=0]  [ACKREQQ=0]  Addr16=0
  [RelAdr=0]  WBus16=0  Sync=0  [Linked=0]  [TranDis=0]  CmdQue=1
  [SPI: Clocking=0x0  QAS=0  IUS=0]
    length=96 (0x60)   Peripheral device type: disk
 Vendor identification: LIO-ORG 
 Product identification: FILEIO          
 Product revision level: 4.0 
 Unit serial number: ${lunOf(call.world, call.machine, path)?.serial ?? ''}
`;
}

/** Device identification, as sg_vpd -p di decodes it. */
function identification(call: ProgramCall, path: ScsiPath): string {
  const lun = lunOf(call.world, call.machine, path);
  const group = controllerOf(call.machine, path) === 'A' ? 1 : 2;
  const { iqn } = arrayOf(call.world);
  return `Device Identification VPD page:
  Addressed logical unit:
    designator type: NAA,  code set: Binary
      0x${path.naa}
    designator type: T10 vendor identification,  code set: ASCII
      vendor id: LIO-ORG 
      vendor specific: FILEIO:${lun?.serial ?? ''}
    designator type: Logical unit group,  code set: Binary
      Logical unit group: 0x0
  Target port:
    designator type: Relative target port,  code set: Binary
     transport: Internet SCSI (iSCSI)
      Relative target port: 0x${String(group)}
    designator type: Target port group,  code set: Binary
     transport: Internet SCSI (iSCSI)
      Target port group: 0x${(15 + group).toString(16)}
    designator type: SCSI name string,  code set: UTF-8
     transport: Internet SCSI (iSCSI)
      SCSI name string:
      ${iqn},t,0x000${String(group)}
  Target device that contains addressed lu:
    designator type: SCSI name string,  code set: UTF-8
     transport: Internet SCSI (iSCSI)
      SCSI name string:
      ${iqn}
`;
}

const rescan: Program = async (call) => {
  await call.sleep(2_000);
  scanSessions(call.machine, runningOf(call.machine).scsi.sessions);
  call.write('0 new or changed device(s) found.\n0 remapped or resized device(s) found.\n0 device(s) removed.\n');
  return 0;
};

/** Tools that speak SCSI. */
export const scsiPrograms: Readonly<Record<string, Program>> = {
  '/usr/bin/lsscsi': lsscsi,
  '/usr/bin/sg_rtpg': asked('sg_rtpg', rtpg),
  '/usr/bin/sg_inq': asked('sg_inq', inquiry),
  '/usr/bin/sg_vpd': asked('sg_vpd', identification),
  '/usr/bin/sg_turs': asked('sg_turs', () => ''),
  '/usr/bin/rescan-scsi-bus.sh': rescan,
};
