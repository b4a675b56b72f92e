import { FileError } from '../../world/file-error.ts';
import { resolvePath } from '../../world/path.ts';
import { buildQlogic, installQlogic, qlogicMakefileMark, removeQlogic } from '../../world/software/qlogic/driver.ts';
import {
  buildRdac,
  cleanRdac,
  installRdacFiles,
  rdacInstalled,
  uninstallRdac,
  writeMppImage,
} from '../../world/software/rdac/install.ts';
import { rdacMakefileMark } from '../../world/software/rdac/sources.ts';
import { isInstalled } from '../../world/software/packages/database.ts';
import { runningOf, softwareOf } from '../../world/software/software.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

/** make, for the two packages that a practice host builds: it knows them by the first line of their Makefile. */
export const make: Program = async (call) => {
  const { files } = call.machine;
  let folder = call.cwd;
  let makefile: string | null = null;
  const targets: string[] = [];
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (word === '-C') folder = resolvePath(call.cwd, call.args[(index += 1)] ?? '.');
    else if (word === '-f') makefile = call.args[(index += 1)] ?? '';
    else if (word === '-v' || word === '--version') {
      print(call, ['GNU Make 3.81', 'Copyright (C) 2006  Free Software Foundation, Inc.']);
      return 0;
    } else if (word.startsWith('-') || word.includes('=')) continue;
    else targets.push(word);
  }
  const path = makefile === null ? `${folder}/Makefile` : resolvePath(folder, makefile);
  if (!files.isFile(path)) {
    if (makefile !== null)
      return refuse(
        call,
        2,
        `make: ${makefile}: No such file or directory`,
        `make: *** No rule to make target \`${makefile}'.  Stop.`,
      );
    return targets[0] === undefined
      ? refuse(call, 2, 'make: *** No targets specified and no makefile found.  Stop.')
      : refuse(call, 2, `make: *** No rule to make target \`${targets[0]}'.  Stop.`);
  }
  const text = files.readText(path);
  const build = text.startsWith(rdacMakefileMark) ? makeRdac : text.startsWith(qlogicMakefileMark) ? makeQlogic : null;
  if (build === null) return refuse(call, 2, `make: *** No rule to make target \`${targets[0] ?? 'all'}'.  Stop.`);
  try {
    for (const target of targets.length === 0 ? ['all'] : targets) {
      const status = await build(call, folder, target);
      if (status !== 0) return status;
    }
  } catch (problem) {
    if (!(problem instanceof FileError)) throw problem;
    return refuse(call, 2, `${problem.path}: ${problem.message}`, 'make: *** [all] Error 1');
  }
  return 0;
};

/** The compiler and the kernel's headers, as both Makefiles need them: a line and status when they are not there. */
function sourcesMissing(call: ProgramCall): string | null {
  if (!isInstalled(call.machine, 'gcc')) return 'GCC rpm is not installed';
  const { release } = runningOf(call.machine);
  return call.machine.files.isFile(`/lib/modules/${release}/build/Makefile`) ? null : 'Kernel source is not installed';
}

async function makeRdac(call: ProgramCall, folder: string, target: string): Promise<number> {
  const { machine } = call;
  const { files } = machine;
  const { release } = runningOf(machine);
  const { architecture } = softwareOf(machine).hardware;
  const build = async (): Promise<number> => {
    const missing = sourcesMissing(call);
    if (missing !== null) {
      print(call, [missing]);
      return refuse(call, 2, `make: *** [${missing.startsWith('GCC') ? 'gcccheck' : 'kernelsrccheck'}] Error 1`);
    }
    const redhat = files.isFile('/etc/redhat-release') ? files.readText('/etc/redhat-release') : '';
    if (!/release [56]/u.test(redhat)) {
      print(call, [`This Version of MPP build is not supported on this Version of Redhat Kernel ${release}.`]);
      return refuse(call, 2, 'make: *** [kernelvercheck.REDHAT] Error 1');
    }
    for (const object of ['mppUpper', 'mppVhba']) {
      print(call, [
        `make V=1 -C/lib/modules/${release}/build M=${folder} MODVERDIR=/lib/modules/${release}/build/.tmp_versions SUBDIRS=${folder} modules`,
        `make[1]: Entering directory \`/usr/src/kernels/${release.replace(/xen$/u, '')}${release.endsWith('xen') ? '-xen' : ''}-${architecture}'`,
      ]);
      await call.sleep(9_000);
      print(call, [`  LD [M]  ${folder}/${object}.ko`, 'make[1]: Leaving directory']);
    }
    await call.sleep(2_000);
    print(call, ['gcc -I/usr/include -o genuniqueid genuniqueid.c', 'gcc -o mppUtil utility/mppUtil.c']);
    buildRdac(files, folder, release, architecture);
    return 0;
  };
  switch (target) {
    case 'all':
      return build();
    case 'clean':
      cleanRdac(files, folder);
      return 0;
    case 'uninstall':
      if (!rdacInstalled(files))
        return refuse(call, 2, 'The mpp driver package is not installed.', 'make: *** [uninstall] Error 1');
      await call.sleep(3_000);
      uninstallRdac(machine, release);
      print(call, [
        `The mpp RAMdisk image mpp-${release}.img has been removed. You may want to remove it from your boot loader config file.`,
        'MPP driver package has been removed from your system.',
      ]);
      return 0;
    case 'install':
      break;
    default:
      return refuse(call, 2, `make: *** No rule to make target \`${target}'.  Stop.`);
  }
  if (rdacInstalled(files)) {
    print(call, [
      'The system has old MPP driver package installed.',
      'Please do "make uninstall" in the current directory and then do "make install" again.',
    ]);
    return refuse(call, 2, 'make: *** [hbacheck] Error 1');
  }
  if (!files.isFile(`${folder}/mppUpper.ko`) || !files.isFile(`${folder}/mppVhba.ko`)) {
    const status = await build();
    if (status !== 0) return status;
  }
  const ports = call.world.state.storage.hostPorts[machine.name]?.length ?? 0;
  print(call, [
    'Checking Host Adapter Configuration...',
    `Detected ${String(ports)} QLogic Host Adapter Ports on the system`,
    'Please wait while we modify the system configuration files.',
    `Your kernel version is ${release}`,
    'Preparing to install MPP driver against this kernel version...',
  ]);
  await call.sleep(3_000);
  print(call, ['Generating module dependencies...']);
  await call.sleep(3_000);
  print(call, ['Creating new MPP initrd image...']);
  await call.sleep(9_000);
  // In one stretch: a lab that ends while it installs leaves an installation that happened or did not.
  installRdacFiles(machine, folder, release);
  const refused = writeMppImage(files, release);
  if (refused !== null) return refuse(call, 2, refused, 'make: *** [setupdriver] Error 1');
  print(call, afterwords(release));
  return 0;
}

