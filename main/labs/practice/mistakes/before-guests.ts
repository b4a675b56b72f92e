import { onHost, type Deed, type Mistake } from './mistake.ts';

const tree = '/var/www/html/rhel51';

/** Defines vnet0 anew with another description, and starts it. */
function networkOf(forward: string, address = '192.168.100.1'): Deed {
  const net = address.replace(/\d+$/u, '');
  const xml = `<network><name>vnet0</name>${forward}<bridge name="vnet0"/><ip address="${address}" netmask="255.255.255.0"><dhcp><range start="${net}128" end="${net}254"/></dhcp></ip></network>`;
  return onHost(
    `virsh net-destroy vnet0; virsh net-undefine vnet0; echo '${xml}' > /root/other.xml && virsh net-define /root/other.xml && virsh net-start vnet0 && virsh net-autostart vnet0`,
  );
}

const destroyNetwork = onHost('virsh net-destroy vnet0');
const startNetwork = onHost('virsh net-start vnet0');
const keepFirewall = onHost('cp /etc/sysconfig/iptables /root/iptables.kept');
const firewallBack = onHost('cat /root/iptables.kept > /etc/sysconfig/iptables && service iptables restart');
const networkBack = { deeds: [onHost('virsh net-destroy vnet0; virsh net-undefine vnet0')], steps: ['virtual-network'] } as const;

