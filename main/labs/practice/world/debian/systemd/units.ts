import type { Machine } from '../../machine.ts';
import { runningOf } from '../debian.ts';
import { readRecords } from '../iscsi/records.ts';
import { logIn, logOut, portalAt } from '../iscsi/session.ts';
import { reconfigure } from '../multipath/daemon.ts';
import { serveFolder, stopServing } from '../network/http.ts';
import { startNetworking } from '../network/ifupdown.ts';
import { startAutomatic, stopGuests } from '../xen/automatic.ts';
import type { UnitDefinition } from './unit.ts';

function started(machine: Machine): readonly string[] {
  return runningOf(machine).xen === null ? ['Starting Xen daemons: missing /proc/xen/capabilities, not running in dom0 (warning).'] : ['Starting Xen daemons: xenfs xenstored xenconsoled.']; // prettier-ignore
}

/** Sessions to all nodes that start by themselves and whose portals answer. */
function logInAutomatic(machine: Machine): string | null {
  const wanted = readRecords(machine).filter(({ values, address }) => values.get('node.startup') === 'automatic' && runningOf(machine).scsi.sessions.every(({ portal }) => portal !== address));
  const answering = wanted.filter(({ address }) => portalAt(machine, address) !== null);
  logIn(machine, answering);
  const dead = wanted.find((record) => !answering.includes(record));
  return dead === undefined || answering.length > 0 ? null : `iscsiadm: Could not login to [iface: default, target: ${dead.target}, portal: ${dead.address},${String(dead.port)}].`;
} // prettier-ignore

