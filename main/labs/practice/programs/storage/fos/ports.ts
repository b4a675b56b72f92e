import { attachedTo, logins, portId, portState, linkSpeed, type PortState } from '../../../world/storage/fabric.ts';
import { noErrors } from '../../../world/storage/build.ts';
import { fabricChanged } from '../../../world/storage/timeline.ts';
import type { SwitchPort, SwitchState } from '../../../world/storage/state.ts';
import type { World } from '../../../world/world.ts';
import type { Program, ProgramCall } from '../../program.ts';

export function switchOf(call: ProgramCall): SwitchState {
  const of = call.world.state.storage.switches[call.machine.name];
  if (of === undefined) throw new Error(`${call.machine.name} is no switch`);
  return of;
}

/** World-wide name of a switch port: 20, the port, then the switch's own. */
function portWwn(of: SwitchState, port: number): string {
  return `20:${port.toString(16).padStart(2, '0')}:${of.wwn.slice(6)}`;
}

export const switchshow: Program = (call) => {
  const of = switchOf(call);
  const head = [
    ['switchName', of.name],
    ['switchType', '12.2'],
    ['switchState', of.disabled === true ? 'Offline   ' : 'Online   '],
    ['switchMode', 'Native'],
    ['switchRole', 'Principal'],
    ['switchDomain', String(of.domain)],
    ['switchId', `fffc${of.domain.toString(16).padStart(2, '0')}`],
    ['switchWwn', of.wwn],
    ['zoning', of.effective === null ? 'OFF' : `ON (${of.effective.configuration})`],
    ['switchBeacon', 'OFF'],
  ];
  for (const [key, value] of head) call.write(`${key ?? ''}:\t${value ?? ''}\n`);
  call.write('\nArea Port Media Speed State     \n==============================\n');
  for (const port of of.ports) call.write(`${row(call.world, of, port).trimEnd()}\n`);
  return Promise.resolve(0);
};

function row(world: World, of: SwitchState, port: SwitchPort): string {
  const state = portState(world, of, port);
  const attached = attachedTo(world, of.name, port.port);
  const speed = state === 'Online' && attached !== null ? `N${String(linkSpeed(attached))}` : 'N2';
  const disabled = port.persistentlyDisabled ? 'Disabled (Persistent)' : 'Disabled';
  const comment = port.disabled ? disabled : state === 'Online' && attached !== null ? `F-Port  ${attached.wwpn}` : '';
  const number = String(port.port).padStart(3);
  return `${number} ${number}   ${port.module ? 'id' : '--'}    ${speed}   ${state.padEnd(9)} ${comment}`;
}

const physicalStates: Readonly<Record<PortState, string>> = {
  Online: '6\tIn_Sync',
  In_Sync: '6\tIn_Sync',
  No_Sync: '5\tNo_Sync',
  No_Light: '4\tNo_Light',
  No_Module: '1\tNo_Module',
};

/** A port number as typed, or null after the usage error was printed. */
function portArgument(call: ProgramCall, name: string): SwitchPort | null {
  const typed = call.args[0];
  if (typed === undefined) {
    call.write(`Usage: ${name} [Slot/]Port\n`);
    return null;
  }
  const port = /^[0-9]+$/u.test(typed) ? switchOf(call).ports.find((candidate) => candidate.port === Number(typed)) : undefined;
  if (port === undefined) {
    call.write(`port ${typed} out of range\nUsage: ${name} [Slot/]Port\n`);
    return null;
  }
  return port;
}

export const portshow: Program = (call) => {
  const port = portArgument(call, 'portshow');
  if (port === null) return Promise.resolve(1);
  const of = switchOf(call);
  const state = portState(call.world, of, port);
  const attached = attachedTo(call.world, of.name, port.port);
  const online = state === 'Online';
  const flags = port.disabled
    ? '0x1\t PRESENT LED'
    : online
      ? '0x20b03\t PRESENT ACTIVE F_PORT G_PORT U_PORT LOGICAL_ONLINE LOGIN NOELP LED ACCEPT'
      : '0x1\t PRESENT U_PORT LED';
  const reason = port.persistentlyDisabled ? 'Persistently disabled port' : port.disabled ? 'Port disabled by command' : 'None';
  call.write(
    `portName: \nportHealth: ${online ? 'HEALTHY' : 'OFFLINE'}\n\nAuthentication: None\nportDisableReason: ${reason}\nportCFlags: 0x1\nportFlags: ${flags}\nportType:  4.1\n`,
  );
  call.write(
    `portState: ${online ? '1\tOnline' : '2\tOffline'}  \nportPhys:  ${physicalStates[state]}   \nportScn:   ${online ? '32\tF_Port' : port.disabled ? '2\tOffline' : '0'}   \n`,
  );
  call.write(
    `port generation number:    ${String(port.counters.transitions)}\nportId:    ${portId(of, port.port)}\nportIfId:    4302${portId(of, port.port).slice(2, 4)}00\nportWwn:   ${portWwn(of, port.port)}\n`,
  );
  call.write(
    `portWwn of device(s) connected:\n${online && attached !== null ? `\t${attached.wwpn}\n` : '\tNone\n'}Distance:  normal\nportSpeed: ${online && attached !== null ? `N${String(linkSpeed(attached))}Gbps` : 'N2Gbps'}\n\n`,
  );
  const c = port.counters;
  const cell = (label: string, value: number): string => `${label.padEnd(19)}${String(value).padEnd(11)}`;
  call.write(`${cell('Interrupts:', c.transitions * 3)}${cell('Link_failure:', c.linkFailures)}${cell('Frjt:', 0).trimEnd()}\n`);
  call.write(`${cell('Unknown:', 0)}${cell('Loss_of_sync:', c.lossOfSync)}${cell('Fbsy:', 0).trimEnd()}\n`);
  call.write(`${cell('Lli:', c.transitions * 2)}${cell('Loss_of_sig:', c.lossOfSignal).trimEnd()}\n`);
  call.write(
    `${cell('Proc_rqrd:', 0)}${cell('Protocol_err:', 0).trimEnd()}\n${cell('Timed_out:', 0)}${cell('Invalid_word:', c.encodingErrors).trimEnd()}\n${cell('Rx_flushed:', 0)}${cell('Invalid_crc:', c.crcErrors).trimEnd()}\n`,
  );
  return Promise.resolve(0);
};

