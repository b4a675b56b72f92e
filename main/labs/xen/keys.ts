import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../core/evidence/canonical.ts';
import { arrayCommand, hostCommand, type Accelerator } from './machines.ts';
import { labHosts, labLuns, labPortals, labTarget, type XenLabOptions } from './options.ts';
import { recipePackages } from './packages.ts';

/** What the images are made by: the text of every file of the recipe, by name. */
export type RecipeFiles = Readonly<Record<string, string>>;

/** The name under which images are kept: another recipe, other packages or other LUNs have another. */
export function imagesKey(recipe: RecipeFiles): string {
  return keyOf({ recipe, packages: recipePackages, luns: labLuns, portals: labPortals, target: labTarget });
}

/** The name under which a booted state is kept: the memory of machines goes with what they ran on. */
export function stateKey(
  images: string,
  options: Pick<XenLabOptions, 'hosts' | 'state'>,
  on: { readonly accelerator: Accelerator; readonly qemu: string; readonly preparation: string },
): string {
  const { hosts, state } = options;
  const nowhere = { sockets: '', disk: '', serial: '', sshPort: 0, restored: false, kernel: '', initrd: '' };
  const machines = [
    arrayCommand(hosts, nowhere, on.accelerator),
    ...labHosts(hosts).map((host) => hostCommand(hosts, host, nowhere, on.accelerator)),
  ];
  const key = keyOf({ images, state, machines, ...on });
  return `${state}-${String(hosts)}-${on.accelerator}-${key}`;
}

function keyOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
