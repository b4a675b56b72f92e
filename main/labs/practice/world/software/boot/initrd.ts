import { type ArchiveMember, readCpio, writeCpio } from '../bytes/cpio.ts';
import { gunzipBytes, gzipBytes } from '../bytes/gzip.ts';
import { moduleField, readModuleObject } from '../kernel/modules.ts';
import { moduleName } from '../kernel/modprobe-config.ts';

/** What an initrd image holds, as far as booting depends on it. */
export interface InitialDisk {
  /** Modules in the order in which its init script loads them, with their objects. */
  readonly modules: readonly {
    readonly name: string;
    readonly object: string;
    readonly options: Readonly<Record<string, string>>;
  }[];
  /** etc/modprobe.conf as it was when the image was made; empty when the image has none. */
  readonly modprobeConf: string;
  /** etc/mpp.conf; null in an image without RDAC. */
  readonly mppConf: string | null;
  /** Device that is mounted as root, as given on the kernel's command line or here. */
  readonly root: string;
}

/** Makes an image: a gzipped newc archive with nash's init script, the modules under lib, and the configuration under etc. A byte string. */
export function buildInitialDisk(disk: InitialDisk): string {
  const rdac = disk.mppConf !== null;
  const script = [
    '#!/bin/nash',
    '',
    'mount -t proc /proc /proc',
    'setquiet',
    'echo Mounting proc filesystem',
    'echo Mounting sysfs filesystem',
    'mount -t sysfs /sys /sys',
    'echo Creating /dev',
    'mount -o mode=0755 -t tmpfs /dev /dev',
    ...disk.modules.flatMap(({ name, options }) => [
      `echo "Loading ${name}.ko module"`,
      `insmod /lib/${name}.ko ${optionText(options)}`,
    ]),
    ...(rdac ? ['echo "Waiting for driver initialization."', 'stabilized --hash --interval 250 /proc/scsi/scsi'] : []),
    'mkblkdevs',
    'echo Creating root device.',
    `mkrootdev -t ext3 -o defaults,ro ${disk.root}`,
    'echo Mounting root filesystem.',
    'mount /sysroot',
    'echo Setting up other filesystems.',
    'setuproot',
    'echo Switching to new root and running init.',
    'switchroot',
    '',
  ].join('\n');
  const members: ArchiveMember[] = [
    directory('bin'),
    file('bin/nash', '\x7fELF\x01\x01\x01\0nash\0', 0o755),
    file('bin/insmod', '\x7fELF\x01\x01\x01\0insmod\0', 0o755),
    directory('dev'),
    directory('etc'),
    file('etc/modprobe.conf', disk.modprobeConf, 0o644),
    ...(disk.mppConf === null ? [] : [file('etc/mpp.conf', disk.mppConf, 0o644)]),
    directory('lib'),
    ...disk.modules.map(({ name, object }) => file(`lib/${name}.ko`, object, 0o644)),
    directory('proc'),
    directory('sys'),
    directory('sysroot'),
    file('init', script, 0o755),
  ];
  return gzipBytes(writeCpio(members));
}

/** Reads an image as the kernel does, its init script included; null when it is no image (or cut off). */
export function readInitialDisk(image: string): InitialDisk | null {
  const archive = gunzipBytes(image) ?? image;
  const members = readCpio(archive);
  if (members === null) return null;
  const content = (path: string): string | null =>
    members.find((member) => member.path === path && member.kind === 'file')?.content ?? null;
  const script = content('init');
  if (script === null) return null;
  const loaded = [...script.matchAll(/^insmod \/(lib\/\S+\.ko)(.*)$/gmu)].flatMap(([, path = '', options = '']) => {
    const object = content(path);
    const fields = object === null ? null : readModuleObject(object);
    return object === null || fields === null
      ? []
      : [{ name: moduleName(moduleField(fields, 'name') ?? ''), object, options: readOptions(options) }];
  });
  const root = /^mkrootdev .* (\S+)$/mu.exec(script)?.[1] ?? '';
  return { modules: loaded, modprobeConf: content('etc/modprobe.conf') ?? '', mppConf: content('etc/mpp.conf'), root };
}

function optionText(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
    .join(' ');
}

/** `ql2xfailover=0 qlport_down_retry=35` by name. */
export function readOptions(text: string): Readonly<Record<string, string>> {
  const words = text.split(/\s+/u).filter((word) => word !== '');
  return Object.fromEntries(
    words.map((word) =>
      word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : [word, ''],
    ),
  );
}

function directory(path: string): ArchiveMember {
  return { path, kind: 'directory', mode: 0o755, content: '' };
}

function file(path: string, content: string, mode: number): ArchiveMember {
  return { path, kind: 'file', mode, content };
}
