import { runningOf } from '../../world/software/software.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';

/** brctl show | addbr | delbr | addif | delif, of bridge-utils 1.1. */
export const brctl: Program = async (call) => {
  await call.sleep(5);
  const running = runningOf(call.machine);
  const [action, bridge = '', port = ''] = call.args;
  const found = running.interfaces.find((each) => each.name === bridge && each.kind === 'bridge');
  const member = running.interfaces.find((each) => each.name === port);
  switch (action) {
    case 'show':
      print(call, [
        'bridge name\tbridge id\t\tSTP enabled\tinterfaces',
        ...running.interfaces
          .filter((each) => each.kind === 'bridge')
          .flatMap((each) => {
            const ports = running.interfaces.filter((other) => other.bridge === each.name).map((other) => other.name);
            const id = `8000.${(ports.length === 0 ? each.mac : 'fe:ff:ff:ff:ff:ff').replaceAll(':', '')}`;
            return [
              `${each.name}\t\t${id}\t${each.name === 'xenbr0' ? 'no' : 'yes'}\t\t${ports[0] ?? ''}`,
              ...ports.slice(1).map((name) => `\t\t\t\t\t\t\t${name}`),
            ];
          }),
      ]);
      return 0;
    case 'addbr':
      if (found !== undefined) return refuse(call, 1, `device ${bridge} already exists; can't create bridge with the same name`);
      running.interfaces.push({
        name: bridge,
        mac: '00:00:00:00:00:00',
        address: null,
        netmask: null,
        up: false,
        bridge: null,
        kind: 'bridge',
      });
      return 0;
    case 'delbr':
      if (found === undefined) return refuse(call, 1, `bridge ${bridge} doesn't exist; can't delete it`);
      if (found.up) return refuse(call, 1, `bridge ${bridge} is still up; can't delete it`);
      running.interfaces = running.interfaces.filter((each) => each !== found);
      return 0;
    case 'addif':
    case 'delif':
      if (found === undefined) return refuse(call, 1, `bridge ${bridge} does not exist!`);
      if (member === undefined) return refuse(call, 1, `interface ${port} does not exist!`);
      if (action === 'addif' && member.bridge !== null)
        return refuse(call, 1, `device ${port} is already a member of a bridge; can't enslave it to bridge ${bridge}.`);
      if (action === 'delif' && member.bridge !== bridge) return refuse(call, 1, `device ${port} is not a slave of ${bridge}`);
      member.bridge = action === 'addif' ? bridge : null;
      return 0;
    default:
      return refuse(
        call,
        1,
        'Usage: brctl [commands]',
        'commands:',
        '\taddbr     \t<bridge>\t\tadd bridge',
        '\tdelbr     \t<bridge>\t\tdelete bridge',
        '\taddif     \t<bridge> <device>\tadd interface to bridge',
        '\tdelif     \t<bridge> <device>\tdelete interface from bridge',
        '\tshow      \t\t\t\tshow a list of bridges',
      );
  }
};
