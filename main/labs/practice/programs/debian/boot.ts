import { environmentText, parseEnvironment } from '../../world/debian/boot/menu.ts';
import { makeGrubConfig } from '../../world/debian/boot/make-config.ts';
import { makeInitrd, readInitrd } from '../../world/debian/boot/initrd.ts';
import { runningOf } from '../../world/debian/debian.ts';
import { resolvePath } from '../../world/path.ts';
import type { Program, ProgramCall } from '../program.ts';
import { listingTime } from './times.ts';

const environmentFile = '/boot/grub/grubenv';

function setEnvironment(call: ProgramCall, name: string, value: string): void {
  const { files } = call.machine;
  const values = new Map(parseEnvironment(files.isFile(environmentFile) ? files.readText(environmentFile) : ''));
  values.set(name, value);
  files.write(environmentFile, environmentText(values));
}

/** update-grub, and grub-mkconfig -o /boot/grub/grub.cfg */
const updateGrub: Program = async (call) => {
  await call.sleep(2_500);
  for (const line of makeGrubConfig(call.machine)) call.writeError(`${line}\n`);
  return 0;
};

function chooser(variable: 'saved_entry' | 'next_entry'): Program {
  return async (call) => {
    await call.sleep(60);
    const entry = call.args.find((word) => !word.startsWith('-'));
    if (entry === undefined) {
      call.writeError(`More than one menu entry?\nUsage: ${call.name.replace(/^.*\//u, '')} [OPTION] MENU_ENTRY\n`);
      return 1;
    }
    setEnvironment(call, variable, entry);
    return 0;
  };
}

/** grub-editenv FILE list|set|unset|create */
const editEnvironment: Program = (call) => {
  const [file = '-', verb = '', ...rest] = call.args.filter((word) => !word.startsWith('--'));
  const path = file === '-' ? environmentFile : resolvePath(call.cwd, file);
  const { files } = call.machine;
  const values = new Map(parseEnvironment(files.isFile(path) ? files.readText(path) : ''));
  if (verb === 'list') {
    for (const [name, value] of values) call.write(`${name}=${value}\n`);
    return Promise.resolve(0);
  }
  if (verb === 'create') values.clear();
  for (const word of rest) {
    const at = word.indexOf('=');
    if (verb === 'unset') values.delete(word);
    else if (verb === 'set' && at > 0) values.set(word.slice(0, at), word.slice(at + 1));
  }
  files.write(path, environmentText(values));
  return Promise.resolve(0);
};

/** update-initramfs -u|-c [-k VERSION|all] */
const updateInitramfs: Program = async (call) => {
  const at = call.args.indexOf('-k');
  const asked = at < 0 ? runningOf(call.machine).release : (call.args[at + 1] ?? 'all');
  const releases = call.machine.files.list('/boot').filter((name) => name.startsWith('vmlinuz-')).map((name) => name.slice(8));
  const wanted = asked === 'all' ? releases : releases.filter((release) => release === asked);
  if (wanted.length === 0) {
    call.writeError(`update-initramfs: Generating /boot/initrd.img-${asked}\nW: missing /lib/modules/${asked}\nE: Configuration is broken\n`);
    return 1;
  }
  for (const release of wanted) {
    call.write(`update-initramfs: Generating /boot/initrd.img-${release}\n`);
    await call.sleep(9_000);
    call.machine.files.write(`/boot/initrd.img-${release}`, makeInitrd(call.machine, release));
  }
  return 0;
}; // prettier-ignore

/** lsinitramfs [-l] FILE */
const lsinitramfs: Program = async (call) => {
  const path = resolvePath(call.cwd, call.args.find((word) => !word.startsWith('-')) ?? '');
  await call.sleep(1_200);
  const { files } = call.machine;
  const list = files.isFile(path) ? readInitrd(files.readText(path)) : null;
  if (list === null) {
    call.writeError(files.isFile(path) ? `E: ${path}: unsupported archive\n` : `lsinitramfs: '${path}': No such file\n`);
    return 1;
  }
  const long = call.args.includes('-l') || call.args.includes('--long');
  const time = listingTime(files.stat(path).mtime);
  for (const { mode, size, path: name } of list)
    call.write(long ? `${mode}   ${mode.startsWith('d') ? '2' : '1'} root     root     ${String(size).padStart(8)} ${time} ${name}\n` : `${name}\n`);
  return 0;
}; // prettier-ignore

/** GRUB 2 and initramfs-tools. */
export const bootPrograms: Readonly<Record<string, Program>> = {
  '/usr/sbin/update-grub': updateGrub,
  '/usr/sbin/grub-mkconfig': updateGrub,
  '/usr/sbin/grub-set-default': chooser('saved_entry'),
  '/usr/sbin/grub-reboot': chooser('next_entry'),
  '/usr/bin/grub-editenv': editEnvironment,
  '/usr/sbin/update-initramfs': updateInitramfs,
  '/usr/bin/lsinitramfs': lsinitramfs,
};
