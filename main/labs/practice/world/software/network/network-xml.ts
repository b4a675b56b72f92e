import type { VirtualNetwork } from '../state.ts';

/** libvirt's own network, as its package defines it (network.xml of libvirt 0.2.3). */
export function defaultNetworkXml(uuid: string): string {
  return networkXml({
    name: 'default',
    uuid,
    bridge: 'virbr0',
    forwardDevice: '',
    address: '192.168.122.1',
    netmask: '255.255.255.0',
    rangeStart: '192.168.122.2',
    rangeEnd: '192.168.122.254',
    active: false,
    autostart: true,
  });
}

/** What `virsh net-dumpxml` prints. */
export function networkXml(network: VirtualNetwork): string {
  const forward =
    network.forwardDevice === null
      ? []
      : [network.forwardDevice === '' ? '  <forward/>' : `  <forward dev='${network.forwardDevice}'/>`];
  const dhcp =
    network.rangeStart === ''
      ? []
      : ['    <dhcp>', `      <range start='${network.rangeStart}' end='${network.rangeEnd}' />`, '    </dhcp>'];
  return [
    '<network>',
    `  <name>${network.name}</name>`,
    `  <uuid>${network.uuid}</uuid>`,
    ...forward,
    `  <bridge name='${network.bridge}' stp='on' forwardDelay='0' />`,
    ...(network.address === '' ? [] : [`  <ip address='${network.address}' netmask='${network.netmask}'>`, ...dhcp, '  </ip>']),
    '</network>',
    '',
  ].join('\n');
}

/** Reads a network's description; a string is what libvirt has against it. */
export function parseNetworkXml(xml: string, newUuid: () => string): VirtualNetwork | string {
  const text = xml
    .replace(/<!--[\s\S]*?-->/gu, '')
    .replace(/<\?[\s\S]*?\?>/gu, '')
    .trim();
  if (!text.startsWith('<network')) return text.startsWith('<') ? 'incorrect root element' : 'parsing error';
  if (!/<\/network>\s*$/u.test(text)) return 'parsing error';
  const element = (name: string): string => new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`, 'u').exec(text)?.[1] ?? '';
  const attribute = (tag: string, name: string): string | null => {
    const found = new RegExp(`<${tag}\\b[^>]*\\b${name}=(['"])(.*?)\\1`, 'u').exec(text);
    return found === null ? null : (found[2] ?? '');
  };
  const name = element('name');
  if (name === '') return 'missing name element';
  const bridge = attribute('bridge', 'name') ?? '';
  return {
    name,
    uuid: element('uuid') === '' ? newUuid() : element('uuid'),
    bridge: bridge === '' ? name : bridge,
    forwardDevice: /<forward\b/u.test(text) ? (attribute('forward', 'dev') ?? '') : null,
    address: attribute('ip', 'address') ?? '',
    netmask: attribute('ip', 'netmask') ?? '255.255.255.0',
    rangeStart: attribute('range', 'start') ?? '',
    rangeEnd: attribute('range', 'end') ?? '',
    active: false,
    autostart: false,
  };
}
