import { gzipBytes } from '../bytes/gzip.ts';
import { kernelModules, moduleObject, modulePath } from '../kernel/modules.ts';
import { headersFolder, kernelImage, kernelPackageRelease, kernelPackageVersion, kernelRelease } from '../kernel/releases.ts';
import type { Architecture } from '../state.ts';
import { directoryFile, linkFile, type PackageDefinition, type PackagedFile, sizedFile, textFile } from './definition.ts';

/**
 * kernel, kernel-devel, kernel-xen and kernel-xen-devel of RHEL 5.1. Lengths of kernels, hypervisor and symbol tables are about the real ones,
 * from memory.
 */
export function kernelPackages(architecture: Architecture): readonly PackageDefinition[] {
  return [false, true].flatMap((xen) => [kernelPackage(xen, architecture), headersPackage(xen, architecture)]);
}

function kernelPackage(xen: boolean, architecture: Architecture): PackageDefinition {
  const kernel = kernelRelease(xen, architecture);
  const folder = `/lib/modules/${kernel.release}`;
  const modules = kernelModules(kernel);
  const folders = new Set([folder, `${folder}/kernel`, ...modules.map((each) => `${folder}/kernel/${each.folder}`)]);
  const files: PackagedFile[] = [
    sizedFile(`/boot/vmlinuz-${kernel.release}`, kernelImage(kernel), xen ? 2_049_438 : 1_845_332),
    sizedFile(`/boot/System.map-${kernel.release}`, 'c0100000 A _text\n', xen ? 878_114 : 932_106),
    textFile(
      `/boot/config-${kernel.release}`,
      `# Linux kernel version: ${kernel.release}\nCONFIG_MODULES=y\n${xen ? 'CONFIG_XEN=y\n' : ''}`,
    ),
    ...(xen
      ? [
          sizedFile(
            `/boot/xen.gz-${kernelPackageVersion}-${kernelPackageRelease}`,
            gzipBytes(`Xen version 3.1.0-${kernelPackageRelease} ${architecture}\n`),
            286_811,
          ),
          sizedFile(`/boot/xen-syms-${kernelPackageVersion}-${kernelPackageRelease}`, '\x7fELF\x01\x01\x01\0xen-syms\0', 585_102),
        ]
      : []),
    ...[...folders].map((each) => directoryFile(each)),
    ...modules.map((each) => textFile(modulePath(kernel, each), moduleObject(each, kernel), 0o744)),
    linkFile(`${folder}/build`, `../../..${headersFolder(kernel)}`),
    linkFile(`${folder}/source`, 'build'),
  ];
  return {
    name: xen ? 'kernel-xen' : 'kernel',
    version: kernelPackageVersion,
    release: kernelPackageRelease,
    architecture,
    folder: 'Server',
    summary: xen
      ? 'The Linux kernel compiled for Xen VM operations'
      : 'The Linux kernel (the core of the Linux operating system)',
    sizeBytes: xen ? 47_254_131 : 44_822_317,
    requires: ['module-init-tools', 'initscripts >= 8.11.1-1', 'mkinitrd >= 4.2.21-1', 'fileutils'],
    provides: [`kernel-${architecture}`, `kernel = ${kernelPackageVersion}-${kernelPackageRelease}`],
    files,
  };
}

function headersPackage(xen: boolean, architecture: Architecture): PackageDefinition {
  const kernel = kernelRelease(xen, architecture);
  const folder = headersFolder(kernel);
  return {
    name: xen ? 'kernel-xen-devel' : 'kernel-devel',
    version: kernelPackageVersion,
    release: kernelPackageRelease,
    architecture,
    folder: 'Server',
    summary: `Development package for building kernel modules to match the ${xen ? 'kernel-xen' : 'kernel'}.`,
    sizeBytes: 14_860_221,
    requires: ['/usr/bin/find'],
    provides: [],
    files: [
      directoryFile('/usr/src/kernels'),
      directoryFile(folder),
      textFile(
        `${folder}/Makefile`,
        'VERSION = 2\nPATCHLEVEL = 6\nSUBLEVEL = 18\nEXTRAVERSION = -prep\nNAME=Avast! A bilge rat!\n',
      ),
      textFile(`${folder}/Module.symvers`, ''),
      textFile(`${folder}/.config`, 'CONFIG_MODULES=y\n'),
      directoryFile(`${folder}/include`),
      directoryFile(`${folder}/scripts`),
    ],
  };
}
