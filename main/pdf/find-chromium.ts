import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { failure, success, type Result } from '../../core/result.ts';

/** What a look for a browser needs to know of the machine. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Browsers that print a page to a PDF without a display, by the names of their packages on Linux. */
const PROGRAMS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
];

const MAC_PROGRAMS = ['Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave Browser'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

const WINDOWS_PROGRAMS = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * Path of a Chromium, or of a browser made from it, on this machine: XENPATH_CHROMIUM first, then those in PATH and where installers put
 * them. Problems: `chromium-missing` where XENPATH_CHROMIUM names nothing that runs, `no-chromium` where there is none.
 */
export async function findChromium(machine: Machine): Promise<Result<string>> {
  const { environment } = machine;
  const named = environment['XENPATH_CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (await runs(named)) return success(named);
    return failure(
      'chromium-missing',
      `XENPATH_CHROMIUM names ${named}, which cannot be run.`,
      'Name the program itself, or unset it.',
    );
  }
  for (const path of candidates(machine)) if (await runs(path)) return success(path);
  return failure(
    'no-chromium',
    'No Chromium, Chrome or Edge was found on this machine, so no PDF could be printed.',
    'Install one, name it in XENPATH_CHROMIUM, or print the HTML file from any browser.',
  );
}

function candidates({ platform, environment }: Machine): readonly string[] {
  if (platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((program) => join(folder, program)));
  }
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const inPath = PROGRAMS.flatMap((program) => folders.map((folder) => join(folder, program)));
  return platform === 'darwin' ? [...inPath, ...MAC_PROGRAMS] : inPath;
}

async function runs(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
