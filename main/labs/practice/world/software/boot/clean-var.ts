import { FileError } from '../../file-error.ts';
import type { Machine } from '../../machine.ts';

/**
 * What RHEL 5's rc.sysinit does before any service starts: in /var/lock and /var/run the files go, and those in the folders there; the folders
 * themselves stay, and so does what lies deeper.
 */
export function cleanVar(machine: Machine): void {
  for (const folder of ['/var/lock', '/var/run']) {
    if (!machine.files.isDirectory(folder)) continue;
    for (const name of machine.files.list(folder)) {
      const path = `${folder}/${name}`;
      if (!machine.files.isDirectory(path)) remove(machine, path);
      else for (const inner of machine.files.list(path)) if (!machine.files.isDirectory(`${path}/${inner}`)) remove(machine, `${path}/${inner}`); // prettier-ignore
    }
  }
}

function remove(machine: Machine, path: string): void {
  try {
    machine.files.remove(path);
  } catch (problem) {
    // On a file system that is read-only it stays, as rm says on the console.
    if (!(problem instanceof FileError)) throw problem;
  }
}
