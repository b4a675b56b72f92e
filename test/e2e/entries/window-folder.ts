import { join } from 'node:path';

/** Where one window of the specs has its things: runs, and the runtime folder, so that it meets no labs of others. */
export interface WindowFolder {
  readonly root: string;
  readonly data: string;
  readonly environment: Readonly<Record<string, string>>;
}

export function windowFolder(root: string): WindowFolder {
  const data = join(root, 'data');
  const inherited = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const own = { XENPATH_DATA: data, XENPATH_OPERATOR: 'ada', XDG_RUNTIME_DIR: root, XDG_STATE_HOME: root };
  return { root, data, environment: { ...Object.fromEntries(inherited), ...own } };
}
