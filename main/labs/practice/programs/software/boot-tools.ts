import { parseGrubConfiguration, removeGrubEntries } from '../../world/software/boot/grub-config.ts';
import { bootDisk } from '../../world/storage/guests.ts';
import { readTree } from '../../world/software/boot/boot-files.ts';
import { resolvePath } from '../../world/path.ts';
import type { Program } from '../program.ts';
import { print, refuse } from './output.ts';

const grubConf = '/boot/grub/grub.conf';

/** grubby: --default-kernel, --info=ALL|PATH, --set-default=PATH, --remove-kernel=PATH. */
export const grubby: Program = async (call) => {
  await call.sleep(50);
  const { files } = call.machine;
  if (!files.isFile(grubConf)) return refuse(call, 1, `grubby: error opening ${grubConf} for read: No such file or directory`);
  const text = files.readText(grubConf);
  const configuration = parseGrubConfiguration(text);
  const kernelOf = (index: number): string => {
    const entry = configuration.entries[index];
    const line =
      entry?.commands.find((command) => /vmlinuz/u.test(command.argument)) ??
      entry?.commands.find((command) => command.name === 'kernel');
    return `/boot${line?.argument.split(/\s+/u)[0] ?? ''}`;
  };
  const value = (option: string): string | null => {
    const at = call.args.findIndex((word) => word === option || word.startsWith(`${option}=`));
    if (at < 0) return null;
    return (call.args[at] ?? '').includes('=') ? (call.args[at] ?? '').slice(option.length + 1) : (call.args[at + 1] ?? '');
  };
  if (call.args.includes('--default-kernel')) {
    print(call, [kernelOf(configuration.default)]);
    return 0;
  }
  const wanted = value('--set-default');
  if (wanted !== null) {
    const index = configuration.entries.findIndex((_entry, at) => kernelOf(at) === wanted);
    if (index < 0) return 1;
    files.write(grubConf, text.replace(/^default\s*=.*$/mu, `default=${String(index)}`));
    return 0;
  }
  const gone = value('--remove-kernel');
  if (gone !== null) {
    files.write(grubConf, removeGrubEntries(text, gone.replace(/^\/boot/u, '')));
    return 0;
  }
  const info = value('--info');
  if (info !== null) {
    configuration.entries.forEach((entry, index) => {
      if (info !== 'ALL' && kernelOf(index) !== info) return;
      print(call, [`index=${String(index)}`, `kernel=${kernelOf(index)}`, `title=${entry.title}`, ...entry.commands.filter((command) => command.name === 'initrd').map((command) => `initrd=/boot${command.argument}`)]); // prettier-ignore
    });
    return 0;
  }
  return refuse(call, 1, 'grubby: no action specified');
};

/** pygrub DISK: what it would boot, as an S-expression, or its complaint. */
export const pygrub: Program = async (call) => {
  const path = call.args.find((word) => !word.startsWith('-'));
  if (path === undefined) return refuse(call, 1, `Usage: ${call.name} [-q|--quiet] [--output=] [--entry=] <image>`);
  await call.sleep(500);
  const full = resolvePath(call.cwd, path);
  const disk = bootDisk(call.world, call.machine.name, full.startsWith('/dev/') ? `phy:${full}` : `file:${full}`);
  if (disk === null) return refuse(call, 1, `Unable to access ${path}`);
  if (!disk.hasTable && disk.bootTree === null) return refuse(call, 1, 'Unable to find active partition on disk');
  if (disk.bootTree === null) return refuse(call, 1, 'Unable to read filesystem');
  const tree = call.world.tree(disk.bootTree);
  const grub = readTree(tree, '/grub/grub.conf') ?? readTree(tree, '/boot/grub/grub.conf') ?? readTree(tree, '/grub/menu.lst');
  if (grub === null) return refuse(call, 1, "we couldn't find grub config file in the image provided.");
  const configuration = parseGrubConfiguration(grub);
  const entry = configuration.entries[configuration.default] ?? configuration.entries[0];
  const kernel = entry?.commands.find((command) => command.name === 'kernel')?.argument;
  if (entry === undefined || kernel === undefined) return refuse(call, 1, 'No kernel image selected!');
  const initrd = entry.commands.find((command) => command.name === 'initrd')?.argument ?? '';
  print(call, [
    `Going to boot ${entry.title}`,
    `  kernel: ${kernel.split(/\s+/u)[0] ?? ''}`,
    ...(initrd === '' ? [] : [`  initrd: ${initrd}`]),
    `linux (kernel /var/lib/xen/boot_kernel.AbC12_)(ramdisk /var/lib/xen/boot_ramdisk.dEf34_)(args "${kernel.split(/\s+/u).slice(1).join(' ')}")`,
  ]);
  return 0;
};