/** Firewall, virtual network and installation tree. */
export const beforeGuestsMistakes: readonly Mistake[] = [
  {
    name: 'port-80-behind-reject',
    title: 'The rule for port 80 stands behind the one that rejects everything',
    belief: 'The order of rules does not matter.',
    moment: { after: 'tree-reachable' },
    deeds: [
      keepFirewall,
      onHost(
        "sed -i '/dport 80 /d' /etc/sysconfig/iptables && sed -i 's/^\\(-A RH-Firewall-1-INPUT -j REJECT.*\\)$/\\1\\n-A RH-Firewall-1-INPUT -p tcp -m tcp --dport 80 -j ACCEPT/' /etc/sysconfig/iptables && service iptables restart",
      ),
    ],
    found: { 'web-port-open.port-not-blocked': 'rule-behind' },
    mend: { deeds: [firewallBack] },
  },
  {
    name: 'port-80-never-opened',
    title: 'Port 80 was never opened',
    belief: 'A web server opens its port itself.',
    moment: { before: 'web-port-open' },
    deeds: [],
    found: { 'web-port-open.port-not-blocked': 'not-loaded' },
    mend: { steps: ['web-port-open'] },
  },
  {
    name: 'input-dropped',
    title: 'Everything that comes in is dropped',
    belief: 'A firewall should say no to all first.',
    moment: { after: 'tree-reachable' },
    deeds: [
      onHost(
        'iptables -F && iptables -A INPUT -i lo -j ACCEPT && iptables -A INPUT -p tcp --dport 22 -j ACCEPT && iptables -P INPUT DROP',
      ),
    ],
    found: { 'web-port-open.port-not-blocked': 'policy' },
    mend: { deeds: [onHost('service iptables restart')] },
  },
  {
    name: 'libvirtd-stopped',
    title: 'libvirtd was stopped',
    belief: 'virsh works without a daemon.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('service libvirtd stop')],
    found: { 'libvirt.libvirt-answers': 'not-running', 'virtual-network.network-active': 'no-libvirt' },
    mend: { steps: ['libvirt', 'virtual-network'] },
  },
  {
    name: 'libvirtd-off-at-boot',
    title: 'libvirtd does not start with the host',
    belief: 'It is started on demand.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('chkconfig libvirtd off')],
    found: { 'libvirt.libvirt-at-boot': 'off' },
    mend: { steps: ['libvirt'] },
  },
  {
    name: 'network-not-started',
    title: 'The network is defined and does not run',
    belief: 'Defining it is enough.',
    moment: { after: 'tree-reachable' },
    deeds: [destroyNetwork],
    found: {
      'virtual-network.network-active': 'inactive',
      'virtual-network.bridge-has-address': 'not-started',
      'tree-reachable.url-answers': 'no-address',
    },
    mend: { deeds: [startNetwork] },
  },
  {
    name: 'network-undefined',
    title: 'The network was undefined',
    belief: 'There is the network default anyway.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('virsh net-destroy vnet0; virsh net-undefine vnet0')],
    found: { 'virtual-network.network-active': 'not-defined' },
    mend: { steps: ['virtual-network'] },
  },
  {
    name: 'network-not-at-boot',
    title: 'The network does not start by itself',
    belief: 'It runs, so it will.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('virsh net-autostart vnet0 --disable')],
    found: { 'virtual-network.network-active': 'not-at-boot' },
    mend: { deeds: [onHost('virsh net-autostart vnet0')] },
  },
  {
    name: 'network-through-any-interface',
    title: 'The network is bound to no interface',
    belief: 'Any interface will do.',
    moment: { after: 'tree-reachable' },
    deeds: [networkOf('<forward/>')],
    found: { 'virtual-network.network-bound': 'any-interface' },
    mend: networkBack,
  },
  {
    name: 'network-isolated',
    title: 'The network is isolated',
    belief: 'Guests need nobody but each other.',
    moment: { after: 'tree-reachable' },
    deeds: [networkOf('')],
    found: { 'virtual-network.network-bound': 'isolated' },
    mend: networkBack,
  },
  {
    name: 'network-with-other-addresses',
    title: 'The network has other addresses',
    belief: '100 or 200, guests get an address by DHCP.',
    moment: { after: 'tree-reachable' },
    deeds: [networkOf('<forward dev="eth0"/>', '192.168.200.1')],
    found: { 'virtual-network.network-bound': 'another-network', 'tree-reachable.url-answers': 'no-address' },
    mend: networkBack,
  },
  {
    name: 'tree-one-level-too-deep',
    title: 'The tree stands one level too deep',
    belief: 'cp makes of it what was meant.',
    moment: { before: 'installation-tree' },
    deeds: [onHost(`mkdir -p ${tree} && cp -r /mnt/dvd ${tree}`)],
    found: { 'installation-tree.tree-there': 'one-level-deeper' },
    mend: { steps: ['installation-tree'] },
  },
  {
    name: 'tree-without-hidden-files',
    title: 'The files that begin with a dot were left out',
    belief: 'A star means everything.',
    moment: { before: 'installation-tree' },
    deeds: [onHost(`mkdir -p ${tree} && cp -r /mnt/dvd/* ${tree}`)],
    found: { 'installation-tree.tree-there': 'hidden-left-out' },
    mend: { steps: ['installation-tree'] },
  },
  {
    name: 'tree-never-copied',
    title: 'The tree was not copied, and the DVD is away',
    belief: 'The installer reads the DVD of the host.',
    moment: { before: 'installation-tree' },
    deeds: [onHost('mv /mnt/dvd /mnt/dvd-old')],
    found: { 'installation-tree.tree-there': 'no-medium' },
    mend: { deeds: [onHost('mv /mnt/dvd-old /mnt/dvd')], steps: ['installation-tree'] },
  },
  {
    name: 'tree-thinned-out',
    title: 'A kernel was deleted from the tree',
    belief: 'There are two kernels in it, one is enough.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost(`rm -f ${tree}/images/xen/vmlinuz`)],
    found: { 'installation-tree.tree-there': 'not-copied', 'tree-reachable.url-answers': 'not-found' },
    mend: { steps: ['installation-tree'] },
  },
  {
    name: 'httpd-stopped',
    title: 'The web server does not run',
    belief: 'It was installed, so it runs.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('service httpd stop')],
    found: { 'web-server.server-runs': 'stopped', 'tree-reachable.url-answers': 'no-server' },
    mend: { deeds: [onHost('service httpd start')] },
  },
  {
    name: 'httpd-removed',
    title: 'The web server was removed',
    belief: 'Xen hosts serve no pages.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('service httpd stop; rpm -e --nodeps httpd')],
    found: { 'web-server.server-runs': 'not-installed' },
    mend: { deeds: [onHost('rpm -ivh --nodeps /mnt/dvd/Server/httpd-2.2.3-11.el5.i386.rpm')], steps: ['web-server'] },
  },
  {
    name: 'httpd-off-at-boot',
    title: 'The web server does not start with the host',
    belief: 'It is needed once.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost('chkconfig httpd off')],
    found: { 'web-server.server-at-boot': 'not-enabled' },
    mend: { deeds: [onHost('chkconfig httpd on')] },
  },
  {
    name: 'tree-renamed',
    title: 'The folder of the tree was renamed',
    belief: 'The URL follows.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost(`mv ${tree} /var/www/html/rhel5`)],
    found: { 'tree-reachable.url-answers': 'not-found' },
    mend: { deeds: [onHost(`mv /var/www/html/rhel5 ${tree}`)] },
  },
  {
    name: 'tree-not-readable',
    title: 'The web server may not read the files',
    belief: 'Nobody else should read them.',
    moment: { after: 'tree-reachable' },
    deeds: [onHost(`chmod 600 ${tree}/images/xen/*`)],
    found: { 'tree-reachable.url-answers': 'forbidden' },
    mend: { deeds: [onHost(`chmod 644 ${tree}/images/xen/*`)] },
  },
];
