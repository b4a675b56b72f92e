import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The application as it runs in a test: its own data folder, its own runtime folder, so that it meets no labs of others. */
export interface Desktop {
  readonly application: ElectronApplication;
  readonly window: Page;
  readonly data: string;
  /** What it printed to its standard error so far. */
  readonly said: () => string;
}

/** Starts the application with a data folder, which may hold what an earlier start left. */
export async function startDesktop(folder: string, applicationFolder = root): Promise<Desktop> {
  const data = join(folder, 'data');
  const application = await _electron.launch({
    args: [applicationFolder],
    env: { ...environment(), XENPATH_DATA: data, XENPATH_OPERATOR: 'ada', XDG_RUNTIME_DIR: folder },
    timeout: 60_000,
  });
  let said = '';
  application.process().stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const window = await application.firstWindow();
  // A window begins empty; its own page comes then.
  await window.waitForURL(({ host }) => host.startsWith('xenpath'));
  await window.waitForLoadState('load');
  return { application, window, data, said: () => said };
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

interface Fixtures {
  readonly folder: string;
  readonly desktop: Desktop;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants the pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'xenpath-desktop-'));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  },
  desktop: async ({ folder }, use) => {
    const desktop = await startDesktop(folder);
    await use(desktop);
    await desktop.application.close();
  },
});
export { expect } from '@playwright/test';

/** Processes that a process started, and what those started (proc(5): the fourth field of stat is the parent). */
export function descendants(pid: number): readonly { readonly pid: number; readonly command: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/u.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
  const below = (parent: number): { pid: number; command: string }[] =>
    all.filter((one) => one.parent === parent).flatMap(({ pid: own, command }) => [{ pid: own, command }, ...below(own)]);
  return below(pid);
}

/** What a process listens at: `tcp PORT` and `unix PATH`, from /proc/net and the process's own descriptors. */
export function listening(pid: number): readonly string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[([0-9]+)\]$/u.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const rows = (table: string): string[][] =>
    existsSync(`/proc/net/${table}`)
      ? readFileSync(`/proc/net/${table}`, 'utf8')
          .split('\n')
          .slice(1)
          .map((line) => line.trim().split(/\s+/u))
      : [];
  // proc(5): state 0A is LISTEN, inode the tenth field; of a Unix socket flag 10000 says that it accepts connections, inode the seventh.
  const tcp = ['tcp', 'tcp6'].flatMap((table) =>
    rows(table)
      .filter((row) => row[3] === '0A' && inodes.has(row[9] ?? ''))
      .map((row) => `tcp ${parseInt(row[1]?.split(':')[1] ?? '', 16)}`),
  );
  const unix = rows('unix')
    .filter((row) => row[3] === '00010000' && inodes.has(row[6] ?? ''))
    .map((row) => `unix ${row[7] ?? ''}`);
  return [...tcp, ...unix];
}
