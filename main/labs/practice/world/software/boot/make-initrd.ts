import { toBytes } from '../bytes/latin.ts';
import { enlarge } from '../../enlarge.ts';
import type { Files } from '../../files.ts';
import { findModule, withDependencies } from '../kernel/module-files.ts';
import { moduleName, parseModprobeConfiguration, storageAdapters } from '../kernel/modprobe-config.ts';
import { buildInitialDisk, type InitialDisk } from './initrd.ts';

export interface InitialDiskOrder {
  readonly release: string;
  /** Takes in RDAC's modules around the HBA drivers, and mpp.conf. */
  readonly rdac: boolean;
  /** Modules beside those that modprobe.conf asks for: before and after the adapters. */
  readonly preload?: readonly string[];
  readonly with?: readonly string[];
}

export type InitialDiskMade = { readonly ok: true; readonly content: string } | { readonly ok: false; readonly message: string };

/**
 * What mkinitrd puts into an image for a kernel: SCSI modules, the adapters that modprobe.conf names with what they need, the root
 * file system's modules; with RDAC mppUpper before the adapters and mppVhba behind them. Options and modules are those of this moment.
 */
export function makeInitialDisk(files: Files, order: InitialDiskOrder): InitialDiskMade {
  if (!files.isDirectory(`/lib/modules/${order.release}`))
    return { ok: false, message: `/lib/modules/${order.release} is not a directory.` };
  const modprobeConf = files.isFile('/etc/modprobe.conf') ? files.readText('/etc/modprobe.conf') : '';
  const configuration = parseModprobeConfiguration(modprobeConf);
  const adapters = storageAdapters(configuration);
  const logical = files.isFile('/etc/fstab') && /^\/dev\/(mapper\/|VolGroup)/mu.test(files.readText('/etc/fstab'));
  const rdac = order.rdac ? ['mppUpper'] : [];
  const wanted = [
    ...(order.preload ?? []),
    ...(adapters.every((adapter) => adapter === 'xenblk') ? [] : ['scsi_mod', 'sd_mod']),
    ...rdac,
    ...adapters,
    ...(order.with ?? []),
    'ext3',
    ...(logical ? ['dm_mod', 'dm_mirror', 'dm_zero', 'dm_snapshot'] : []),
    ...(order.rdac ? ['mppVhba'] : []),
  ];
  const modules: { name: string; object: string; options: Readonly<Record<string, string>> }[] = [];
  for (const name of wanted) {
    if (findModule(files, order.release, name) === null)
      return { ok: false, message: `No module ${name} found for kernel ${order.release}, aborting.` };
    for (const file of withDependencies(files, order.release, name).order) {
      if (modules.some((each) => each.name === file.name)) continue;
      modules.push({ name: file.name, object: file.object, options: configuration.options[moduleName(file.name)] ?? {} });
    }
  }
  const disk: InitialDisk = {
    modules,
    modprobeConf,
    mppConf: order.rdac && files.isFile('/etc/mpp.conf') ? files.readText('/etc/mpp.conf') : null,
    root: rootOf(files),
  };
  return { ok: true, content: buildInitialDisk(disk) };
}

/** What the tools of an image (nash, insmod, the C library) take when they are compressed, about, from memory. Not one of them is read. */
const nashBytes = 2_400_000;

/** Makes an image and writes it; the message is mkinitrd's. */
export function writeInitialDisk(files: Files, order: InitialDiskOrder, path: string): string | null {
  const made = makeInitialDisk(files, order);
  if (!made.ok) return made.message;
  files.write(path, toBytes(made.content), 0o600);
  enlarge(files, path, made.content.length + nashBytes);
  return null;
}

function rootOf(files: Files): string {
  if (!files.isFile('/etc/fstab')) return 'LABEL=/';
  const line = files.readText('/etc/fstab').split('\n').find((each) => /^\S+\s+\/\s/u.test(each)); // prettier-ignore
  return line?.split(/\s+/u)[0] ?? 'LABEL=/';
}
