import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';
import { runningOf, softwareOf } from '../software.ts';

export function isRunning(machine: Machine, name: string): boolean {
  return machine.world.state.software[machine.name]?.running?.services.some((service) => service.name === name) === true;
}

/** Process number of a running service. */
export function servicePid(machine: Machine, name: string): number | null {
  return softwareOf(machine).running?.services.find((service) => service.name === name)?.pid ?? null;
}

/** Enters a service into the table of those that run; `command`: a process for it. */
export function enter(machine: Machine, name: string, command: string | null): void {
  const running = runningOf(machine);
  if (running.services.some((service) => service.name === name)) return;
  const process = command === null ? null : machine.startProcess({ parent: 1, user: 'root', tty: '?', command });
  running.services.push({ name, pid: process?.pid ?? 0, since: machine.world.now() });
  if (process !== null && machine.files.isDirectory('/var/run'))
    tryWrite(machine, `/var/run/${name}.pid`, `${String(process.pid)}\n`);
}

export function leave(machine: Machine, name: string): void {
  const running = runningOf(machine);
  for (const service of running.services) if (service.name === name && service.pid > 0) machine.endProcess(service.pid);
  running.services = running.services.filter((service) => service.name !== name);
}

function tryWrite(machine: Machine, path: string, text: string): void {
  try {
    machine.files.write(path, text);
  } catch (problem) {
    // A daemon runs on without its pid file when the disk is full.
    if (!(problem instanceof FileError)) throw problem;
  }
}
