import { execFile } from 'node:child_process';
import { failure, success, type Result } from '../../../core/result.ts';

/** An index of packages that this machine's apt knows. */
interface IndexTarget {
  readonly site: string;
  readonly codename: string;
  readonly component: string;
  readonly origin: string;
}

const debianKeys = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Sources of Debian 12 for building the machines, out of what this machine's apt uses: its mirrors of Debian 12 where it is one itself, else
 * its mirror of another Debian. Problem: `no-mirror`.
 */
export function sourcesFrom(targets: string): Result<string> {
  const known: readonly IndexTarget[] = targets.split('\n').flatMap((line) => {
    const [site, codename, component, origin] = line.split('|');
    return site === undefined || codename === undefined || component !== 'main' || origin !== 'Debian'
      ? []
      : [{ site, codename, component, origin }];
  });
  const line = (site: string, suite: string): string => `deb [signed-by=${debianKeys}] ${site} ${suite} main`;
  const own = known.filter(({ codename }) => /^bookworm(?:-updates|-security)?$/u.test(codename));
  if (own.some(({ codename }) => codename === 'bookworm'))
    return success(`${[...new Set(own.map(({ site, codename }) => line(site, codename)))].join('\n')}\n`);
  const other = known.find(({ codename }) => !codename.includes('-'));
  if (other !== undefined) return success(`${line(other.site, 'bookworm')}\n`);
  return failure(
    'no-mirror',
    "This machine's apt knows no mirror of Debian.",
    'Add one of Debian 12 (bookworm) to /etc/apt/sources.list.d and run apt-get update.',
  );
}

/** Sources by what the apt of this machine uses. */
export async function debianSources(): Promise<Result<string>> {
  const targets = await new Promise<string>((resolve) => {
    const format = '$(REPO_URI)|$(CODENAME)|$(COMPONENT)|$(ORIGIN)';
    execFile('apt-get', ['indextargets', '--format', format, 'Created-By: Packages'], (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
  return sourcesFrom(targets);
}
