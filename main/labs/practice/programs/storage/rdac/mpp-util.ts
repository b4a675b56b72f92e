import { hasModule } from '../../../world/storage/drivers.ts';
import { rescanBus } from '../../../world/storage/host.ts';
import { failBack } from '../../../world/storage/rdac.ts';
import { controllerOf, hiddenByHba } from '../../../world/storage/scan.ts';
import type { ArrayState, ControllerName, HostRuntime, MppLun, MppModule, RemotePort } from '../../../world/storage/state.ts';
import type { World } from '../../../world/world.ts';
import type { Program, ProgramCall } from '../../program.ts';

const usage = `Usage: mppUtil [-a [<array name>]] [-c <wwn file>] [-d <level>] [-e <level>] [-g <virtual target id>]
               [-I <host>] [-M] [-o <option>[=<value>]] [-s {"failback"|"avt"|"busscan"|"forcerebalance"}] [-S] [-U] [-V] [-w <target>,<lun>]
`;

/** /usr/sbin/mppUtil: RDAC's own view of arrays, controllers, paths and LUNs. */
export const mppUtil: Program = async (call) => {
  const [option = '', ...rest] = call.args;
  const runtime = call.world.state.storage.runtimes[call.machine.name];
  if (option.startsWith('-V')) return version(call, runtime);
  if (runtime === undefined || !hasModule(runtime.drivers, 'mppVhba')) {
    call.writeError('The mppVhba driver is not loaded. mppUtil cannot be executed.\n');
    return 1;
  }
  const glued = option.slice(2);
  const value = glued !== '' ? glued : rest[0];
  switch (option.slice(0, 2)) {
    case '-a':
      return value === undefined
        ? listModules(call, runtime)
        : showModule(
            call,
            runtime,
            runtime.modules.find((module) => module.array === value),
            value,
          );
    case '-g':
      return showModule(
        call,
        runtime,
        runtime.modules.find((module) => String(module.target) === value),
        value ?? '',
      );
    case '-S':
      return connections(call, runtime);
    case '-s':
      return command(call, runtime, value);
    default:
      call.writeError(usage);
      return 1;
  }
};

function version(call: ProgramCall, runtime: HostRuntime | undefined): number {
  if (runtime === undefined || runtime.drivers.rdacVersion === '') {
    call.writeError('The mppVhba driver is not loaded. mppUtil cannot be executed.\n');
    return 1;
  }
  call.write(`Linux MPP Driver. Version:${runtime.drivers.rdacVersion} Build:Tue Dec  4 15:12:47 CST 2007\n`);
  return 0;
}

function head(call: ProgramCall): string {
  const time = new Date(call.machine.now());
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(time.getUTCMonth() + 1)}/${two(time.getUTCDate())}/${String(time.getUTCFullYear())}`;
  const clock = `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
  return `Hostname    = ${call.machine.state.hostname.split('.')[0] ?? ''}\nDomainname  = N/A\nTime        = GMT ${date} ${clock} \n\n`;
}

function listModules(call: ProgramCall, runtime: HostRuntime): number {
  const rule = '---------------------------------------------------------------\n';
  call.write(`${head(call)}${rule}Info of Array Module's seen by this Host.\n${rule}ID\t\tWWN\t\t\t \tType     Name\n${rule}`);
  for (const module of runtime.modules) {
    const array = call.world.state.storage.arrays[module.array];
    call.write(` ${String(module.target)}\t${array?.wwid ?? ''}\tFC     ${module.array}\n`);
  }
  call.write(rule);
  return 0;
}

/** Two label-value pairs on one line, labels right-aligned at columns 17 and 57. */
function two(label: string, value: string, label2: string, value2: string): string {
  return `${label.padStart(16)}: ${value.padEnd(36)}${label2.padStart(18)}: ${value2}\n`;
}

function right(label: string, value: string): string {
  return `${label.padStart(72)}: ${value}\n`;
}

function yes(value: boolean): string {
  return value ? 'Y' : 'N';
}

function showModule(call: ProgramCall, runtime: HostRuntime, module: MppModule | undefined, asked: string): number {
  const array = call.world.state.storage.arrays[module?.array ?? ''];
  if (module === undefined || array === undefined) {
    call.writeError(`mppUtil: ${asked}: no such array module\n`);
    return 1;
  }
  const a = pathsTo(call.world, runtime, array.name, 'A');
  const b = pathsTo(call.world, runtime, array.name, 'B');
  call.write(head(call));
  call.write('MPP Information:\n----------------\n');
  call.write(two('ModuleName', array.name, 'SingleController', yes(a.length === 0 || b.length === 0)));
  call.write(two('VirtualTargetID', `0x${module.target.toString(16).padStart(3, '0')}`, 'ScanTriggered', 'N'));
  call.write(two('ObjectCount', '0x000', 'AVTEnabled', 'N'));
  call.write(two('WWN', array.wwid, 'RestoreCfg', 'N'));
  call.write(two('ModuleHandle', 'none', 'Page2CSubPage', 'Y'));
  call.write(`${'FirmwareVersion'.padStart(16)}: ${firmware(array)}\n${'ScanTaskState'.padStart(16)}: 0x00000000\n\n`);
  for (const controller of ['A', 'B'] as const) call.write(controllerText(call.world, runtime, array, controller));
  call.write('Lun Information\n---------------\n');
  for (const lun of module.luns) call.write(lunText(call.world, runtime, array, lun));
  return 0;
}

/** `6.23.5.0` of `06.23.05.00`. */
function firmware(array: ArrayState): string {
  return array.firmware
    .split('.')
    .map((part) => String(Number(part)))
    .join('.');
}

