import type { Machine } from '../../machine.ts';
import { gzipBytes } from '../bytes/gzip.ts';
import { toBytes } from '../bytes/latin.ts';
import { buildInitialDisk } from '../boot/initrd.ts';
import { kernelImage, kernelRelease } from '../kernel/releases.ts';
import { packageCatalogue, packageFileContent } from '../packages/catalogue.ts';
import { packageFileName } from '../packages/definition.ts';
import type { Architecture } from '../state.ts';

/** Where the files of RHEL 5.1's DVD are, and a second name for them. */
export const installationTree = '/mnt/dvd';

/** Puts the installation tree onto a host: packages in Server and VT, kernels for paravirtualized installation, and what installers look for. */
export function putInstallationTree(machine: Machine, architecture: Architecture, at = installationTree): void {
  const { files } = machine;
  const write = (path: string, content: string): void => {
    files.write(`${at}/${path}`, toBytes(content));
  };
  for (const folder of ['Server/repodata', 'VT/repodata', 'images/xen', 'images/pxeboot', 'isolinux'])
    files.makeDirectory(`${at}/${folder}`, { parents: true });
  for (const definition of packageCatalogue(architecture))
    write(`${definition.folder}/${packageFileName(definition)}`, packageFileContent(definition));
  for (const folder of ['Server', 'VT'])
    write(
      `${folder}/repodata/repomd.xml`,
      '<?xml version="1.0" encoding="UTF-8"?>\n<repomd xmlns="http://linux.duke.edu/metadata/repo"/>\n',
    );
  const family = architecture === 'i686' ? 'i386' : 'x86_64';
  const xen = kernelRelease(true, architecture);
  const installer = buildInitialDisk({ modules: [], modprobeConf: '', mppConf: null, root: '/dev/ram0' });
  write('images/xen/vmlinuz', kernelImage(xen));
  write('images/xen/initrd.img', installer);
  write('images/pxeboot/vmlinuz', kernelImage(kernelRelease(false, architecture)));
  write('images/pxeboot/initrd.img', installer);
  write('images/stage2.img', gzipBytes('stage2\n'));
  write('images/minstg2.img', gzipBytes('minstg2\n'));
  write(
    '.discinfo',
    `1192663619.181374\nRed Hat Enterprise Linux Server 5.1\n${family}\n1,2,3,4,5\nServer/base\nServer/RPMS\nServer/pixmaps\n`,
  );
  write(
    '.treeinfo',
    `[general]\nfamily = Red Hat Enterprise Linux Server\ntimestamp = 1192663619.18\ntotaldiscs = 1\nversion = 5.1\ndiscnum = 1\npackagedir = Server\narch = ${family}\n\n[images-${family}]\nkernel = images/pxeboot/vmlinuz\ninitrd = images/pxeboot/initrd.img\n\n[images-xen]\nkernel = images/xen/vmlinuz\ninitrd = images/xen/initrd.img\n`,
  );
  write(
    'RPM-GPG-KEY-redhat-release',
    '-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: GnuPG v1.2.6 (GNU/Linux)\n\nkey ID 37017186\n-----END PGP PUBLIC KEY BLOCK-----\n',
  );
  write('RELEASE-NOTES-en', 'Red Hat Enterprise Linux Server 5.1 release notes\n');
}
