import type { Machine } from '../../machine.ts';
import type { ComputedNode, ComputedNodes } from '../../part.ts';
import type { MachineKind } from '../../state.ts';
import type { World } from '../../world.ts';

/** A small computed file system: names to nodes or further branches. */
export interface Branch {
  readonly [name: string]: Branch | Leaf;
}

export class Leaf {
  readonly node: ComputedNode;

  constructor(node: ComputedNode) {
    this.node = node;
  }
}

export function text(content: string, mode?: number): Leaf {
  return new Leaf({ kind: 'file', text: content, ...(mode === undefined ? {} : { mode }) });
}

/** Makes a provider of what `build` answers for a machine of that kind; null: the prefix does not exist there. */
export function provide(
  prefix: string,
  build: (world: World, machine: Machine) => Branch | Leaf | null,
  kind: MachineKind = 'rhel5',
): ComputedNodes {
  return {
    kind,
    prefix,
    node: (world, machine, path) => {
      if (machine.state.power === 'off') return undefined;
      let here: Branch | Leaf | undefined = build(world, machine) ?? undefined;
      for (const part of path
        .slice(prefix.length)
        .split('/')
        .filter((name) => name !== '')) {
        if (here === undefined || here instanceof Leaf) return undefined;
        here = Object.hasOwn(here, part) ? here[part] : undefined;
      }
      if (here === undefined) return undefined;
      return here instanceof Leaf ? here.node : { kind: 'directory', entries: Object.keys(here) };
    },
  };
}
