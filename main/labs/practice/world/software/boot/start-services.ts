import type { Machine } from '../../machine.ts';
import { cleanVar } from './clean-var.ts';
import { defaultLevel, startedIn } from '../services/run-levels.ts';
import { startService } from '../services/control.ts';
import { softwareOf } from '../software.ts';

/** From init's first line to the login prompt, without what single services take. */
const initMs = 9_000;

/** init: rc.sysinit cleans up, then starts what the default runlevel's links name, in their order, and puts the login prompt on the console. */
export async function startServices(machine: Machine): Promise<void> {
  const software = softwareOf(machine);
  if (software.running === null) return;
  cleanVar(machine);
  await machine.sleep(initMs);
  const level = defaultLevel(machine.files);
  for (const name of startedIn(machine.files, level)) {
    const done = startService(machine, name);
    if (done.lines.length > 0) machine.writeConsole(done.lines);
    if (name === 'xend' && done.lines.length > 0) await machine.sleep(2_000);
  }
  machine.logSystem('syslogd 1.4.1', 'restart.');
  machine.writeConsole([
    '',
    'Red Hat Enterprise Linux Server release 5.1 (Tikanga)',
    `Kernel ${software.running.release} on an ${software.hardware.architecture}`,
    '',
    `${machine.state.hostname} login: `,
  ]);
}
