/** A service of System V init as RHEL 5 has it. */
export interface InitScript {
  readonly name: string;
  /** Runlevels in which `chkconfig --add` turns it on; empty for none (`# chkconfig: - 85 15`). */
  readonly levels: string;
  readonly start: number;
  readonly stop: number;
  readonly description: string;
  /** What `service NAME start` names itself: `Starting httpd: `; null for scripts that print nothing of the kind. */
  readonly starting: string | null;
  readonly stopping: string | null;
  /** Process name that `service NAME status` prints: `httpd (pid 2311) is running...`; null: see programs. */
  readonly daemon: string | null;
  /** Command line in ps. */
  readonly command: string;
}

function script(
  name: string,
  levels: string,
  start: number,
  stop: number,
  description: string,
  daemon: string | null,
  command: string,
  starting: string | null = `Starting ${name}: `,
  stopping: string | null = `Stopping ${name}: `,
): InitScript {
  return { name, levels, start, stop, description, daemon, command, starting, stopping };
}

/** Services that matter here, by name. Levels and priorities are those of the scripts' `# chkconfig:` lines. */
export const initScripts: Readonly<Record<string, InitScript>> = Object.fromEntries(
  [
    script('network', '2345', 10, 90, 'Activates/Deactivates all network interfaces configured to start at boot time.', null, ''),
    script('iptables', '2345', 8, 92, 'Starts, stops and saves iptables firewall', null, ''),
    script(
      'syslog',
      '2345',
      12,
      88,
      'Syslog is the facility by which many daemons use to log messages.',
      'syslogd',
      'syslogd -m 0',
      'Starting system logger: ',
      'Shutting down system logger: ',
    ),
    script('irqbalance', '2345', 13, 87, 'The irqbalance daemon', 'irqbalance', 'irqbalance'),
    script(
      'multipathd',
      '',
      13,
      87,
      'Manages device-mapper multipath devices',
      'multipathd',
      '/sbin/multipathd',
      'Starting multipathd daemon: ',
      'Stopping multipathd daemon: ',
    ),
    script(
      'messagebus',
      '345',
      22,
      85,
      'This is a daemon which broadcasts notifications of system events.',
      'dbus-daemon',
      'dbus-daemon --system',
      'Starting system message bus: ',
      'Stopping system message bus: ',
    ),
    script(
      'haldaemon',
      '345',
      26,
      4,
      'This is a daemon for collecting and maintaining information about hardware.',
      'hald',
      'hald',
      'Starting HAL daemon: ',
      'Stopping HAL daemon: ',
    ),
    script(
      'sshd',
      '2345',
      55,
      25,
      'OpenSSH server daemon',
      'openssh-daemon',
      '/usr/sbin/sshd',
      'Starting sshd: ',
      'Stopping sshd: ',
    ),
    script('ntpd', '', 58, 74, 'ntpd is the NTPv4 daemon.', 'ntpd', 'ntpd -u ntp:ntp -p /var/run/ntpd.pid -g'),
    script('crond', '2345', 90, 60, 'cron is a standard UNIX program that runs user-specified programs.', 'crond', 'crond'),
    script('httpd', '', 85, 15, 'Apache is a World Wide Web server.', 'httpd', '/usr/sbin/httpd'),
    script(
      'libvirtd',
      '345',
      97,
      3,
      'This is a daemon for managing QEMU guest instances and libvirt virtual networks',
      'libvirtd',
      'libvirtd --daemon',
      'Starting libvirtd daemon: ',
      'Stopping libvirtd daemon: ',
    ),
    script(
      'xend',
      '2345',
      98,
      1,
      'Starts and stops the Xen control daemon.',
      'xend',
      'python /usr/sbin/xend start',
      'Starting xend: ',
      'Stopping xend: ',
    ),
    script(
      'xendomains',
      '345',
      99,
      0,
      'Start/stop domains automatically when domain 0 boots / shuts down.',
      null,
      '',
      null,
      null,
    ),
    script('dnsmasq', '', 49, 51, 'The dnsmasq DNS/DHCP server', 'dnsmasq', '/usr/sbin/dnsmasq'),
    script('mpp', '2345', 10, 90, 'Linux MPP driver', null, '', null, null),
    script(
      'smartd',
      '2345',
      40,
      40,
      'Self Monitoring and Reporting Technology (SMART) Daemon',
      'smartd',
      '/usr/sbin/smartd -q never',
    ),
  ].map((each) => [each.name, each]),
);

/** Text of /etc/init.d/NAME: the header is what chkconfig reads; the work is done by service(8). */
export function initScriptText(init: InitScript): string {
  const lines = [
    '#!/bin/bash',
    '#',
    `# ${init.name}`,
    '#',
    `# chkconfig: ${init.levels === '' ? '-' : init.levels} ${String(init.start).padStart(2, '0')} ${String(init.stop).padStart(2, '0')}`,
    `# description: ${init.description}`,
    '#',
    ...(init.daemon === null ? [] : [`# processname: ${init.daemon}`, '#']),
    '',
    '# Source function library.',
    '[ -f /etc/rc.d/init.d/functions ] || exit 0',
    '',
    ...(init.name === 'xend'
      ? ['if ! grep -q "control_d" /proc/xen/capabilities 2>/dev/null ; then', '    exit 0', 'fi', '']
      : []),
    `/sbin/service ${init.name} $1`,
    'exit $?',
    '',
  ];
  return lines.join('\n');
}
