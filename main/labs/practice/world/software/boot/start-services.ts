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
  startGettys(machine, level);
}

/** A getty as init runs it: id, runlevels, the program and its terminal. */
const gettyLine = /^[^#:]+:([0-9]+):respawn:(\S*\/[a-z]*getty\s.*)$/u;

/** init starts the gettys that inittab names (also after `telinit q`); the one at a guest's xvc0, or at a host's first screen, asks for a login. */
export function startGettys(machine: Machine, level: string): void {
  const software = softwareOf(machine);
  const { files } = machine;
  const consoleOf = software.hardware.kind === 'domU' ? 'xvc0' : 'tty1';
  const wanted = (files.isFile('/etc/inittab') ? files.readText('/etc/inittab') : '').split('\n').flatMap((line) => {
    const [, levels = '', command = ''] = gettyLine.exec(line) ?? [];
    return levels.includes(level) ? [command] : [];
  });
  const isGetty = (command: string): boolean => /\/[a-z]*getty\s/u.test(command);
  for (const process of machine.state.processes.filter(({ command }) => isGetty(command)))
    if (!wanted.includes(process.command)) machine.endProcess(process.pid);
  for (const command of wanted) {
    if (machine.state.processes.some((process) => process.command === command)) continue;
    const terminal = command.split(/\s+/u).slice(1).find((word) => /^[A-Za-z]/u.test(word)) ?? '?'; // prettier-ignore
    machine.startProcess({ parent: 1, user: 'root', command, tty: terminal });
    if (terminal === consoleOf) askForLogin(machine);
  }
}

function askForLogin(machine: Machine): void {
  const software = softwareOf(machine);
  if (software.running === null) return;
  machine.writeConsole([
    '',
    'Red Hat Enterprise Linux Server release 5.1 (Tikanga)',
    `Kernel ${software.running.release} on an ${software.hardware.architecture}`,
    '',
    `${machine.state.hostname} login: `,
  ]);
}
