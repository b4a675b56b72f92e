import type { ComputedNodes } from '../../part.ts';
import { Leaf, provide, type Branch } from '../../storage/nodes/branch.ts';
import { contentOf, kernelName, volumesOf, type Volume } from '../../storage/volumes.ts';
import type { World } from '../../world.ts';
import { debianOf, runningOrNull } from '../debian.ts';

function link(target: string): Leaf {
  return new Leaf({ kind: 'link', target });
}

/** Links below /dev/disk and /dev/mapper that udev makes of a device, by folder. */
function linksOf(world: World, machine: string, volume: Volume): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  const part = volume.partition === null ? '' : `-part${String(volume.partition.number)}`;
  const behind = volume.device.behind;
  const lun = Object.values(debianOf(world).arrays).flatMap(({ luns }) => luns).find(({ disk }) => disk === volume.device.disk);
  if (volume.path.startsWith('/dev/mapper/')) {
    found.push(['mapper', volume.path.slice('/dev/mapper/'.length)], ['disk/by-id', `dm-name-${volume.path.slice('/dev/mapper/'.length)}`]);
    if (lun !== undefined && behind.kind === 'map') found.push(['disk/by-id', part === '' ? `dm-uuid-mpath-3${lun.naa}` : `dm-uuid-part${part.slice(5)}-mpath-3${lun.naa}`]);
  }
  const multipathed = behind.kind === 'scsi' && (runningOrNull(world.machine(machine))?.maps ?? []).some(({ groups }) => groups.some(({ paths }) => paths.some(({ node }) => node === volume.device.name)));
  // A path of a map loses its links to the map.
  if (lun !== undefined && !multipathed) found.push(['disk/by-id', `scsi-3${lun.naa}${part}`], ['disk/by-id', `wwn-0x${lun.naa}${part}`]);
  const content = contentOf(volume);
  const fileSystem = content?.kind === 'fileSystem' ? world.state.storage.fileSystems[content.id] : undefined;
  const uuid = fileSystem?.uuid ?? (content?.kind === 'swap' ? content.uuid : undefined);
  if (uuid !== undefined && !multipathed) found.push(['disk/by-uuid', uuid]);
  if (fileSystem !== undefined && fileSystem.label !== '' && !multipathed) found.push(['disk/by-label', fileSystem.label]);
  return found;
} // prettier-ignore

/** Nodes that udev makes for block devices, and their other names. */
export const devNodes: readonly ComputedNodes[] = [
  provide(
    '/dev',
    (world, machine) => {
      if (world.state.debian === undefined) return null;
      const nodes: Record<string, Branch | Leaf> = {};
      const folders: Record<string, Record<string, Leaf>> = { mapper: { control: new Leaf({ kind: 'character', major: 10, minor: 236, mode: 0o600 }) } };
      for (const volume of volumesOf(world, machine.name)) {
        const name = kernelName(volume);
        nodes[name] = new Leaf({ kind: 'block', major: volume.major, minor: volume.minor, mode: 0o660 });
        for (const [folder, other] of linksOf(world, machine.name, volume)) {
          folders[folder] ??= {};
          folders[folder][other] ??= link(`${'../'.repeat(folder.split('/').length)}${name}`);
        }
      }
      const disk = Object.fromEntries(Object.entries(folders).flatMap(([path, links]) => (path.startsWith('disk/') ? [[path.slice(5), links] as const] : [])));
      return { ...nodes, mapper: folders['mapper'] ?? {}, ...(Object.keys(disk).length === 0 ? {} : { disk }) };
    },
    'debian12',
  ),
]; // prettier-ignore
