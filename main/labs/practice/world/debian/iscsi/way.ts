import type { Machine } from '../../machine.ts';
import type { World } from '../../world.ts';
import { arrayOf, debianOf, runningOf } from '../debian.ts';
import { portalAnswers } from '../network/links.ts';
import type { IscsiSession, ScsiPath, TargetLun } from '../state.ts';

/** Whether the session's portal answers this host. */
export function reaches(host: Machine, session: IscsiSession): boolean {
  const array = Object.values(debianOf(host.world).arrays).find((one) => one.iqn === session.array);
  const portal = array?.portals.find((one) => one.address === session.portal);
  return portal !== undefined && portalAnswers(host, portal);
}

export function sessionOf(host: Machine, path: ScsiPath): IscsiSession | undefined {
  return runningOf(host).scsi.sessions.find((session) => session.id === path.session);
}

/** The LUN behind a path; undefined when it is not mapped there any more. */
export function lunOf(world: World, host: Machine, path: ScsiPath): TargetLun | undefined {
  const array = arrayOf(world);
  const portal = array.portals.find((one) => one.address === sessionOf(host, path)?.portal);
  return array.luns.find((lun) => lun.lun === path.lun && lun.naa === path.naa && portal !== undefined && lun.mapped.includes(portal.controller)); // prettier-ignore
}

/** The controller that a path leads to. */
export function controllerOf(host: Machine, path: ScsiPath): 'A' | 'B' | null {
  return arrayOf(host.world).portals.find((one) => one.address === sessionOf(host, path)?.portal)?.controller ?? null;
}