function pathsTo(world: World, runtime: HostRuntime, array: string, controller: ControllerName): readonly RemotePort[] {
  return runtime.remotePorts.filter((port) => {
    const where = port.known && !hiddenByHba(world, runtime, port) ? controllerOf(world, port.wwpn) : null;
    return where?.array === array && where.controller === controller;
  });
}

function controllerText(world: World, runtime: HostRuntime, array: ArrayState, controller: ControllerName): string {
  const paths = pathsTo(world, runtime, array.name, controller);
  const access = runtime.paths.find((path) => path.array === array.name && path.controller === controller && path.wwid === null);
  const failed = paths.length > 0 && paths.every((port) => port.rating === 'FAILED');
  const lines = paths.map((port, index) => {
    const id = `77${port.scsiHost.toString(16).padStart(2, '0')}0${port.target.toString(16).padStart(3, '0')}`;
    return [
      `    Path #${String(index + 1)}\n    ---------\n`,
      two(
        'DirectoryVertex',
        port.state === 'Not Present' ? 'not present' : 'present',
        'Present',
        yes(port.state !== 'Not Present'),
      ),
      `${'PathState'.padStart(16)}: ${port.rating}\n`,
      `${'PathId'.padStart(16)}: ${id} (hostId: ${String(port.scsiHost)}, channelId: 0, targetId: ${String(port.target)})\n\n`,
    ].join('');
  });
  return [
    `Controller '${controller}' Status:\n-----------------------\n`,
    two('ControllerHandle', 'none', 'ControllerPresent', yes(paths.length > 0)),
    two('UTMLunExists', access === undefined ? 'N' : `Y (${String(access.lun).padStart(3, '0')})`, 'Failed', yes(failed)),
    two('NumberOfPaths', String(paths.length), 'FailoverInProg', 'N'),
    '\n',
    ...lines,
  ].join('');
}

function lunText(world: World, runtime: HostRuntime, array: ArrayState, lun: MppLun): string {
  const drive = array.logicalDrives.find((candidate) => candidate.wwid === lun.wwid);
  const present = drive !== undefined && runtime.paths.some((path) => path.wwid === lun.wwid);
  const lines = [
    `    Lun #${String(lun.lun)} - WWN: ${lun.wwid}\n    ----------------\n`,
    two('LunObject', present ? 'present' : 'not present', 'CurrentOwningPath', drive?.current ?? 'A'),
    two('RemoveEligible', 'N', 'BootOwningPath', drive?.preferred ?? 'A'),
    two('NotConfigured', 'N', 'PreferredPath', drive?.preferred ?? 'A'),
    two('DevState', lun.failed ? 'FAILED' : 'OPTIMAL', 'ReportedPresent', yes(present)),
    right('ReportedMissing', yes(!present)),
    right('NeedsReservationCheck', 'N'),
    right('TASBitSet', 'Y'),
    right('NotReady', 'N'),
    right('Busy', 'N'),
    right('Quiescent', 'N'),
    '\n',
  ];
  for (const controller of ['A', 'B'] as const) {
    const paths = pathsTo(world, runtime, array.name, controller);
    lines.push(`    Controller '${controller}' Path\n    --------------------\n`);
    lines.push(two('NumLunObjects', String(paths.length), 'RoundRobinIndex', '0'));
    paths.forEach((port, index) => {
      const there =
        runtime.paths.some((path) => path.scsiHost === port.scsiHost && path.target === port.target && path.wwid === lun.wwid) &&
        port.state !== 'Not Present';
      lines.push(`         Path #${String(index + 1)}: LunPathDevice: ${there ? 'present' : 'not present'}\n`);
      lines.push(
        `                       DevState: ${port.rating}\n                    RemoveState: 0x0  StartState: 0x1  PowerState: 0x0\n\n`,
      );
    });
    if (paths.length === 0) lines.push('\n');
  }
  return lines.join('');
}

function connections(call: ProgramCall, runtime: HostRuntime): number {
  const virtual = runtime.scsiHosts.find((host) => host.driver === 'mpp')?.number ?? 0;
  const paths = runtime.remotePorts.filter((port) => port.known && !hiddenByHba(call.world, runtime, port));
  for (const module of runtime.modules) {
    const own = paths.filter((port) => controllerOf(call.world, port.wwpn)?.array === module.array);
    const left = own.map(
      (port) =>
        `H${String(port.scsiHost)}C0T${String(port.target)}`.padEnd(9) + (port.rating === 'OPTIMAL' ? 'Active' : 'Failed'),
    );
    const rightSide = module.luns.map(
      (lun) =>
        `H${String(virtual)}C0T${String(module.target)}L${String(lun.lun).padStart(3, '0')}`.padEnd(15) +
        (lun.failed ? 'FAILED' : 'OPTIMAL'),
    );
    for (let at = 0; at < Math.max(left.length, rightSide.length); at += 1)
      call.write(`${(left[at] ?? '').padEnd(25)}${rightSide[at] ?? ''}\n`);
  }
  return 0;
}

async function command(call: ProgramCall, runtime: HostRuntime, value: string | undefined): Promise<number> {
  switch (value) {
    case 'busscan':
      await call.sleep(1_000);
      rescanBus(call.world, call.machine.name);
      return 0;
    case 'failback':
    case 'forcerebalance':
      await call.sleep(2_000);
      failBack(call.world, runtime);
      return 0;
    case 'avt':
      return 0;
    default:
      call.writeError(usage);
      return 1;
  }
}
