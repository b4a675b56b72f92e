import { homedir } from 'node:os';
import { join } from 'node:path';
import { failure, success, type Result } from '../../../core/result.ts';

/** Everything that Xen labs keep, under one folder: what was built, booted states, and running labs. `clean` empties it. */
export interface XenPlaces {
  readonly folder: string;
  /** Where labs of this user tell of themselves and have their sockets. */
  readonly runtime: string;
  /** Folder with the scripts that make the machines. */
  readonly recipe: string;
}

/** The user's cache folder for Xen labs. */
export function xenFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const cache = environment['XDG_CACHE_HOME'];
  return join(cache !== undefined && cache !== '' ? cache : join(homedir(), '.cache'), 'xenpath', 'xen-lab');
}

/** Where the images of a recipe are. */
export function imagesFolder(places: Pick<XenPlaces, 'folder'>, imagesKey: string): string {
  return join(places.folder, 'images', imagesKey);
}

/** Where a booted state is kept. */
export function stateFolder(places: Pick<XenPlaces, 'folder'>, stateKey: string): string {
  return join(places.folder, 'states', stateKey);
}

/** What belongs to one running lab. */
export function labFolder(places: Pick<XenPlaces, 'folder'>, name: string): string {
  return join(places.folder, 'labs', name);
}

/** Paths of sockets have at most 108 bytes, their end included; the longest name in the folder is `xenhost2-p2.net`. */
const longestFolder = 107 - '/xenhost2-p2.net'.length;

/** Folder of a lab's sockets. Problem: `path-too-long`. */
export function socketsFolder(runtime: string, name: string): Result<string> {
  const folder = join(runtime, `xen-${name}`);
  return Buffer.byteLength(folder) <= longestFolder
    ? success(folder)
    : failure(
        'path-too-long',
        `The folder for the lab's sockets, ${folder}, has too long a path.`,
        'Give the lab a shorter name, or set XDG_RUNTIME_DIR to a shorter path.',
      );
}
