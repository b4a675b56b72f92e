import type { UserState } from '../../state.ts';

/** Accounts of a Debian system: name, uid, gid, remark, home, shell. */
const system = `daemon:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:2:2:bin:/bin:/usr/sbin/nologin
sys:3:3:sys:/dev:/usr/sbin/nologin
sync:4:65534:sync:/bin:/bin/sync
man:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:8:8:mail:/var/mail:/usr/sbin/nologin
backup:34:34:backup:/var/backups:/usr/sbin/nologin
www-data:33:33:www-data:/var/www:/usr/sbin/nologin
_apt:42:65534::/nonexistent:/usr/sbin/nologin
nobody:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
systemd-network:998:998:systemd Network Management:/:/usr/sbin/nologin
messagebus:100:107::/nonexistent:/usr/sbin/nologin
sshd:101:65534::/run/sshd:/usr/sbin/nologin`.split('\n');

/** /etc/os-release of Debian 12. */
export const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const groups =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 www-data:33 backup:34 shadow:42 users:100 nogroup:65534';

/** Files of a fresh system that its packages or its installer write: path, text, mode. */
export function systemFiles(hostname: string, users: readonly UserState[], address: string | null): readonly (readonly [string, string, number])[] {
  const own = users.map((user) => [user.name, String(user.uid), String(user.gid), user.name, user.home, user.shell].join(':'));
  const accounts = [...own, ...system].map((line) => line.split(':'));
  const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
  return [
    ['/etc/os-release', osRelease, 0o644],
    ['/etc/debian_version', '12.12\n', 0o644],
    ['/etc/hostname', `${hostname}\n`, 0o644],
    ['/etc/hosts', `127.0.0.1\tlocalhost\n${address === null ? '127.0.1.1' : address}\t${hostname}\n`, 0o644],
    ['/etc/passwd', lines(accounts.map(([name = '', ...rest]) => `${name}:x:${rest.join(':')}`)), 0o644],
    ['/etc/shadow', lines(accounts.map(([name = '']) => `${name}:${users.some((user) => user.name === name) ? '$y$j9T$practice' : '*'}:20700:0:99999:7:::`)), 0o640],
    ['/etc/group', lines(groups.split(' ').map((word) => { const [name = '', id = ''] = word.split(':'); return `${name}:x:${id}:`; })), 0o644],
    ['/etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\nPrintMotd no\nAcceptEnv LANG LC_*\nSubsystem\tsftp\t/usr/lib/openssh/sftp-server\n', 0o644],
    ['/etc/sysctl.conf', '#\n# /etc/sysctl.conf - Configuration file for setting system variables\n# See /etc/sysctl.d/ for additional system variables.\n#\n', 0o644],
    ['/etc/motd', '', 0o644],
    ['/etc/resolv.conf', '', 0o644],
    ['/etc/initramfs-tools/modules', '# List of modules that you want to include in your initramfs.\n# Syntax:  module_name [args ...]\n', 0o644],
    ['/etc/modules', '# /etc/modules: kernel modules to load at boot time.\n', 0o644],
    ['/root/.profile', '# ~/.profile: executed by Bourne-compatible login shells.\n', 0o644],
    ['/root/.bashrc', '# ~/.bashrc: executed by bash(1) for non-login shells.\n', 0o644],
  ];
} // prettier-ignore
