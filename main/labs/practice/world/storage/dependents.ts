import type { World } from '../world.ts';
import { findDisk } from './devices.ts';
import type { BlockDevice } from './state.ts';
import { contentOf, findVolume, volumesOf } from './volumes.ts';

/** The disk under the file system that a path of a machine lies on; null when that is no block device. */
export function deviceOfPath(world: World, machine: string, path: string): BlockDevice | null {
  const mounts = world.find(machine)?.state.mounts ?? [];
  const mount = mounts
    .filter((candidate) => candidate.path === '/' || path === candidate.path || path.startsWith(`${candidate.path}/`))
    .reduce<(typeof mounts)[number] | null>(
      (best, candidate) => (best === null || candidate.path.length >= best.path.length ? candidate : best),
      null,
    );
  if (mount === null) return null;
  return deviceOfTree(world, machine, mount.tree, mount.device);
}

/** A file system is seen on each path to its LUN and on the map above them: what was mounted counts. */
function deviceOfTree(world: World, machine: string, tree: string | null, mounted: string): BlockDevice | null {
  if (tree === null) return null;
  const volumes = volumesOf(world, machine).filter((candidate) => {
    const content = contentOf(candidate);
    return content?.kind === 'fileSystem' && content.id === tree;
  });
  return (volumes.find(({ path }) => path === mounted) ?? volumes[0])?.device ?? null;
}

/** Every device of every machine whose data lies on a given disk of a host: the disk itself, guests' disks, images on its file systems. */
export function dependents(
  world: World,
  host: string,
  disk: string,
): readonly { readonly machine: string; readonly device: BlockDevice }[] {
  const own = findDisk(world, host, disk);
  const found = own === undefined ? [] : [{ machine: host, device: own }];
  for (const [machine, disks] of Object.entries(world.state.storage.machines)) {
    for (const device of disks.devices) {
      const behind = device.behind;
      const below = behind.kind === 'phy' && behind.host === host ? findVolume(world, host, behind.device)?.device
        : behind.kind === 'image' && behind.host === host ? deviceOfPath(world, host, behind.path) : undefined; // prettier-ignore
      if (below !== null && below !== undefined && below.name === disk) found.push({ machine, device });
    }
  }
  return found;
}
