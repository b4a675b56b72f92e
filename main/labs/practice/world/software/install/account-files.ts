import type { UserState } from '../../state.ts';

/** Accounts that setup 2.5.58 and the packages of a server bring: name, uid, gid, remark, home, shell. */
const system = `
bin:1:1:bin:/bin:/sbin/nologin
daemon:2:2:daemon:/sbin:/sbin/nologin
adm:3:4:adm:/var/adm:/sbin/nologin
lp:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:5:0:sync:/sbin:/bin/sync
shutdown:6:0:shutdown:/sbin:/sbin/shutdown
halt:7:0:halt:/sbin:/sbin/halt
mail:8:12:mail:/var/spool/mail:/sbin/nologin
operator:11:0:operator:/root:/sbin/nologin
nobody:99:99:Nobody:/:/sbin/nologin
rpm:37:37::/var/lib/rpm:/sbin/nologin
dbus:81:81:System message bus:/:/sbin/nologin
sshd:74:74:Privilege-separated SSH:/var/empty/sshd:/sbin/nologin
apache:48:48:Apache:/var/www:/sbin/nologin
`.trim().split('\n'); // prettier-ignore

const groups =
  'root:0:root bin:1:root,bin,daemon daemon:2:root,bin,daemon sys:3:root,bin,adm adm:4:root,adm,daemon tty:5: disk:6:root lp:7:daemon,lp mem:8: kmem:9: wheel:10:root mail:12:mail users:100: nobody:99: rpm:37: dbus:81: sshd:74: apache:48:';

/**
 * Accounts, logins and terminals of an installed system, from memory of RHEL 5's setup and SysVinit: path, text, mode. The password's hash in
 * /etc/shadow is made up; logins go by the account itself. `guest`: paravirtualized, with a getty at xvc0, the console that Xen gives it.
 */
export function accountFiles(users: readonly UserState[], guest: boolean): readonly (readonly [string, string, number])[] {
  const own = users.map((user) => [user.name, String(user.uid), String(user.gid), user.name, user.home, user.shell].join(':'));
  const accounts = [...own, ...system].map((line) => line.split(':'));
  const passwd = accounts.map(([name = '', ...rest]) => `${name}:x:${rest.join(':')}`);
  const shadow = accounts.map(
    ([name = '']) => `${name}:${users.some((user) => user.name === name) ? hash(name) : '*'}:13942:0:99999:7:::`,
  );
  const gettys = [1, 2, 3, 4, 5, 6].map((number) => `${String(number)}:2345:respawn:/sbin/mingetty tty${String(number)}`);
  const inittab = [
    '#',
    '# inittab       This file describes how the INIT process should set up',
    '#               the system in a certain run-level.',
    '#',
    'id:3:initdefault:',
    '',
    '# System initialization.',
    'si::sysinit:/etc/rc.d/rc.sysinit',
    '',
    ...[0, 1, 2, 3, 4, 5, 6].map((level) => `l${String(level)}:${String(level)}:wait:/etc/rc.d/rc ${String(level)}`),
    '',
    '# Trap CTRL-ALT-DELETE',
    'ca::ctrlaltdel:/sbin/shutdown -t3 -r now',
    '',
    '# Run gettys in standard runlevels',
    ...(guest ? ['co:2345:respawn:/sbin/agetty xvc0 9600 vt100-nav'] : []),
    ...gettys,
    '',
  ];
  const terminals = ['console', ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((number) => [`vc/${String(number)}`, `tty${String(number)}`]), ...(guest ? ['xvc0'] : [])]; // prettier-ignore
  const group = groups.split(' ').map((line) => line.split(':'));
  return [
    ['/etc/passwd', lines(passwd), 0o644],
    ['/etc/shadow', lines(shadow), 0o400],
    ['/etc/group', lines(group.map(([name = '', id = '', members = '']) => `${name}:x:${id}:${members}`)), 0o644],
    ['/etc/inittab', lines(inittab.slice(0, -1)), 0o644],
    ['/etc/securetty', lines(terminals), 0o600],
  ];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

/** As long as an MD5 hash of crypt(3), and of no password. */
function hash(name: string): string {
  return `$1$practice$${name.padEnd(22, '.')}`;
}
