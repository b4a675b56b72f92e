import type { World } from '../world.ts';
import { dependents } from './dependents.ts';
import { contentOf, volumesOf } from './volumes.ts';

/** I/O to a disk of a host failed for good: every ext3 on it, in the host and in its guests, aborts its journal and goes read-only. */
export function failFileSystems(world: World, host: string, disk: string): void {
  for (const { machine: name, device } of dependents(world, host, disk)) {
    const machine = world.find(name);
    if (machine === undefined || machine.state.mounts.length === 0) continue;
    for (const volume of volumesOf(world, name)) {
      const content = contentOf(volume);
      if (volume.device.name !== device.name || content?.kind !== 'fileSystem') continue;
      const mount = machine.state.mounts.find((candidate) => candidate.tree === content.id);
      const fileSystem = world.state.storage.fileSystems[content.id];
      if (mount === undefined || fileSystem === undefined || mount.options.split(',').includes('ro')) continue;
      const short = volume.path.replace('/dev/mapper/', '').replace('/dev/', '');
      const kernelName = volume.logical === null ? short : `dm-${String(volume.minor)}`;
      machine.logKernel(`Buffer I/O error on device ${kernelName}, logical block ${String(world.random.integer(1, 4096))}`);
      machine.logKernel(`lost page write due to I/O error on ${kernelName}`);
      machine.logKernel('Aborting journal on device ' + kernelName + '.');
      machine.logKernel('ext3_abort called.');
      machine.logKernel(`EXT3-fs error (device ${kernelName}): ext3_journal_start_sb: Detected aborted journal`);
      machine.logKernel('Remounting filesystem read-only');
      mount.options = mount.options
        .split(',')
        .map((option) => (option === 'rw' ? 'ro' : option))
        .join(',');
      fileSystem.errors = true;
    }
  }
}
