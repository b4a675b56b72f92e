import type { MachineKind } from './state.ts';

/** What tells one kind of machine from another before any part of the world has its say. */
export interface KindOfMachine {
  /** What answers a command: a POSIX shell, or Fabric OS' own command line. */
  readonly shell: 'posix' | 'fos';
  /** The account that a person logs in with. */
  readonly login: string;
  /** From power to the boot loader, in milliseconds. */
  readonly firmwareMs: number;
  /** The first process, as ps names it. */
  readonly init: string;
  /** How the kernel mounts the root file system before anybody names its device. */
  readonly root: { readonly device: string; readonly type: string; readonly options: string };
  /** PATH of a shell that sshd starts for a command, and of root's login shell. */
  readonly commandPath: string;
  readonly loginPath: string;
  /** Its SSH server offers today's algorithms whatever the lab was asked for. */
  readonly modernSsh?: true;
}

/** Every kind of machine of a practice lab: here a new one begins, then come the parts that know it (see systems.ts). */
export const kindsOfMachine: Readonly<Record<MachineKind, KindOfMachine>> = {
  rhel5: {
    shell: 'posix',
    login: 'root',
    firmwareMs: 12_000,
    init: 'init [3]',
    root: { device: '/dev/root', type: 'ext3', options: 'rw' },
    // No sbin: sshd of RHEL 5 gives a command the PATH that it was built with.
    commandPath: '/usr/local/bin:/bin:/usr/bin',
    loginPath: '/usr/kerberos/sbin:/usr/kerberos/bin:/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin:/root/bin',
  },
  debian12: {
    shell: 'posix',
    login: 'root',
    firmwareMs: 8_000,
    init: '/sbin/init',
    root: { device: '/dev/vda1', type: 'ext4', options: 'rw,relatime,errors=remount-ro' },
    // Root's share of /etc/login.defs and of sshd's --with-superuser-path.
    commandPath: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    loginPath: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    modernSsh: true,
  },
  fos: {
    shell: 'fos',
    login: 'admin',
    firmwareMs: 1_000,
    init: 'init [3]',
    root: { device: '/dev/root', type: 'ext3', options: 'rw' },
    commandPath: '',
    loginPath: '',
  },
};

/** Kinds that run a POSIX shell and have the generic Unix programs. */
export const posixKinds: readonly MachineKind[] = (Object.keys(kindsOfMachine) as MachineKind[]).filter(
  (kind) => kindsOfMachine[kind].shell === 'posix',
);
