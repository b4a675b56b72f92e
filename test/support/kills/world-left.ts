import { continueWorld } from '../../../main/labs/practice/create-world.ts';
import { readJournal } from '../../../main/labs/practice/serve/journal.ts';
import type { WorldState } from '../../../main/labs/practice/world/state.ts';
import { healthOf } from '../health.ts';

/** What must be the same in two worlds that went through the same procedure: health, packages, zones, mappings, file systems, configurations. */
export async function worldOf(folder: string): Promise<readonly string[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const kept = await readJournal(folder);
    if (kept !== null) return [...healthOf(continueWorld(structuredClone(kept.state))), ...contentsOf(kept.state)].sort();
    if (Date.now() > deadline) throw new Error(`${folder} holds no world`);
  }
}

const compared = [
  '/boot/grub/grub.conf', '/etc/modprobe.conf', '/etc/fstab', '/etc/sysconfig/iptables', '/etc/xen/test0', '/etc/xen/test1', '/etc/redhat-release', '/etc/mpp.conf',
] as const; // prettier-ignore

function contentsOf(state: WorldState): readonly string[] {
  const lines: string[] = [];
  for (const [name, { packages }] of Object.entries(state.software))
    lines.push(...packages.map((one) => `${name} package ${one.name}-${one.version}-${one.release}.${one.architecture}`));
  for (const machine of Object.values(state.machines)) {
    if (machine.kind !== 'rhel5') continue;
    const trees = machine.mounts.flatMap(({ tree, path }) => (tree === null ? [] : [{ tree, path: path === '/' ? '' : path }]));
    for (const file of compared)
      for (const { tree, path } of trees) {
        const node = state.trees[tree]?.nodes[file.slice(path.length)];
        if (file.startsWith(path) && node?.kind === 'file')
          lines.push(`${machine.name} ${file}: ${withoutChance(node.text ?? '')}`);
      }
  }
  for (const [name, { effective }] of Object.entries(state.storage.switches))
    lines.push(`${name} zones ${JSON.stringify(effective)}`);
  for (const { mappings, hosts, hostGroups } of Object.values(state.storage.arrays))
    lines.push(JSON.stringify({ mappings, hosts, hostGroups }));
  const fileSystems = Object.values(state.storage.fileSystems).map(({ type, label }) => `file system ${type} ${label}`);
  return [...lines, ...fileSystems];
}

/** Identifiers that are drawn anew in every run. */
function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gu, 'UUID')
    .replace(/(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/gu, 'MAC');
}
