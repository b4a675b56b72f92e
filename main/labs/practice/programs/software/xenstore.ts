import { softwareOf } from '../../world/software/software.ts';
import { hypervisorOf } from '../../world/software/xen/domains.ts';
import { isControlDomain } from '../../world/software/xen/xend.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

/** The store as paths and values: domains, their devices, and the back ends in dom0. */
function storeEntries(call: ProgramCall): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const xen = hypervisorOf(call.machine);
  entries.set('/local/domain/0/name', 'Domain-0');
  entries.set('/local/domain/0/domid', '0');
  entries.set('/local/domain/0/memory/target', String(xen.dom0Mib * 1024));
  for (const domain of xen.domains) {
    const home = `/local/domain/${String(domain.id)}`;
    entries.set(`${home}/name`, domain.name);
    entries.set(`${home}/domid`, String(domain.id));
    entries.set(`${home}/vm`, `/vm/${domain.uuid}`);
    entries.set(`${home}/memory/target`, String(domain.memoryMib * 1024));
    entries.set(`/vm/${domain.uuid}/name`, domain.name);
    entries.set(`/vm/${domain.uuid}/memory`, String(domain.memoryMib));
    entries.set(`/vm/${domain.uuid}/vcpus`, String(domain.vcpus));
    if (domain.installation !== null) entries.set(`/vm/${domain.uuid}/image/cmdline`, domain.arguments);
    for (const device of domain.devices) {
      if (device.specifier === null) continue;
      const kind = 'mac' in device.specifier ? 'vif' : 'vbd';
      const back = `/local/domain/0/backend/${device.kind}/${String(domain.id)}/${String(device.number)}`;
      entries.set(`${home}/device/${kind}/${String(device.number)}/backend`, back);
      entries.set(`${home}/device/${kind}/${String(device.number)}/state`, '4');
      entries.set(`${back}/domain`, domain.name);
      entries.set(`${back}/frontend`, `${home}/device/${kind}/${String(device.number)}`);
      entries.set(`${back}/state`, '4');
      if ('mac' in device.specifier) {
        entries.set(`${back}/mac`, device.specifier.mac);
        entries.set(`${back}/bridge`, device.specifier.bridge);
      } else {
        entries.set(`${back}/dev`, device.specifier.device);
        entries.set(`${back}/params`, device.specifier.source.replace(/^(phy|file):/u, '').replace(/^tap:/u, ''));
        entries.set(`${back}/mode`, device.specifier.mode);
        entries.set(
          `${back}/type`,
          device.specifier.source.startsWith('phy:') ? 'phy' : device.specifier.source.startsWith('tap:') ? 'tap' : 'file',
        );
      }
    }
  }
  return entries;
}

/** xenstore-ls, xenstore-list and xenstore-read. */
export function xenstore(action: 'ls' | 'list' | 'read'): Program {
  return async (call) => {
    await call.sleep(20);
    if (
      !isControlDomain(call.machine) ||
      softwareOf(call.machine).running?.services.some((service) => service.name === 'xend') !== true
    )
      return refuse(call, 1, 'Failed to connect to xenstored: Connection refused');
    const entries = storeEntries(call);
    const path = (call.args.find((word) => !word.startsWith('-')) ?? (action === 'read' ? '' : '/')).replace(/\/+$/u, '');
    if (action === 'read') {
      const value = entries.get(path);
      if (path === '') return refuse(call, 1, 'Usage: xenstore-read [-h] [-p] [-s] key [...]');
      if (value === undefined) return refuse(call, 1, `xenstore-read: couldn't read path ${path}`);
      print(call, [value]);
      return 0;
    }
    const below = (prefix: string): readonly string[] => [...new Set([...entries.keys()].filter((key) => key.startsWith(`${prefix}/`)).map((key) => key.slice(prefix.length + 1).split('/')[0] ?? ''))]; // prettier-ignore
    if (below(path).length === 0 && !entries.has(path))
      return refuse(call, 1, `xenstore-${action}: could not list path ${path === '' ? '/' : path}`);
    if (action === 'list') {
      print(call, below(path));
      return 0;
    }
    const walk = (prefix: string, depth: number): void => {
      for (const name of below(prefix)) {
        print(call, [`${' '.repeat(depth)}${name} = "${entries.get(`${prefix}/${name}`) ?? ''}"`]);
        walk(`${prefix}/${name}`, depth + 1);
      }
    };
    walk(path, 0);
    return 0;
  };
}
