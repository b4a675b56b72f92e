import { clockText } from '../../../world/clock.ts';
import type { Program } from '../../program.ts';
import {
  nsallshow, nsshow, portcfgpersistentdisable, portcfgpersistentenable, portdisable, portenable, porterrshow, portshow, portstatsclear, switchdisable, switchenable, switchOf, switchshow,
} from './ports.ts'; // prettier-ignore
import { zonePrograms } from './zones.ts';

const fabricshow: Program = (call) => {
  const of = switchOf(call);
  call.write(
    'Switch ID   Worldwide Name           Enet IP Addr    FC IP Addr      Name\n-------------------------------------------------------------------------\n',
  );
  const id = `fffc${of.domain.toString(16).padStart(2, '0')}`;
  call.write(
    `${String(of.domain).padStart(3)}: ${id} ${of.wwn} ${(call.machine.state.address ?? '0.0.0.0').padEnd(15)} 0.0.0.0        >"${of.name}"\n\nThe Fabric has 1 switches\n\n`,
  );
  return Promise.resolve(0);
};

const version: Program = (call) => {
  call.write(
    `Kernel:     2.4.19      \nFabric OS:  ${switchOf(call).fabricOs}\nMade on:    Thu Jul 6 00:52:39 2006\nFlash:      Tue Feb 20 10:12:54 2007\nBootProm:   4.2.13b     \n`,
  );
  return Promise.resolve(0);
};

const switchname: Program = (call) => {
  call.write(`${switchOf(call).name}\n`);
  return Promise.resolve(0);
};

const date: Program = (call) => {
  call.write(`${clockText(call.machine.now(), 'date')}\n`);
  return Promise.resolve(0);
};

const switchstatusshow: Program = (call) => {
  call.write(
    `Switch Health Report\nSwitch Name: \t${switchOf(call).name}\nIP address:\t${call.machine.state.address ?? ''}\nSwitchState:\tHEALTHY\n`,
  );
  return Promise.resolve(0);
};

/** One line each, as `help` lists them. */
const descriptions: Readonly<Record<string, string>> = {
  aliadd: 'Add a member to a zone alias', alicreate: 'Create a zone alias', alidelete: 'Delete a zone alias', aliremove: 'Remove a member from a zone alias', alishow: 'Print zone alias information',
  cfgactvshow: 'Display effective zone information', cfgadd: 'Add a member to a configuration', cfgclear: 'Clear all zone configurations', cfgcreate: 'Create a zone configuration', cfgdelete: 'Delete a zone configuration',
  cfgdisable: 'Disable a zone configuration', cfgenable: 'Enable a zone configuration', cfgremove: 'Remove a member from a configuration', cfgsave: 'Save zone configurations in flash', cfgshow: 'Print zone configuration information',
  date: 'Print or set the system date and time', defzone: 'Set or show the default zone mode', fabricshow: 'Print fabric membership info', help: 'Print commands', nsallshow: 'Print global name server information',
  nsshow: 'Print local name server information', portcfgpersistentdisable: 'Disable a port persistently', portcfgpersistentenable: 'Enable a port persistently', portdisable: 'Disable a specified port',
  portenable: 'Enable a specified port', porterrshow: 'Print port error summary', portshow: 'Print specified port status', portstatsclear: 'Clear port hardware statistics', switchdisable: 'Disable the switch', switchenable: 'Enable the switch', switchname: "Print or set this switch's name",
  switchshow: 'Print switch and port status', switchstatusshow: 'Print overall switch status', version: 'Print firmware version information', zoneadd: 'Add a member to a zone', zonecreate: 'Create a zone',
  zonedelete: 'Delete a zone', zoneremove: 'Remove a member from a zone', zoneshow: 'Print zone information',
}; // prettier-ignore

const help: Program = (call) => {
  const asked = call.args[0]?.toLowerCase();
  if (asked === undefined) {
    for (const [name, text] of Object.entries(descriptions)) call.write(`${name.padEnd(26)}${text}\n`);
    return Promise.resolve(0);
  }
  const text = descriptions[asked];
  call.write(
    text === undefined
      ? `No help available for ${asked}\n`
      : `\nAdministrative Commands                     ${asked}(1m)\n\nNAME\n    ${asked} - ${text}\n`,
  );
  return Promise.resolve(text === undefined ? 1 : 0);
};

/** Commands of Fabric OS by their lower-case names; Fabric OS itself does not mind capitals. */
export const fosPrograms: Readonly<Record<string, Program>> = {
  ...zonePrograms, switchshow, portshow, portdisable, portenable, portcfgpersistentdisable, portcfgpersistentenable, portstatsclear, porterrshow, nsshow, nsallshow,
  fabricshow, version, switchname, switchdisable, switchenable, switchstatusshow, date, help,
}; // prettier-ignore
