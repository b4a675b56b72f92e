import type { LabCable } from '../../../../../../core/contract/labs.ts';
import { failure, success, type Result } from '../../../../../../core/result.ts';
import type { HandDone } from '../../../../hands.ts';
import type { WorldHands } from '../../part.ts';
import type { World } from '../../world.ts';
import { arrayOf, debianOf } from '../debian.ts';
import { linksChanged } from '../iscsi/connection.ts';
import { runningOrNull } from '../debian.ts';
import type { FabricCable } from '../state.ts';

/** What a person's hands do to cables and controllers of a lab with Debian hosts. */
export function debianHands(world: World): WorldHands {
  return {
    pull: (label) => moveCable(world, label, false),
    plug: (label) => moveCable(world, label, true),
    fail: (controller) => changeController(world, controller, true),
    recover: (controller) => changeController(world, controller, false),
    look: () => ({
      cables: debianOf(world).cables.map((cable) => ({ label: cable.label, ends: endsOf(cable), plugged: cable.plugged })),
      controllers: (['A', 'B'] as const).map((name) => ({ name, works: !arrayOf(world).controllers[name].failed })),
    }),
  };
}

function moveCable(world: World, label: string, plugged: boolean): Result<HandDone> {
  const { cables } = debianOf(world);
  const cable = cables.find((one) => one.label === label);
  if (cable === undefined)
    return failure('unknown-cable', `No cable of this lab is labelled ${label}.`, `The cables are ${cables.map((one) => one.label).join(', ')}.`); // prettier-ignore
  if (cable.plugged === plugged)
    return failure('already-so', `The cable ${label} is ${plugged ? 'plugged in' : 'pulled'} already.`);
  cable.plugged = plugged;
  const machine = world.find(cable.machine);
  if (machine !== undefined && runningOrNull(machine) !== null)
    machine.logKernel(
      `virtio_net virtio${String(Number(cable.port.slice(3)) + 1)} ${cable.port}: Link is ${plugged ? 'Up' : 'Down'}`,
    );
  linksChanged(world);
  return done(world, `${plugged ? 'Plugged' : 'Pulled'} ${label}, between ${endsOf(cable).join(' and ')}.`);
}

function endsOf({ end, machine, fabric }: FabricCable): LabCable['ends'] {
  return [
    end.kind === 'host' ? `port ${String(end.number)} of ${machine}` : `controller ${end.controller}`,
    `switch ${String(fabric)}`,
  ];
}

function changeController(world: World, name: string, fail: boolean): Result<HandDone> {
  const letter = name.toUpperCase();
  const array = arrayOf(world);
  if (letter !== 'A' && letter !== 'B') return failure('unknown-controller', `This lab has no controller ${name}.`, 'The controllers are A and B.');
  if (array.controllers[letter].failed === fail) return failure('already-so', `Controller ${letter} ${fail ? 'has failed' : 'works'} already.`);
  if (fail && array.controllers[letter === 'A' ? 'B' : 'A'].failed)
    return failure('last-controller', `The other controller of ${array.name} has failed: nothing would be left to serve its LUNs.`, 'Recover that one first.');
  array.controllers[letter].failed = fail;
  linksChanged(world);
  return done(world, fail ? `Controller ${letter} of ${array.name} has failed.` : `Controller ${letter} of ${array.name} works again.`);
} // prettier-ignore

function done(world: World, sentence: string): Result<HandDone> {
  return success({ sentence, at: new Date(world.now()).toISOString() });
}
