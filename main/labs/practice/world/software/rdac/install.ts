import { executable } from '../../executable.ts';
import type { Files } from '../../files.ts';
import type { Machine } from '../../machine.ts';
import { writeInitialDisk } from '../boot/make-initrd.ts';
import { toBytes } from '../bytes/latin.ts';
import { writeDependencies } from '../kernel/depmod.ts';
import { type ModuleDefinition, moduleObject } from '../kernel/modules.ts';
import { kernelRelease } from '../kernel/releases.ts';
import { initScripts, initScriptText } from '../services/init-scripts.ts';
import { addService, removeService } from '../services/run-levels.ts';
import { mppConf, rdacVersionIn } from './sources.ts';

/** Programs that RDAC brings, by their paths; all of them root's alone (mode 0500). */
export const rdacPrograms = [
  '/opt/mpp/lsvdev',
  '/opt/mpp/genuniqueid',
  '/opt/mpp/mppSupport',
  '/usr/sbin/mppUtil',
  '/usr/sbin/mppUpdate',
  '/usr/sbin/mppBusRescan',
] as const;

const otherFiles = ['mppiscsi_umountall', 'mppMkInitrdHelper', 'hbaCheck', 'setupDriver.REDHAT', 'makefile.saved'];

export const modprobeComments = `#### BEGIN MPP Driver Comments ####
remove mppUpper if [ \`ls -a /proc/mpp 2>/dev/null | wc -l\` -gt 2 ]; then echo -e "Please Unload Physical HBA Driver prior to unloading mppUpper."; else /sbin/modprobe -r --ignore-remove mppUpper; fi
# Additional config info needed for MPP driver
#### END MPP Driver Comments ####
`;

/** The version is that of the sources. */
const objects: readonly ModuleDefinition[] = [
  {
    name: 'mppUpper',
    folder: 'drivers/scsi',
    version: '',
    description: 'MPP Upper Level Driver',
    author: 'LSI Logic',
    license: 'GPL',
    size: 124_948,
    depends: ['scsi_mod'],
    parameters: [],
    permanent: false,
  },
  {
    name: 'mppVhba',
    folder: 'drivers/scsi',
    version: '',
    description: 'MPP Virtual HBA Driver',
    author: 'LSI Logic',
    license: 'GPL',
    size: 158_720,
    depends: ['mppUpper', 'scsi_mod'],
    parameters: [],
    permanent: false,
  },
];

/** What `make` leaves in the source folder: modules for the kernel that runs, and the tools. */
export function buildRdac(files: Files, folder: string, release: string, architecture: 'i686' | 'x86_64'): void {
  const kernel = { ...kernelRelease(release.endsWith('xen'), architecture), release };
  const version = rdacVersionIn(files, folder);
  for (const object of objects) files.write(`${folder}/${object.name}.ko`, toBytes(moduleObject({ ...object, version }, kernel)));
  for (const tool of ['mppUtil', 'genuniqueid']) files.write(`${folder}/${tool}`, '\x7fELF', 0o755);
}

/** Removes what buildRdac made. */
export function cleanRdac(files: Files, folder: string): void {
  for (const name of ['mppUpper.ko', 'mppVhba.ko', 'mppUtil', 'genuniqueid'])
    if (files.isFile(`${folder}/${name}`)) files.remove(`${folder}/${name}`);
}

/** Whether a package of RDAC is installed: its saved Makefile is there. */
export function rdacInstalled(files: Files): boolean {
  return files.isFile('/opt/mpp/makefile.saved');
}

/** `make install` up to the image: modules, tools, settings, init script, modprobe.conf. */
export function installRdacFiles(machine: Machine, folder: string, release: string): void {
  const { files } = machine;
  for (const object of objects) {
    files.makeDirectory(`/lib/modules/${release}/kernel/drivers/scsi`, { parents: true });
    files.write(`/lib/modules/${release}/kernel/drivers/scsi/${object.name}.ko`, files.readBytes(`${folder}/${object.name}.ko`));
  }
  files.makeDirectory('/opt/mpp', { parents: true });
  files.makeDirectory('/var/mpp', { parents: true });
  for (const path of rdacPrograms) files.put(path, executable(path, machine.now(), 0o500));
  if (files.find('/usr/sbin/hot_add', false) === null) files.symlink('mppBusRescan', '/usr/sbin/hot_add');
  for (const name of otherFiles)
    files.write(
      `/opt/mpp/${name}`,
      name === 'makefile.saved' && files.isFile(`${folder}/Makefile`) ? files.readText(`${folder}/Makefile`) : '#!/bin/bash\n',
      0o500,
    );
  files.write('/opt/mpp/modprobe.conf.mppappend', modprobeComments, 0o500);
  if (files.isFile('/etc/mpp.conf')) files.rename('/etc/mpp.conf', '/etc/mpp.conf.mppsave');
  files.write('/etc/mpp.conf', mppConf, 0o444);
  if (!files.isFile('/var/mpp/devicemapping')) files.write('/var/mpp/devicemapping', '', 0o644);
  const init = initScripts['mpp'];
  if (init !== undefined) files.write('/etc/rc.d/init.d/mpp', initScriptText(init), 0o755);
  addService(files, 'mpp');
  const conf = files.isFile('/etc/modprobe.conf') ? files.readText('/etc/modprobe.conf') : '';
  if (!conf.includes('BEGIN MPP Driver Comments'))
    files.write('/etc/modprobe.conf', `${conf}${conf === '' || conf.endsWith('\n') ? '' : '\n'}${modprobeComments}`);
  writeDependencies(files, release);
}

/** mppUpdate's work: /boot/mpp-RELEASE.img from the modules and settings of this moment. Returns mkinitrd's objection. */
export function writeMppImage(files: Files, release: string): string | null {
  return writeInitialDisk(files, { release, rdac: true }, `/boot/mpp-${release}.img`);
}

/** `make uninstall`: everything goes but the source folder and /etc/mpp.conf's saved copy. */
export function uninstallRdac(machine: Machine, release: string): void {
  const { files } = machine;
  const gone = [
    ...rdacPrograms,
    '/usr/sbin/hot_add',
    '/etc/mpp.conf',
    `/boot/mpp-${release}.img`,
    ...objects.map((object) => `/lib/modules/${release}/kernel/drivers/scsi/${object.name}.ko`),
  ];
  removeService(files, 'mpp');
  for (const path of [...gone, '/etc/rc.d/init.d/mpp']) if (files.find(path, false) !== null) files.remove(path);
  if (files.isDirectory('/opt/mpp')) files.remove('/opt/mpp', { recursive: true });
  if (files.isFile('/etc/modprobe.conf'))
    files.write(
      '/etc/modprobe.conf',
      files
        .readText('/etc/modprobe.conf')
        .replace(/^#### BEGIN MPP Driver Comments ####\n[\s\S]*?^#### END MPP Driver Comments ####\n/mu, ''),
    );
  if (files.isDirectory(`/lib/modules/${release}`)) writeDependencies(files, release);
}
