import { disksOf } from '../../../world/storage/devices.ts';
import { readFstab, swapOn } from '../../../world/storage/fstab.ts';
import { findVolume } from '../../../world/storage/volumes.ts';
import type { Program } from '../../program.ts';

/** /sbin/swapon: -s, -a, or devices. */
export const swapon: Program = (call) => {
  if (call.args.includes('-s')) {
    call.write(call.machine.files.readText('/proc/swaps'));
    return Promise.resolve(0);
  }
  const named = call.args.includes('-a')
    ? readFstab(call.machine)
        .filter((entry) => entry.type === 'swap')
        .map((entry) => entry.source)
    : call.args.filter((arg) => !arg.startsWith('-'));
  if (named.length === 0 && !call.args.includes('-a')) {
    call.writeError(
      'usage: swapon [-hV]\n       swapon -a [-e] [-v]\n       swapon [-v] [-p priority] special|LABEL=volume_name ...\n       swapon [-s]\n',
    );
    return Promise.resolve(1);
  }
  let code = 0;
  for (const source of named) {
    if (swapOn(call.world, call.machine, source)) continue;
    const there = findVolume(call.world, call.machine.name, source) !== null;
    call.writeError(`swapon: ${source}: ${there ? 'Invalid argument' : 'No such file or directory'}\n`);
    code = 255;
  }
  return Promise.resolve(code);
};

/** /sbin/swapoff. */
export const swapoff: Program = (call) => {
  const swaps = disksOf(call.world, call.machine.name).swaps;
  let code = 0;
  for (const path of call.args.includes('-a') ? [...swaps] : call.args) {
    const name = findVolume(call.world, call.machine.name, path)?.path ?? path;
    const at = swaps.indexOf(name);
    if (at >= 0) swaps.splice(at, 1);
    else {
      call.writeError(`swapoff: ${path}: Invalid argument\n`);
      code = 255;
    }
  }
  return Promise.resolve(code);
};
