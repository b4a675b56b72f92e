import type { Files } from '../../files.ts';
import type { ArchiveMember } from '../bytes/cpio.ts';
import { gzipBytes } from '../bytes/gzip.ts';
import { writeTar } from '../bytes/tar.ts';

/** Version of the article's RDAC package. */
export const rdacVersion = '09.01.C5.11';

/** Folder in which the package of a version unpacks. */
export function rdacFolder(version: string): string {
  return `linuxrdac-${version}`;
}

/** Name under which a version is downloaded. */
export function rdacTarball(version: string): string {
  return `rdac-LINUX-${version}-source.tar.gz`;
}

/** First line of the package's Makefile, by which make knows it. */
export const rdacMakefileMark = '# Makefile for the MPP Linux driver package';

/** /etc/mpp.conf of the package: names and values of the 09.01 generation, IBM's product name. */
export const mppConf = `VirtualDiskProductId=VirtualDisk
DebugLevel=0x0
NotReadyWaitTime=270
BusyWaitTime=270
QuiescenceWaitTime=270
InquiryWaitTime=60
MaxLunsPerArray=256
MaxPathsPerController=4
ScanInterval=60
InquiryInterval=1
MaxArrayModules=30
ErrorLevel=3
SelectionTimeoutRetryCount=0
UaRetryCount=10
RetryCount=10
SynchTimeout=60
FailOverQuiescenceTime=20
FailoverTimeout=120
FailBackToCurrentAllowed=1
DoUaRetry=1
ControllerIoWaitTime=300
ArrayIoWaitTime=600
DisableLUNRebalance=0
ArrayFailoverWaitTime=300
`;

const makefile = (version: string): string => `${rdacMakefileMark}
MPP_VERSION := ${version}
OS_VER := $(shell uname -r)
KERNEL_OBJ := /lib/modules/$(OS_VER)/build

all: gcccheck kernelvercheck.REDHAT kernelsrccheck mppUpper mppVhba genuniqueid mppUtil

install: hbacheck copyfiles moduledep setupfiles setupdriver

uninstall:
\t./setupDriver.REDHAT uninstall

clean:
\trm -f *.o *.ko mppUtil genuniqueid
`;

const readme = (version: string): string => `IBM System Storage(TM) DS4000 Linux RDAC multipath driver package version ${version}
for Linux 2.6 kernels.
`;

/** Members of the source package. */
export function rdacSources(version: string): readonly ArchiveMember[] {
  const top = rdacFolder(version);
  const file = (path: string, content: string, mode = 0o644): ArchiveMember => ({
    path: `${top}/${path}`,
    kind: 'file',
    mode,
    content,
  });
  const folder = (path: string): ArchiveMember => ({
    path: path === '' ? top : `${top}/${path}`,
    kind: 'directory',
    mode: 0o755,
    content: '',
  });
  return [
    folder(''),
    file('Makefile', makefile(version)),
    file('Readme.txt', readme(version)),
    file('mpp.conf', mppConf),
    folder('mpp_linux_headers'),
    folder('mpp_linux_sys_code'),
    file('mpp_linux_sys_code/mppLnx26_upper.c', '/* MPP upper level driver */\n'),
    folder('mpp_linux_vhba'),
    file('mpp_linux_vhba/mppLnx26_vhba.c', '/* MPP virtual host bus adapter */\n'),
    folder('utility'),
    file('utility/mppUtil.c', '/* mppUtil */\n'),
    file('setupDriver.REDHAT', '#!/bin/bash\n# Called by make install and make uninstall.\n', 0o755),
    file('hbaCheck', '#!/bin/bash\n# Called by make install.\n', 0o755),
    file('License.txt', 'GNU GENERAL PUBLIC LICENSE\nVersion 2, June 1991\n'),
  ];
}

/** The package as it is downloaded: a byte string. */
export function rdacTarballContent(version: string): string {
  return gzipBytes(writeTar(rdacSources(version)));
}

/** Which version lies unpacked in a folder, by its Makefile. */
export function rdacVersionIn(files: Files, folder: string): string {
  const path = `${folder}/Makefile`;
  return (files.isFile(path) ? /^MPP_VERSION := (\S+)$/mu.exec(files.readText(path))?.[1] : undefined) ?? rdacVersion;
}
