/** Services of the base system, by the package that brings their script in /etc/init.d. */
export const systemServices: Readonly<Record<string, readonly string[]>> = {
  initscripts: ['network'],
  sysklogd: ['syslog'],
  'openssh-server': ['sshd'],
  'vixie-cron': ['crond'],
  irqbalance: ['irqbalance'],
  dbus: ['messagebus'],
  hal: ['haldaemon'],
  ntp: ['ntpd'],
  smartmontools: ['smartd'],
};
