import type { Architecture } from '../state.ts';

/** A package as its rpm file describes it. */
export interface PackageDefinition {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** `i386`, `i686`, `x86_64`, `noarch`. */
  readonly architecture: string;
  /** Folder of the installation tree that holds its file. */
  readonly folder: 'Server' | 'VT';
  readonly summary: string;
  readonly sizeBytes: number;
  /** Capabilities, as `rpm -q --requires` prints them: `libvirt = 0.2.3-9.el5`, `libxenstore.so.3.0`. */
  readonly requires: readonly string[];
  /** Capabilities beside its own name. */
  readonly provides: readonly string[];
  readonly files: readonly PackagedFile[];
}

/** A file of a package. `content` is a byte string; a program's file stands for the program of that path. */
export type PackagedFile =
  | {
      readonly kind: 'text';
      readonly path: string;
      readonly content: string;
      readonly mode: number;
      readonly configuration: boolean;
      /** Length of the real file, when the content stands for a longer one: what is beyond it reads as zero bytes. */
      readonly size?: number;
    }
  | { readonly kind: 'program'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number };

/** Content of a text file as it is on disk, up to its real length. */
export function wholeContent(file: PackagedFile & { readonly kind: 'text' }): string {
  return file.content.padEnd(file.size ?? 0, '\0');
}

export function textFile(path: string, content: string, mode = 0o644): PackagedFile {
  return { kind: 'text', path, content, mode, configuration: false };
}

/** A large file of which only the beginning matters: so long as the real one. */
export function sizedFile(path: string, content: string, size: number, mode = 0o644): PackagedFile {
  return { kind: 'text', path, content, mode, configuration: false, size };
}

/** A configuration file: installing over a changed one keeps it, erasing renames a changed one to .rpmsave. */
export function configurationFile(path: string, content: string, mode = 0o644): PackagedFile {
  return { kind: 'text', path, content, mode, configuration: true };
}

export function programFile(path: string, mode = 0o755): PackagedFile {
  return { kind: 'program', path, mode };
}

export function linkFile(path: string, target: string): PackagedFile {
  return { kind: 'link', path, target };
}

export function directoryFile(path: string, mode = 0o755): PackagedFile {
  return { kind: 'directory', path, mode };
}

/** Architecture of ordinary packages on a machine: kernels of a 32-bit machine are i686, all else i386. */
export function userArchitecture(architecture: Architecture): string {
  return architecture === 'i686' ? 'i386' : 'x86_64';
}

/** How a shared library stands among the capabilities: `libvirt.so.0`, on 64 bits `libvirt.so.0()(64bit)`. */
export function libraryCapability(library: string, architecture: Architecture): string {
  return architecture === 'i686' ? library : `${library}()(64bit)`;
}

/** `kernel-xen-2.6.18-53.el5`: what `rpm -q` prints. */
export function packageLabel(definition: { readonly name: string; readonly version: string; readonly release: string }): string {
  return `${definition.name}-${definition.version}-${definition.release}`;
}

/** `kernel-xen-2.6.18-53.el5.i686.rpm`. */
export function packageFileName(definition: PackageDefinition): string {
  return `${packageLabel(definition)}.${definition.architecture}.rpm`;
}
