import { failure, success, type Result } from '../../../../../core/result.ts';
import type { World } from '../world.ts';
import { otherController, recordEvent, transferOwnership, usable } from './array.ts';
import type { ArrayState, ControllerName } from './state.ts';
import { fabricChanged } from './timeline.ts';

/** Sets a controller's availability; its logical drives go to the other one, if that works. */
export function setAvailability(
  world: World,
  array: ArrayState,
  name: ControllerName,
  availability: ArrayState['controllers']['A']['availability'],
): Result<null> {
  const controller = array.controllers[name];
  if (controller.availability === availability) return success(null);
  if (availability !== 'online' && !usable(array, otherController(name))) {
    return failure('last-controller', 'The alternate controller is not online.');
  }
  controller.availability = availability;
  const texts = {
    online: [0x5004, 'Informational', 'Place controller online'],
    offline: [0x5005, 'Critical', 'Place controller offline'],
    service: [0x5040, 'Critical', 'Place controller in service mode'],
    failed: [0x280d, 'Critical', 'Controller failed'],
  } as const;
  const [type, priority, text] = texts[availability];
  recordEvent(world, array, type, priority, text, `Controller in slot ${name}`);
  // Before ownership moves: hosts with I/O under way on this controller are those that wait.
  fabricChanged(world);
  if (availability !== 'online') {
    transferOwnership(
      world,
      array,
      array.logicalDrives.filter((drive) => drive.current === name),
      otherController(name),
      'failover',
    );
  }
  return success(null);
}
