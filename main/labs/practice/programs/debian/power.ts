import { writeJournal } from '../../world/debian/journal.ts';
import type { Program, ProgramCall } from '../program.ts';

/** Takes the machine down in order: units stop, then the power goes, or the machine starts anew. */
export async function goDown(call: ProgramCall, then: 'off' | 'reboot'): Promise<number> {
  await call.sleep(200);
  writeJournal(call.machine, '-', 'systemd[1]', then === 'reboot' ? 'Reached target reboot.target - System Reboot.' : 'Reached target poweroff.target - System Power Off.');
  call.machine.shutDown(then);
  return 0;
} // prettier-ignore

/** reboot and poweroff: `-f` does not wait for anything. */
export function power(then: 'off' | 'reboot'): Program {
  return async (call) => {
    if (!call.args.some((word) => /^-[a-z]*f/u.test(word) || word === '--force')) return goDown(call, then);
    await call.sleep(100);
    call.machine.cutPower();
    if (then === 'reboot') call.machine.powerOn();
    return 0;
  };
}

/** shutdown [-r|-h|-P] TIME of systemd. */
export const shutdown: Program = async (call) => {
  if (call.args.includes('-c')) return 0;
  const time = call.args.find((word) => !word.startsWith('-')) ?? '+1';
  const minutes = time === 'now' ? 0 : /^\+?\d+$/u.test(time) ? Number(time) : null;
  if (minutes === null) {
    call.writeError(`Failed to parse time specification: ${time}\n`);
    return 1;
  }
  const then = call.args.some((word) => /^-[a-zA-Z]*r/u.test(word) || word === '--reboot') ? 'reboot' : 'off';
  if (minutes === 0) return goDown(call, then);
  call.writeError(`Shutdown scheduled, use 'shutdown -c' to cancel.\n`);
  await call.sleep(minutes * 60_000);
  return goDown(call, then);
};
