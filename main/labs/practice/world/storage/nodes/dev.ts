import type { ComputedNodes } from '../../part.ts';
import { aliasOf, volumesOf } from '../volumes.ts';
import { Leaf, provide, type Branch } from './branch.ts';

/** Nodes that udev makes for block devices. */
export const devNodes: readonly ComputedNodes[] = [
  provide('/dev', (world, machine) => {
    const found: Record<string, Branch | Leaf> = {};
    const mapper: Record<string, Leaf> = { control: new Leaf({ kind: 'character', major: 10, minor: 63, mode: 0o600 }) };
    const groups: Record<string, Record<string, Leaf>> = {};
    for (const volume of volumesOf(world, machine.name)) {
      const node = new Leaf({ kind: 'block', major: volume.major, minor: volume.minor, mode: 0o640 });
      if (volume.logical === null) {
        found[volume.path.slice(5)] = node;
        continue;
      }
      mapper[volume.path.slice('/dev/mapper/'.length)] = node;
      const [group, name] = (aliasOf(volume) ?? '').slice(5).split('/');
      groups[group ?? ''] = { ...groups[group ?? ''], [name ?? '']: new Leaf({ kind: 'link', target: volume.path }) };
    }
    return { ...found, ...groups, mapper };
  }),
];
