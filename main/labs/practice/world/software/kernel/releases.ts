import type { Architecture } from '../state.ts';

/** A kernel as a package brings it. */
export interface KernelRelease {
  /** `uname -r`. */
  readonly release: string;
  /** `uname -v`. */
  readonly version: string;
  readonly xen: boolean;
  readonly architecture: Architecture;
}

/** Version and release of RHEL 5.1's kernel packages (Listing 1). */
export const kernelPackageVersion = '2.6.18';
export const kernelPackageRelease = '53.el5';

/** RHEL 5.1's two kernels; the Xen one as Listing 2 prints it. Other flavours' build times are of the same night. */
export function kernelRelease(xen: boolean, architecture: Architecture): KernelRelease {
  const time = xen ? '17:06:12' : architecture === 'i686' ? '16:34:02' : '16:34:19';
  return {
    release: `${kernelPackageVersion}-${kernelPackageRelease}${xen ? 'xen' : ''}`,
    version: `#1 SMP Wed Oct 10 ${time} EDT 2007`,
    xen,
    architecture,
  };
}

/** `vermagic` of its modules. */
export function versionMagic(kernel: KernelRelease): string {
  return `${kernel.release} SMP mod_unload ${kernel.architecture === 'i686' ? '686 REGPARM 4KSTACKS ' : ''}gcc-4.1`;
}

/** Folder that kernel-devel and kernel-xen-devel fill, and to which /lib/modules/RELEASE/build points. */
export function headersFolder(kernel: KernelRelease): string {
  return `/usr/src/kernels/${kernelPackageVersion}-${kernelPackageRelease}${kernel.xen ? '-xen' : ''}-${kernel.architecture}`;
}

/** A bzImage's beginning: boot code, then the version text that `file` reads. */
export function kernelImage(kernel: KernelRelease): string {
  const builder = kernel.xen ? 'brewbuilder@hs20-bc1-5.build.redhat.com' : 'brewbuilder@ls20-bc2-13.build.redhat.com';
  return `\xeb\x3cHdrS\x04\x02${kernel.release} (${builder}) ${kernel.version}\0${kernel.architecture}\0${kernel.xen ? 'xen-3.0' : 'native'}\0`;
}

/** Reads what kernelImage wrote; null when the file is no kernel. */
export function readKernelImage(content: string): KernelRelease | null {
  const found = /^\xeb\x3cHdrS\x04\x02(\S+) \([^)]*\) (#[^\0]*)\0(i686|x86_64)\0(xen-3\.0|native)\0/.exec(content);
  if (found === null) return null;
  return {
    release: found[1] ?? '',
    version: found[2] ?? '',
    architecture: found[3] === 'x86_64' ? 'x86_64' : 'i686',
    xen: found[4] === 'xen-3.0',
  };
}
