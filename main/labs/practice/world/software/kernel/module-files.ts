import { fromBytes } from '../bytes/latin.ts';
import type { Files } from '../../files.ts';
import { moduleField, readModuleObject } from './modules.ts';
import { moduleName } from './modprobe-config.ts';

/** A module's file: where, and what its .modinfo says. */
export interface ModuleFile {
  readonly path: string;
  readonly name: string;
  /** The object as a byte string. */
  readonly object: string;
  readonly fields: readonly (readonly [string, string])[];
}

/** Reads a .ko; null when it is no module or not there. */
export function readModuleFile(files: Files, path: string): ModuleFile | null {
  if (!files.isFile(path)) return null;
  const object = fromBytes(files.readBytes(path));
  const fields = readModuleObject(object);
  if (fields === null) return null;
  return { path, name: moduleName(moduleField(fields, 'name') ?? ''), object, fields };
}

/** A module of a kernel by name, searched below /lib/modules/RELEASE; `updates` goes before `extra`, both before `kernel`. */
export function findModule(files: Files, release: string, name: string): ModuleFile | null {
  const wanted = `${moduleName(name)}.ko`;
  for (const folder of ['updates', 'extra', 'kernel']) {
    const path = search(files, `/lib/modules/${release}/${folder}`, wanted);
    if (path !== null) return readModuleFile(files, path);
  }
  return null;
}

/** Names that a module needs, itself excluded, in the order of loading. A name that no file has is left out and told apart. */
export function withDependencies(
  files: Files,
  release: string,
  name: string,
): { readonly order: readonly ModuleFile[]; readonly missing: readonly string[] } {
  const order: ModuleFile[] = [];
  const missing: string[] = [];
  const seen = new Set<string>();
  function visit(wanted: string): void {
    const key = moduleName(wanted);
    if (seen.has(key)) return;
    seen.add(key);
    const file = findModule(files, release, key);
    if (file === null) {
      missing.push(wanted);
      return;
    }
    for (const other of dependencies(file)) visit(other);
    order.push(file);
  }
  visit(name);
  return { order, missing };
}

export function dependencies(file: Pick<ModuleFile, 'fields'>): readonly string[] {
  return (moduleField(file.fields, 'depends') ?? '').split(',').filter((each) => each !== '').map(moduleName); // prettier-ignore
}

function search(files: Files, folder: string, wanted: string): string | null {
  if (!files.isDirectory(folder)) return null;
  const names = files.list(folder);
  const here = names.find((name) => moduleName(name) === wanted);
  if (here !== undefined && files.isFile(`${folder}/${here}`)) return `${folder}/${here}`;
  for (const name of names) {
    if (name.endsWith('.ko')) continue;
    const below = search(files, `${folder}/${name}`, wanted);
    if (below !== null) return below;
  }
  return null;
}
