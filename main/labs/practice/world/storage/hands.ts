import type { LabCable } from '../../../../../core/contract/labs.ts';
import { failure, success, type Result } from '../../../../../core/result.ts';
import type { HandDone } from '../../../hands.ts';
import type { WorldHands } from '../part.ts';
import type { World } from '../world.ts';
import { setAvailability } from './controllers.ts';
import { attachedTo } from './fabric.ts';
import type { CableState } from './state.ts';
import { fabricChanged } from './timeline.ts';

/** What a person's hands do to cables and controllers of the lab. */
export function storageHands(world: World): WorldHands {
  return {
    pull: (label) => moveCable(world, label, false),
    plug: (label) => moveCable(world, label, true),
    fail: (controller) => changeController(world, controller, true),
    recover: (controller) => changeController(world, controller, false),
    look: () => ({
      cables: world.state.storage.cables.map((cable) => ({ label: cable.label, ends: endsOf(cable), plugged: cable.plugged })),
      controllers: Object.values(world.state.storage.arrays)
        .slice(0, 1)
        .flatMap(({ controllers }) =>
          (['A', 'B'] as const).map((name) => ({ name, works: controllers[name].availability === 'online' })),
        ),
    }),
  };
}

function moveCable(world: World, label: string, plugged: boolean): Result<HandDone> {
  const cables = world.state.storage.cables;
  const cable = cables.find((candidate) => candidate.label === label);
  if (cable === undefined)
    return failure(
      'unknown-cable',
      `No cable of this lab is labelled ${label}.`,
      `The cables are ${cables.map((candidate) => candidate.label).join(', ')}.`,
    );
  if (cable.plugged === plugged)
    return failure('already-so', `The cable ${label} is ${plugged ? 'plugged in' : 'pulled'} already.`);
  const before = attachedTo(world, cable.switch, cable.switchPort);
  cable.plugged = plugged;
  const port = world.state.storage.switches[cable.switch]?.ports.find((candidate) => candidate.port === cable.switchPort);
  if (!plugged && before?.powered === true && port !== undefined) {
    port.counters.linkFailures += 1;
    port.counters.lossOfSync += 1;
    port.counters.lossOfSignal += 1;
    port.counters.encodingErrors += world.random.integer(3, 40);
  }
  if (port !== undefined) port.counters.transitions += 1;
  fabricChanged(world);
  return done(world, `${plugged ? 'Plugged' : 'Pulled'} ${label}, between ${endsOf(cable).join(' and ')}.`);
}

function endsOf({ from, switch: name, switchPort }: CableState): LabCable['ends'] {
  const device = from.kind === 'host' ? from.host : `controller ${from.controller}`;
  return [`port ${String(from.port)} of ${device}`, `port ${String(switchPort)} of ${name}`];
}

function changeController(world: World, name: string, fail: boolean): Result<HandDone> {
  const letter = name.toUpperCase();
  const array = Object.values(world.state.storage.arrays)[0];
  if (array === undefined || (letter !== 'A' && letter !== 'B'))
    return failure('unknown-controller', `This lab has no controller ${name}.`, 'The controllers are A and B.');
  const now = array.controllers[letter].availability;
  if (fail === (now !== 'online')) return failure('already-so', `Controller ${letter} is ${now} already.`);
  const result = setAvailability(world, array, letter, fail ? 'failed' : 'online');
  if (!result.ok)
    return failure(
      'last-controller',
      `The other controller of ${array.name} is not online: nothing would be left to serve its logical drives.`,
      'Recover that one first.',
    );
  return done(
    world,
    fail ? `Controller ${letter} of ${array.name} has failed.` : `Controller ${letter} of ${array.name} is online.`,
  );
}

function done(world: World, sentence: string): Result<HandDone> {
  return success({ sentence, at: new Date(world.now()).toISOString() });
}