/** Every unit that a package of the lab brings. */
export const unitDefinitions: readonly UnitDefinition[] = [
  { name: 'basic.target', description: 'Basic System', documentation: ['man:systemd.special(7)'], daemon: null, wantedBy: 'sysinit.target', order: 4, startMs: 10 },
  { name: 'systemd-journald.service', description: 'Journal Service', documentation: ['man:systemd-journald.service(8)', 'man:journald.conf(5)'], daemon: '/lib/systemd/systemd-journald', wantedBy: 'sysinit.target', order: 1, startMs: 100 },
  { name: 'systemd-udevd.service', description: 'Rule-based Manager for Device Events and Files', documentation: ['man:systemd-udevd.service(8)', 'man:udev(7)'], daemon: '/lib/systemd/systemd-udevd', wantedBy: 'sysinit.target', order: 2, startMs: 200 },
  { name: 'dbus.service', description: 'D-Bus System Message Bus', documentation: ['man:dbus-daemon(1)'], daemon: '/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile --systemd-activation --syslog-only', wantedBy: 'multi-user.target', order: 20, startMs: 100 },
  {
    name: 'networking.service', description: 'Raise network interfaces', documentation: ['man:interfaces(5)'], daemon: null, wantedBy: 'multi-user.target', order: 5, startMs: 900,
    start: (machine) => startNetworking(machine)[0] ?? null,
  },
  { name: 'multipathd.socket', description: 'multipathd control socket', documentation: [], daemon: null, wantedBy: 'sockets.target', order: 3, startMs: 10 },
  {
    name: 'multipathd.service', description: 'Device-Mapper Multipath Device Controller', documentation: [], daemon: '/sbin/multipathd -d -s', wantedBy: 'sysinit.target', order: 6, startMs: 800,
    aliases: ['multipath-tools.service'], triggeredBy: 'multipathd.socket', requires: ['multipathd.socket'], says: () => ['multipathd v0.9.4: start up'],
    start: (machine) => { reconfigure(machine); return null; },
    stop: (machine) => { machine.world.cancelWhere((event) => event.machine === machine.name && ['debian.checkPaths', 'debian.queueEnd', 'debian.failback'].includes(event.type)); },
  },
  { name: 'iscsid.socket', description: 'Open-iSCSI iscsid Socket', documentation: ['man:iscsid(8)', 'man:iscsiadm(8)'], daemon: null, wantedBy: 'sockets.target', order: 7, startMs: 10 },
  { name: 'iscsid.service', description: 'iSCSI initiator daemon (iscsid)', documentation: ['man:iscsid(8)'], daemon: '/sbin/iscsid', wantedBy: 'multi-user.target', order: 8, startMs: 300, triggeredBy: 'iscsid.socket' },
  {
    name: 'open-iscsi.service', description: 'Login to default iSCSI targets', documentation: ['man:iscsiadm(8)', 'man:iscsid(8)'], daemon: null, wantedBy: 'sysinit.target', order: 9, startMs: 1_500, aliases: ['iscsi.service'], requires: ['iscsid.service'],
    start: logInAutomatic,
    stop: (machine) => { logOut(machine, [...runningOf(machine).scsi.sessions]); },
  },
  { name: 'ssh.service', description: 'OpenBSD Secure Shell server', documentation: ['man:sshd(8)', 'man:sshd_config(5)'], daemon: 'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups', wantedBy: 'multi-user.target', order: 21, startMs: 400, aliases: ['sshd.service'], says: () => ['Server listening on 0.0.0.0 port 22.', 'Server listening on :: port 22.'] },
  {
    name: 'xen.service', description: 'LSB: Xen daemons', documentation: ['man:systemd-sysv-generator(8)'], sysv: true, daemon: null, helpers: ['/usr/lib/xen-4.17/bin/oxenstored --pid-file /run/xenstore.pid', '/usr/lib/xen-4.17/bin/xenconsoled --pid-file /run/xenconsoled.pid'],
    wantedBy: 'multi-user.target', order: 22, startMs: 2_500, says: started,
  },
  {
    name: 'xendomains.service', description: 'LSB: Start/stop secondary xen domains', documentation: ['man:systemd-sysv-generator(8)'], sysv: true, daemon: null, wantedBy: 'multi-user.target', order: 23, startMs: 1_000,
    start: (machine) => { startAutomatic(machine); return null; },
    stop: stopGuests,
  },
  {
    name: 'nginx.service', description: 'A high performance web server and a reverse proxy server', documentation: ['man:nginx(8)'], daemon: 'nginx: master process /usr/sbin/nginx -g daemon on; master_process on;', wantedBy: 'multi-user.target', order: 24, startMs: 400,
    start: (machine, pid) => serveFolder(machine, pid ?? 0, 'nginx'),
    stop: (machine) => { stopServing(machine, 'nginx/1.22.1'); },
  },
  {
    name: 'lighttpd.service', description: 'Lighttpd Daemon', documentation: [], daemon: '/usr/sbin/lighttpd -D -f /etc/lighttpd/lighttpd.conf', wantedBy: 'multi-user.target', order: 24, startMs: 400,
    start: (machine, pid) => serveFolder(machine, pid ?? 0, 'lighttpd'),
    stop: (machine) => { stopServing(machine, 'lighttpd/1.4.69'); },
  },
  { name: 'dnsmasq.service', description: 'dnsmasq - A lightweight DHCP and caching DNS server', documentation: [], daemon: '/usr/sbin/dnsmasq -x /run/dnsmasq/dnsmasq.pid -u dnsmasq -7 /etc/dnsmasq.d,.dpkg-dist,.dpkg-old,.dpkg-new --local-service', wantedBy: 'multi-user.target', order: 25, startMs: 300 },
  { name: 'array.service', description: 'Storage controllers A and B', documentation: [], daemon: null, wantedBy: 'multi-user.target', order: 26, startMs: 1_000 },
]; // prettier-ignore

/** A unit of a package by any of its names. */
export function packagedUnit(name: string): UnitDefinition | undefined {
  const full = /\.[a-z]+$/u.test(name) ? name : `${name}.service`;
  return unitDefinitions.find((unit) => unit.name === full || unit.aliases?.includes(full) === true);
}
