import type { Machine } from '../../machine.ts';
import { createDomain } from './domains.ts';
import { readDomainConfig } from './domain-config.ts';

/** xendomains start: creates what /etc/xen/auto links to; returns what the script prints. */
export function startAutomaticDomains(machine: Machine): readonly string[] {
  const folder = '/etc/xen/auto';
  if (!machine.files.isDirectory(folder)) return [];
  const lines: string[] = [];
  for (const name of machine.files.list(folder)) {
    const path = `${folder}/${name}`;
    if (!machine.files.isFile(path)) continue;
    const config = readDomainConfig(
      machine.files.readText(path),
      {},
      { uuid: () => machine.world.random.uuid(), mac: () => randomMac(machine) },
    );
    if ('problem' in config) {
      lines.push(`Starting auto Xen domains: ${name}[failed] `);
      continue;
    }
    const made = createDomain(machine, config);
    lines.push(`Starting auto Xen domains: ${name}${made.ok ? '' : '[failed] '}`);
  }
  return lines;
}

/** A MAC of Xen's own prefix, as xend and virt-install draw it. */
export function randomMac(machine: Machine): string {
  const { random } = machine.world;
  return ['00', '16', '3e', random.integer(0, 127), random.integer(0, 255), random.integer(0, 255)]
    .map((part) => (typeof part === 'string' ? part : part.toString(16).padStart(2, '0')))
    .join(':');
}
