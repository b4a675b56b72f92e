import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownJsonFiles } from '../practice/runtime-folder.ts';

/** What a running Xen lab tells its user's other processes. A host is its only by a key and a port that stand here. */
export interface XenRegistration {
  readonly kind: 'xen';
  readonly name: string;
  readonly pid: number;
  readonly socket: string;
  /** By name of the machine. */
  readonly hosts: Readonly<Record<string, { readonly port: number; readonly hostKey: string }>>;
  /** The key of the guests that are installed in it. */
  readonly guestKey: string;
}

const suffix = '.xen.json';

/** Tells of a lab. */
export async function registerXen(runtime: string, registration: XenRegistration): Promise<void> {
  const path = join(runtime, `${registration.name}${suffix}`);
  await writeFile(`${path}.new`, `${JSON.stringify(registration, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

export async function unregisterXen(runtime: string, name: string): Promise<void> {
  await rm(join(runtime, `${name}${suffix}`), { force: true });
}

/** All that told of themselves; those that died since may be among them. */
export async function xenRegistrations(runtime: string): Promise<readonly XenRegistration[]> {
  return (await ownJsonFiles(runtime, suffix)) as readonly XenRegistration[];
}
