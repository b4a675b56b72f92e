import type { Files } from '../../files.ts';
import type { ArchiveMember } from '../bytes/cpio.ts';
import { gzipBytes } from '../bytes/gzip.ts';
import { toBytes } from '../bytes/latin.ts';
import { writeTar } from '../bytes/tar.ts';
import { writeDependencies } from '../kernel/depmod.ts';
import { type ModuleDefinition, moduleObject, qlogicParameters } from '../kernel/modules.ts';
import { kernelRelease } from '../kernel/releases.ts';

/** Version of the article's QLogic driver. */
export const qlogicVersion = '8.01.07.15';

/** Name under which a version of the driver is downloaded. */
export function qlogicTarball(version: string): string {
  return `qla2xxx-v${version}-2-dist.tgz`;
}

/** Folder of a version's sources. */
export function qlogicFolder(version: string): string {
  return `qla2xxx-${version}`;
}

/** First line of the driver's Makefile, by which make knows it. */
export const qlogicMakefileMark = '# Makefile for the QLogic qla2xxx driver';

const drvrsetup = (version: string): string => `#!/bin/sh
# Unpacks the driver's sources beside this script.
cd \`dirname $0\`
tar xzf qla2xxx-src-v${version}.tar.gz
echo "qla2xxx: sources unpacked to ${qlogicFolder(version)}"
`;

const build = `#!/bin/sh
# Builds, installs or removes the qla2xxx driver for the running kernel.
#   build.sh           build
#   build.sh install   build and install
#   build.sh remove    put the distribution's driver back
cd \`dirname $0\`/..
case "$1" in
install|new)
  make || exit 1
  make install
  ;;
remove)
  make uninstall
  ;;
clean)
  make clean
  ;;
"")
  make
  ;;
*)
  echo "Usage: build.sh [install|remove|clean]"
  exit 1
  ;;
esac
`;

/** Makefile of a version's sources. */
export function qlogicMakefile(version: string): string {
  return `${qlogicMakefileMark}\nDRIVER_VERSION := ${version}\n`;
}

/** The vendor's package as it is downloaded: a script that unpacks the sources, and the sources with a script that builds them. A byte string. */
export function qlogicTarballContent(version: string): string {
  const top = qlogicFolder(version);
  const sources: readonly ArchiveMember[] = [
    folder(top),
    file(`${top}/Makefile`, qlogicMakefile(version)),
    file(`${top}/qla_os.c`, `#include "qla_def.h"\n`),
    file(`${top}/qla_fo.c`, `int ql2xfailover = 1;\nmodule_param(ql2xfailover, int, 0);\n`),
    file(`${top}/qla_version.h`, `#define QLA2XXX_VERSION      "${version}"\n`),
    folder(`${top}/extras`),
    file(`${top}/extras/build.sh`, build, 0o755),
  ];
  return gzipBytes(
    writeTar([
      folder('qlogic'),
      file('qlogic/drvrsetup', drvrsetup(version), 0o755),
      file('qlogic/README.qla2xxx', readme(version)),
      file(`qlogic/qla2xxx-src-v${version}.tar.gz`, gzipBytes(writeTar(sources))),
    ]),
  );
}

const readme = (version: string): string => `QLogic Corporation
QLogic driver for 2.6 kernels, version ${version}

  ./drvrsetup
  cd ${qlogicFolder(version)}
  ./extras/build.sh install

Failover is on by default. To leave path management to another driver add
  options qla2xxx ql2xfailover=0
to /etc/modprobe.conf and make the RAM disk image again.
`;

/** The version is that of the sources. */
const drivers: readonly ModuleDefinition[] = [
  {
    name: 'qla2xxx_conf',
    folder: 'drivers/scsi/qla2xxx',
    version: '',
    description: 'QLogic Fibre Channel driver configuration',
    author: 'QLogic Corporation',
    license: 'GPL',
    size: 304_296,
    depends: [],
    parameters: [],
    permanent: false,
  },
  {
    name: 'qla2xxx',
    folder: 'drivers/scsi/qla2xxx',
    version: '',
    description: 'QLogic Fibre Channel HBA Driver',
    author: 'QLogic Corporation',
    license: 'GPL',
    size: 1_070_300,
    depends: ['qla2xxx_conf', 'scsi_mod', 'scsi_transport_fc'],
    parameters: [
      ...qlogicParameters,
      'ql2xfailover:Driver failover support: 0 to disable; 1 to enable. (int)',
      'ql2xlbType:Load balancing method: 0 none, 1 static, 2 least recently used, 3 least service time. (int)',
      'qlFailoverNotifyType:Failover notification type. (int)',
    ],
    permanent: false,
  },
];

/** What make leaves in the source folder. */
export function buildQlogic(files: Files, folderPath: string, release: string, architecture: 'i686' | 'x86_64'): void {
  const kernel = { ...kernelRelease(release.endsWith('xen'), architecture), release };
  const version = qlogicVersionIn(files, folderPath);
  for (const driver of drivers)
    files.write(`${folderPath}/${driver.name}.ko`, toBytes(moduleObject({ ...driver, version }, kernel)));
}

/** Which version lies unpacked in a folder, by its Makefile. */
function qlogicVersionIn(files: Files, folderPath: string): string {
  const path = `${folderPath}/Makefile`;
  return (files.isFile(path) ? /^DRIVER_VERSION := (\S+)$/mu.exec(files.readText(path))?.[1] : undefined) ?? qlogicVersion;
}

/** make install: the vendor's modules replace the kernel's, whose own is kept as qla2xxx.ko.bak. */
export function installQlogic(files: Files, folderPath: string, release: string): void {
  const target = `/lib/modules/${release}/kernel/drivers/scsi/qla2xxx`;
  files.makeDirectory(target, { parents: true });
  if (files.isFile(`${target}/qla2xxx.ko`) && !files.exists(`${target}/qla2xxx.ko.bak`))
    files.write(`${target}/qla2xxx.ko.bak`, files.readBytes(`${target}/qla2xxx.ko`));
  for (const driver of drivers)
    files.write(`${target}/${driver.name}.ko`, files.readBytes(`${folderPath}/${driver.name}.ko`), 0o744);
  if (files.isFile('/etc/modprobe.conf')) {
    const text = files.readText('/etc/modprobe.conf');
    if (!/^alias\s+scsi_hostadapter\d*\s+qla2xxx\s*$/mu.test(text))
      files.write('/etc/modprobe.conf', `${text}${text.endsWith('\n') ? '' : '\n'}alias scsi_hostadapter2 qla2xxx\n`);
  }
  writeDependencies(files, release);
}

/** make uninstall. */
export function removeQlogic(files: Files, release: string): boolean {
  const target = `/lib/modules/${release}/kernel/drivers/scsi/qla2xxx`;
  if (!files.isFile(`${target}/qla2xxx.ko.bak`)) return false;
  files.rename(`${target}/qla2xxx.ko.bak`, `${target}/qla2xxx.ko`);
  if (files.isFile(`${target}/qla2xxx_conf.ko`)) files.remove(`${target}/qla2xxx_conf.ko`);
  writeDependencies(files, release);
  return true;
}

function file(path: string, content: string, mode = 0o644): ArchiveMember {
  return { path, kind: 'file', mode, content };
}

function folder(path: string): ArchiveMember {
  return { path, kind: 'directory', mode: 0o755, content: '' };
}
