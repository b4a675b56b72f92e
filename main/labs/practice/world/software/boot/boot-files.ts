import { fromBytes } from '../bytes/latin.ts';
import { contentBytes } from '../../bytes.ts';
import type { Machine } from '../../machine.ts';
import type { Tree } from '../../tree.ts';
import { softwareOf } from '../software.ts';
import { resolvePath } from '../../path.ts';

/** Reads a file of the partition from which a machine boots, as GRUB and pygrub see it: a path like `/vmlinuz-...` to a byte string. */
export function bootReader(machine: Machine): (path: string) => string | null {
  const place = bootPartition(machine);
  return (path) => readTree(place.tree, resolvePath('/', `${place.prefix}/${path}`));
}

function bootDiskOf(machine: Machine): string {
  const disks = machine.world.state.storage.machines[machine.name];
  return softwareOf(machine).bootDisk ?? disks?.devices[0]?.disk ?? `local:${machine.name}`;
}

/** The boot partition's own tree where there is one (fstab mounts it at /boot), else the folder /boot of the root. */
function bootPartition(machine: Machine): { readonly tree: Tree; readonly prefix: string } {
  const { world } = machine;
  const storage = world.state.storage;
  // The disk that the machine boots from: its local one, or a guest's first in the list, whatever its name.
  const disk = storage.disks[bootDiskOf(machine)];
  const first = disk?.partitions?.[0];
  const volume = first === undefined ? undefined : disk?.volumes[first.firstSector];
  const id = volume?.kind === 'fileSystem' ? volume.id : null;
  if (id !== null && id !== machine.state.root && world.state.trees[id] !== undefined) {
    const tree = world.tree(id);
    return { tree, prefix: tree.get('/grub') !== undefined ? '' : '/boot' };
  }
  return { tree: world.tree(machine.state.root), prefix: '/boot' };
}

/** Content of a file of one tree, links followed inside of it. */
export function readTree(tree: Tree, path: string): string | null {
  let here = path;
  for (let hops = 0; hops < 10; hops += 1) {
    const node = tree.get(here);
    if (node === undefined) return null;
    if (node.kind === 'file') return fromBytes(contentBytes(node));
    if (node.kind !== 'link') return null;
    here = resolvePath(here.slice(0, here.lastIndexOf('/')) || '/', node.target);
  }
  return null;
}
