import { startGettys } from '../../world/software/boot/start-services.ts';
import { defaultLevel } from '../../world/software/services/run-levels.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

/** shutdown [-r|-h|-P] [-t SECONDS] TIME [MESSAGE] of SysVinit 2.86: `now`, `+MINUTES`. */
export const shutdown: Program = async (call) => {
  const words = call.args.filter((word, index) => !word.startsWith('-') && call.args[index - 1] !== '-t');
  if (call.user !== 'root') return refuse(call, 1, 'shutdown: you must be root to do that!');
  if (call.args.includes('-c')) return refuse(call, 1, 'shutdown: cannot find pid of running shutdown.');
  const [time] = words;
  if (time === undefined) return refuse(call, 1, 'Usage:\t  shutdown [-akrhPHfnc] [-t sec] time [warning message]');
  const minutes = time === 'now' ? 0 : /^\+?\d+$/u.test(time) ? Number(time) : null;
  if (minutes === null) return refuse(call, 1, 'Usage:\t  shutdown [-akrhPHfnc] [-t sec] time [warning message]');
  const reboot = call.args.some((word) => /^-[a-zA-Z]*r/u.test(word));
  const halt = call.args.some((word) => /^-[a-zA-Z]*[hPH]/u.test(word));
  if (!reboot && !halt) return refuse(call, 1, 'shutdown: going down to single user mode is not part of this lab.');
  await call.sleep(minutes * 60_000);
  goDown(call, reboot ? 'reboot' : 'off');
  return 0;
};

/** reboot, poweroff and halt: through shutdown, unless -f, which takes the machine down at once. */
export function power(then: 'off' | 'reboot'): Program {
  return async (call) => {
    if (call.user !== 'root') return refuse(call, 1, `${call.name}: must be superuser.`);
    if (call.args.includes('-f')) {
      await call.sleep(100);
      call.machine.cutPower();
      if (then === 'reboot') call.machine.powerOn();
      return 0;
    }
    await call.sleep(50);
    goDown(call, then);
    return 0;
  };
}

/** init LEVEL and telinit LEVEL: 0 and 6 end the system, q reads inittab again. */
export const init: Program = async (call) => {
  const [level] = call.args;
  await call.sleep(50);
  if (level === '0') goDown(call, 'off');
  else if (level === '6') goDown(call, 'reboot');
  else if (level === 'q' || level === 'Q') startGettys(call.machine, defaultLevel(call.machine.files));
  else if (level === undefined) return refuse(call, 1, `Usage: ${call.name} 0123456SsQqAaBbCcUu`);
  return 0;
};

/** runlevel */
export const runlevel: Program = async (call) => {
  await call.sleep(2);
  print(call, ['N 3']);
  return 0;
};

function goDown(call: ProgramCall, then: 'off' | 'reboot'): void {
  const time = new Date(call.machine.now()).toUTCString();
  print(call, [
    '',
    `Broadcast message from root (${time.slice(0, 25)}):`,
    '',
    `The system is going down for ${then === 'reboot' ? 'reboot' : 'system halt'} NOW!`,
  ]);
  call.machine.logSystem('shutdown[4711]', `shutting down for system ${then === 'reboot' ? 'reboot' : 'halt'}`);
  call.machine.shutDown(then);
}
