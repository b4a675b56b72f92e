import { softwarePrograms } from './software/programs.ts';
import { storagePrograms } from './storage/registered.ts';
import { unixPart } from './unix/unix.ts';

/** Names of all programs that a practice host of RHEL 5 can have, by package or from its installation: for docs/limits.md. */
export const programsOfHosts: readonly string[] = [
  ...new Set(
    [softwarePrograms, storagePrograms.rhel5 ?? {}, unixPart.programs?.rhel5 ?? {}].flatMap((programs) =>
      Object.keys(programs).map((path) => path.slice(path.lastIndexOf('/') + 1)),
    ),
  ),
].sort();

/** What a person at RHEL 5.1 may type and practice hosts have not. Nothing that is there may stand here. */
export const absentCommands: readonly string[] = [
  'crontab', 'dig', 'ftp', 'host', 'less', 'lsof', 'man', 'more', 'multipath', 'nano', 'netstat', 'nslookup', 'parted', 'rsync', 'scp', 'screen', 'sftp', 'ssh-copy-id', 'ssh-keygen',
  'strace', 'sudo', 'tcpdump', 'telnet', 'traceroute', 'useradd', 'vim', 'vncviewer', 'watch',
].filter((name) => !programsOfHosts.includes(name)); // prettier-ignore