function switching(name: string, change: (port: SwitchPort) => void): Program {
  return (call) => {
    const port = portArgument(call, name);
    if (port === null) return Promise.resolve(1);
    const before = port.disabled;
    change(port);
    if (port.disabled !== before) {
      port.counters.transitions += 1;
      if (port.disabled) port.counters.lossOfSync += 1;
    }
    fabricChanged(call.world);
    return Promise.resolve(0);
  };
}

function switchingAll(disabled: boolean): Program {
  return (call) => {
    switchOf(call).disabled = disabled;
    fabricChanged(call.world);
    return Promise.resolve(0);
  };
}

/** Takes the whole switch offline, as before maintenance. Silent, like its counterpart. */
export const switchdisable = switchingAll(true);
export const switchenable = switchingAll(false);

export const portdisable = switching('portdisable', (port) => {
  port.disabled = true;
});
/** A persistently disabled port stays so: portenable says nothing of it and does not help. */
export const portenable = switching('portenable', (port) => {
  port.disabled = port.persistentlyDisabled;
});
export const portcfgpersistentdisable = switching('portcfgpersistentdisable', (port) => {
  port.persistentlyDisabled = true;
  port.disabled = true;
});
export const portcfgpersistentenable = switching('portcfgpersistentenable', (port) => {
  port.persistentlyDisabled = false;
  port.disabled = false;
});

export const portstatsclear: Program = (call) => {
  const port = portArgument(call, 'portstatsclear');
  if (port === null) return Promise.resolve(1);
  Object.assign(port.counters, noErrors());
  return Promise.resolve(0);
};

export const porterrshow: Program = (call) => {
  const of = switchOf(call);
  call.write('          frames  enc  crc  too  too  bad  enc disc link loss loss frjt fbsy\n');
  call.write('         tx   rx   in  err shrt long  eof  out   c3 fail sync  sig          \n');
  call.write('     ---------------------------------------------------------------------\n');
  for (const port of of.ports) {
    const c = port.counters;
    const cells = [
      short(c.framesSent),
      short(c.framesReceived),
      0,
      c.crcErrors,
      0,
      0,
      0,
      short(c.encodingErrors),
      0,
      c.linkFailures,
      c.lossOfSync,
      c.lossOfSignal,
      0,
      0,
    ];
    call.write(`${String(port.port).padStart(3)}:  ${cells.map((cell) => String(cell).padStart(4)).join(' ')}\n`);
  }
  return Promise.resolve(0);
};

function short(value: number): string {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(1)}m`;
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)}k` : String(value);
}

export const nsshow: Program = (call) => {
  const of = switchOf(call);
  const here = logins(call.world).filter((login) => login.switch === of);
  if (here.length === 0) {
    call.write('There is no entry in the Local Name Server\n');
    return Promise.resolve(0);
  }
  call.write('{\n Type Pid    COS     PortName                NodeName                 TTL(sec)\n');
  for (const login of here) {
    call.write(` N    ${login.portId};      3;${login.attached.wwpn};${login.attached.nodeName}; na\n`);
    const from = login.attached.from;
    if (from.kind === 'controller') {
      const array = call.world.state.storage.arrays[from.array];
      call.write(`    FC4s: FCP [IBM     ${(array?.product ?? '').padEnd(15)} ${array?.revision ?? ''}]\n`);
    } else {
      const driver = call.world.state.storage.runtimes[from.host]?.drivers.hbaVersion ?? '';
      const symbol = `QLE2462 FW:v4.00.26 DVR:v${driver}`;
      call.write(`    FC4s: FCP \n    NodeSymb: [${String(symbol.length)}] "${symbol}"\n`);
    }
    call.write(`    Fabric Port Name: ${portWwn(of, login.port.port)} \n    Permanent Port Name: ${login.attached.wwpn}\n`);
  }
  call.write(`The Local Name Server has ${String(here.length)} ${here.length === 1 ? 'entry' : 'entries'} }\n`);
  return Promise.resolve(0);
};

export const nsallshow: Program = (call) => {
  const of = switchOf(call);
  const here = logins(call.world).filter((login) => login.switch === of);
  call.write(
    `{\n${here.length === 0 ? '' : `${here.map((login) => login.portId).join(' ')} \n`}${String(here.length)} Nx_Ports in the Fabric }\n`,
  );
  return Promise.resolve(0);
};
