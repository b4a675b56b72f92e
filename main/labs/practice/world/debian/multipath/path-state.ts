import type { Machine } from '../../machine.ts';
import { runningOrNull } from '../debian.ts';
import { lunOf, reaches, sessionOf } from '../iscsi/way.ts';
import type { ScsiPath } from '../state.ts';

/** What a command on a path does now: it is answered, waits while the session recovers, or fails. */
export function pathState(machine: Machine, path: ScsiPath): 'ok' | 'wait' | 'error' {
  if (path.state === 'offline') return 'error';
  const session = sessionOf(machine, path);
  if (session === undefined || session.state === 'offline') return 'error';
  if (session.state === 'failed' || !reaches(machine, session)) return 'wait';
  const lun = lunOf(machine.world, machine, path);
  const portal = session.group === 1 ? 'A' : 'B';
  return lun === undefined || lun.access[portal] > 1 ? 'error' : 'ok';
}

/** Whether the checker's command would succeed. */
export function pathAnswers(machine: Machine, path: ScsiPath): boolean {
  return pathState(machine, path) === 'ok';
}

export function pathOfNode(machine: Machine, node: string): ScsiPath | undefined {
  return runningOrNull(machine)?.scsi.paths.find((path) => path.node === node);
}
