import { gunzipBytes } from '../bytes/gzip.ts';
import { type KernelRelease, readKernelImage } from '../kernel/releases.ts';
import type { GrubEntry } from './grub-config.ts';

/** What a boot entry leads to: a system to start, or the lines that stand on the screen when nothing starts. */
export type Loaded =
  | {
      readonly ok: true;
      readonly lines: readonly string[];
      readonly kernel: KernelRelease;
      readonly commandLine: string;
      readonly hypervisor: { readonly arguments: string } | null;
      /** Path on the boot file system and content of the initrd; null when the entry names none. */
      readonly initrd: { readonly path: string; readonly content: string } | null;
    }
  | {
      readonly ok: false;
      readonly lines: readonly string[];
      /** The kernel started and died, in contrast to GRUB stopping. */ readonly kernelDied: boolean;
    };

/**
 * Carries out a stanza: reads kernel, modules and initrd through `read` (path on the boot partition to a byte string, null when missing),
 * and says how GRUB 0.97, Xen 3.1 or Linux answers what does not fit. `paravirtualized`: pygrub reads the stanza for a guest, and its kernel may
 * be one for Xen without a hypervisor before it.
 */
export function loadEntry(entry: GrubEntry, read: (path: string) => string | null, paravirtualized = false): Loaded {
  const lines = [`  Booting '${entry.title}'`, ''];
  let image: { path: string; content: string; argument: string } | null = null;
  let initrd: { path: string; content: string } | null = null;
  const modules: { path: string; content: string; argument: string }[] = [];
  for (const command of entry.commands) {
    lines.push(`${command.name} ${command.argument}`);
    const path = command.argument.split(/\s+/u).find((word) => !word.startsWith('--')) ?? '';
    const argument = command.argument.slice(command.argument.indexOf(path) + path.length).trim();
    switch (command.name) {
      case 'root':
      case 'rootnoverify':
        if (!/^\(hd0,0\)/u.test(command.argument))
          return stop(
            lines,
            command.argument.startsWith('(hd') ? 'Error 22: No such partition' : 'Error 11: Unrecognized device string',
          );
        lines.push(' Filesystem type is ext2fs, partition type 0x83');
        break;
      case 'kernel': {
        const content = read(path.replace(/^\(hd0,0\)/u, ''));
        if (content === null) return stop(lines, 'Error 15: File not found');
        const hypervisor = isHypervisor(content);
        if (!hypervisor && readKernelImage(content) === null)
          return stop(lines, 'Error 13: Invalid or unsupported executable format');
        if (!hypervisor && !paravirtualized && readKernelImage(content)?.xen === true) {
          // A kernel built for Xen alone has no boot sector of its own that GRUB could use.
          return stop(lines, 'Error 13: Invalid or unsupported executable format');
        }
        lines.push(
          hypervisor
            ? '   [Multiboot-elf, <0x100000:0xb1000:0x53000>, shtab=0x204078, entry=0x100000]'
            : '   [Linux-bzImage, setup=0x1e00, size=0x1b1b64]',
        );
        image = { path, content, argument };
        break;
      }
      case 'module': {
        if (image === null || !isHypervisor(image.content))
          return stop(lines, 'Error 19: Linux kernel must be loaded before initrd');
        const content = read(path.replace(/^\(hd0,0\)/u, ''));
        if (content === null) return stop(lines, 'Error 15: File not found');
        lines.push(
          `   [Multiboot-module @ 0x${(0x154000 + modules.length * 0x600000).toString(16)}, 0x${content.length.toString(16)} bytes]`,
        );
        modules.push({ path, content, argument });
        break;
      }
      case 'initrd': {
        if (image === null || isHypervisor(image.content))
          return stop(lines, 'Error 19: Linux kernel must be loaded before initrd');
        const content = read(path.replace(/^\(hd0,0\)/u, ''));
        if (content === null) return stop(lines, 'Error 15: File not found');
        lines.push(`   [Linux-initrd @ 0x37d8f000, 0x${content.length.toString(16)} bytes]`);
        initrd = { path, content };
        break;
      }
      case 'chainloader':
        return stop(lines, 'Error 13: Invalid or unsupported executable format');
      case 'savedefault':
      case 'boot':
      case 'makeactive':
      case 'lock':
        break;
      default:
        return stop(lines, 'Error 27: Unrecognized command');
    }
  }
  if (image === null) return stop(lines, 'Error 8: Kernel must be loaded before booting');
  if (!isHypervisor(image.content)) {
    const kernel = readKernelImage(image.content);
    if (kernel === null) return stop(lines, 'Error 13: Invalid or unsupported executable format');
    return { ok: true, lines, kernel, commandLine: image.argument, hypervisor: null, initrd };
  }
  const [first, second] = modules;
  if (first === undefined)
    return die([
      ...lines,
      '',
      ...xenBanner,
      '(XEN) ',
      '(XEN) ****************************************',
      '(XEN) Panic on CPU 0:',
      '(XEN) No bootable dom0 kernel: FATAL ERROR: Dom0 kernel not specified. Check bootloader configuration.',
      '(XEN) ****************************************',
      '(XEN) ',
      '(XEN) Reboot in five seconds...',
    ]);
  const kernel = readKernelImage(first.content);
  if (kernel === null) return die([...lines, '', ...xenBanner, '(XEN) elf_init: not an ELF binary', ...noDom0]);
  if (!kernel.xen)
    return die([
      ...lines,
      '',
      ...xenBanner,
      '(XEN) Xen  kernel: 32-bit, PAE, lsb',
      '(XEN) xc_dom_parse: ERROR: Not a Xen-ELF image: No ELF notes or __xen_guest section found.',
      ...noDom0,
    ]);
  return {
    ok: true,
    lines: [...lines, '', ...xenBanner],
    kernel,
    commandLine: first.argument,
    hypervisor: { arguments: image.argument },
    initrd: second === undefined ? null : { path: second.path, content: second.content },
  };
}

/** What Xen says last when it cannot start dom0. */
const noDom0 = [
  '(XEN) ',
  '(XEN) ****************************************',
  '(XEN) Panic on CPU 0:',
  '(XEN) Could not set up DOM0 guest OS',
  '(XEN) ****************************************',
  '(XEN) ',
  '(XEN) Reboot in five seconds...',
];

const xenBanner = [
  ' \\ \\/ /___ _ __   |___ /  / |  / _ \\    | ___||___ /   ___| | ___|',
  "  \\  // _ \\ '_ \\    |_ \\  | | | | | |__ |___ \\  |_ \\  / _ \\ |___ \\",
  '  /  \\  __/ | | |  ___) |_| |_| |_| |__| ___) |___) ||  __/ |___) |',
  ' /_/\\_\\___|_| |_| |____/(_)_(_)\\___/    |____/|____(_)\\___|_|____/',
  '(XEN) Xen version 3.1.0-53.el5 (brewbuilder@build.redhat.com) (gcc version 4.1.2 20070626 (Red Hat 4.1.2-14)) Wed Oct 10 16:30:55 EDT 2007',
];

/** Whether a file is a (gzipped) Xen hypervisor. */
export function isHypervisor(content: string): boolean {
  return gunzipBytes(content)?.startsWith('Xen version ') === true;
}

function stop(lines: readonly string[], error: string): Loaded {
  return { ok: false, lines: [...lines, '', error, '', 'Press any key to continue...'], kernelDied: false };
}

function die(lines: readonly string[]): Loaded {
  return { ok: false, lines, kernelDied: true };
}