/** What the installer says at its end; its example is one for a kernel without Xen. */
function afterwords(release: string): readonly string[] {
  return [
    '\tYou must now edit your boot loader configuration file, /boot/grub/menu.lst, to',
    `\tadd a new boot menu, which uses mpp-${release}.img as the initrd image.`,
    '\tNow Reboot the system for MPP to take effect.',
    '\tThe new boot menu entry should look something like this (note that it may',
    '\tvary with different system configuration):',
    '',
    '...',
    '',
    `\t\ttitle Red Hat Linux (${release}) with MPP support`,
    '\t\t\troot (hd0,5)',
    `\t\t\tkernel /vmlinuz-${release} ro root=LABEL=RH9`,
    `\t\t\tinitrd /mpp-${release}.img`,
    '...',
    'MPP driver package has been successfully installed on your system.',
  ];
}

async function makeQlogic(call: ProgramCall, folder: string, target: string): Promise<number> {
  const { machine } = call;
  const { release } = runningOf(machine);
  switch (target) {
    case 'all':
    case 'modules': {
      const missing = sourcesMissing(call);
      if (missing !== null) {
        const words = missing.startsWith('GCC')
          ? '/bin/sh: gcc: command not found'
          : `make: *** /lib/modules/${release}/build: No such file or directory.  Stop.`;
        return refuse(call, 2, words, 'make: *** [modules] Error 2');
      }
      print(call, [`make -C /lib/modules/${release}/build M=${folder} modules`]);
      await call.sleep(15_000);
      buildQlogic(machine.files, folder, release, softwareOf(machine).hardware.architecture);
      print(call, [`  LD [M]  ${folder}/qla2xxx_conf.ko`, `  LD [M]  ${folder}/qla2xxx.ko`]);
      return 0;
    }
    case 'install':
      if (!machine.files.isFile(`${folder}/qla2xxx.ko`)) {
        const status = await makeQlogic(call, folder, 'all');
        if (status !== 0) return status;
      }
      await call.sleep(2_000);
      installQlogic(machine.files, folder, release);
      print(call, [`Installed modules for ${release}.`, 'Make the RAM disk image again before you reboot.']);
      return 0;
    case 'uninstall':
      if (!removeQlogic(machine.files, release))
        return refuse(call, 2, 'qla2xxx.ko.bak: No such file or directory', 'make: *** [uninstall] Error 1');
      return 0;
    case 'clean':
      for (const name of ['qla2xxx.ko', 'qla2xxx_conf.ko'])
        if (machine.files.isFile(`${folder}/${name}`)) machine.files.remove(`${folder}/${name}`);
      return 0;
    default:
      return refuse(call, 2, `make: *** No rule to make target \`${target}'.  Stop.`);
  }
}

/** gcc: says its version, and that it has nothing to compile; sources of a person's own are beyond a practice host. */
export const gcc: Program = async (call) => {
  await call.sleep(20);
  if (call.args.includes('--version')) {
    print(call, [
      'gcc (GCC) 4.1.2 20070626 (Red Hat 4.1.2-14)',
      'Copyright (C) 2006 Free Software Foundation, Inc.',
      'This is free software; see the source for copying conditions.  There is NO',
      'warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.',
      '',
    ]);
    return 0;
  }
  if (call.args.includes('-dumpversion')) {
    print(call, ['4.1.2']);
    return 0;
  }
  if (call.args.includes('-v')) return refuse(call, 0, 'Using built-in specs.', 'gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)');
  return refuse(call, 1, 'gcc: no input files');
};
