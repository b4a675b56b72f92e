import type { Machine } from '../../machine.ts';
import { addDisk, disksOf, removeDisk } from '../../storage/devices.ts';
import { contentOf, volumesOf } from '../../storage/volumes.ts';
import { hostOf } from '../debian.ts';
import { linksChanged } from '../iscsi/connection.ts';
import { coldLinks } from '../network/links.ts';
import { kernelAbi, kernelBuilt } from '../packages/versions.ts';
import type { RunningDebian } from '../state.ts';
import { startAtBoot } from '../systemd/control.ts';
import { mountFstab } from '../block/fstab.ts';
import { readInitrd } from './initrd.ts';
import { environmentText, findEntry, parseEnvironment, parseMenu, readFromTree, type MenuEntry } from './menu.ts';

/** From GRUB's hand-over until systemd runs; Xen takes its time before. */
const kernelMs = 11_000;
const xenMs = 5_000;

/** What a boot loader hands over. */
export interface Loaded {
  readonly commandLine: string;
  /** Null: the kernel runs on the hardware itself. */
  readonly xenCommandLine: string | null;
  readonly initrd: readonly string[];
}

/** Boots a Debian machine: GRUB's menu, the kernel (below Xen or not), and systemd. Ends in panic() where the real one stops. */
export async function bootDebian(machine: Machine): Promise<void> {
  const host = hostOf(machine);
  const loaded = host.hardware.kind === 'host' ? await boot(machine) : { commandLine: 'root=/dev/vda ro console=hvc0 net.ifnames=0', xenCommandLine: null, initrd: [] }; // prettier-ignore
  if (loaded === null) return;
  await machine.sleep(loaded.xenCommandLine === null ? kernelMs : kernelMs + xenMs);
  machine.logKernel(`Linux version ${kernelAbi} (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40) ${kernelBuilt}`);
  machine.logKernel(`Command line: placeholder ${loaded.commandLine}`);
  const dom0Mib = memoryOf(loaded.xenCommandLine) ?? host.hardware.memoryMib;
  const running: RunningDebian = {
    release: kernelAbi,
    version: kernelBuilt,
    commandLine: loaded.commandLine,
    initrd: loaded.initrd,
    modules: ['ext4', 'jbd2', 'mbcache', 'virtio_net', 'virtio_blk'],
    units: {},
    links: [],
    scsi: { nextHost: 6, nextSession: 1, sessions: [], paths: [] },
    maps: [],
    servers: [],
    sysctls: {},
    xen:
      loaded.xenCommandLine === null
        ? null
        : { totalMib: host.hardware.memoryMib, commandLine: loaded.xenCommandLine, dom0Mib: Math.min(dom0Mib, host.hardware.memoryMib), dom0Vcpus: vcpusOf(loaded.xenCommandLine) ?? host.hardware.processors, nextDomain: 1, domains: [] },
  }; // prettier-ignore
  host.running = running;
  running.links.push(...coldLinks(machine));
  if (running.xen !== null) {
    running.modules.push('xen_privcmd', 'xenfs', 'xen_blkback', 'xen_netback', 'xen_gntdev', 'xen_evtchn');
    machine.logKernel('Booting paravirtualized kernel on Xen');
    machine.logKernel('Xen version: 4.17.7 (preserve-AD)');
  }
  if (host.hardware.kind !== 'domU') localDisk(machine);
  linksChanged(machine.world);
  nameRoot(machine);
  mountSystem(machine);
  for (const line of mountFstab(machine, 'local')) machine.writeConsole([line]);
  await startAtBoot(machine, () => {
    machine.writeConsole(mountFstab(machine, 'network'));
  });
  machine.writeConsole(['', `Debian GNU/Linux 12 ${machine.state.hostname} ${host.hardware.kind === 'domU' ? 'hvc0' : 'tty1'}`, '', `${machine.state.hostname} login: `]);
} // prettier-ignore

function localDisk(machine: Machine): void {
  for (const { name } of [...disksOf(machine.world, machine.name).devices]) removeDisk(machine.world, machine.name, name);
  disksOf(machine.world, machine.name).swaps.splice(0);
  addDisk(machine.world, machine.name, 'vda', `local:${machine.name}`, { kind: 'local' });
}

/** The root file system goes by the device that it lies on. */
function nameRoot(machine: Machine): void {
  const root = machine.state.mounts[0];
  const volume = volumesOf(machine.world, machine.name).find((one) => {
    const content = contentOf(one);
    return content?.kind === 'fileSystem' && content.id === machine.state.root;
  });
  if (root !== undefined && volume !== undefined) root.device = volume.path;
  const [first] = machine.state.mounts;
  if (first !== undefined) first.options = 'rw,relatime,errors=remount-ro';
}

/** The file systems without a disk, in the order of the captured host. */
function mountSystem(machine: Machine): void {
  const { world } = machine;
  const at = (device: string, path: string, type: string, options: string, tree: string | null = null): void => {
    machine.state.mounts.push({ device, path, type, options, tree });
  };
  at('sysfs', '/sys', 'sysfs', 'rw,nosuid,nodev,noexec,relatime');
  at('proc', '/proc', 'proc', 'rw,nosuid,nodev,noexec,relatime');
  at('udev', '/dev', 'devtmpfs', 'rw,nosuid,relatime,size=435796k,nr_inodes=108949,mode=755,inode64');
  at('devpts', '/dev/pts', 'devpts', 'rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=000');
  at(
    'tmpfs',
    '/run',
    'tmpfs',
    'rw,nosuid,nodev,noexec,relatime,size=91208k,mode=755,inode64',
    world.createTree(world.newId('run')).id,
  );
  at('tmpfs', '/dev/shm', 'tmpfs', 'rw,nosuid,nodev,inode64');
  machine.files.makeDirectory('/run/lock');
  at(
    'tmpfs',
    '/run/lock',
    'tmpfs',
    'rw,nosuid,nodev,noexec,relatime,size=5120k,inode64',
    world.createTree(world.newId('run')).id,
  );
  if ((hostOf(machine).running?.xen ?? null) !== null) at('xenfs', '/proc/xen', 'xenfs', 'rw,relatime');
}

async function boot(machine: Machine): Promise<Loaded | null> {
  const host = hostOf(machine);
  const tree = machine.world.tree(machine.state.root);
  const read = (path: string): string | null => readFromTree(tree, path);
  const text = read('/boot/grub/grub.cfg');
  if (text === null) {
    machine.panic(['', '                             GNU GRUB  version 2.06-13+deb12u1', '', 'grub> ']);
    return null;
  }
  const menu = parseMenu(text);
  const environment = new Map(parseEnvironment(read('/boot/grub/grubenv') ?? ''));
  const once = environment.get('next_entry') ?? '';
  const wanted = host.nextBootEntry ?? (once !== '' ? once : menu.default === '${saved_entry}' ? (environment.get('saved_entry') ?? '') : menu.default);
  host.nextBootEntry = null;
  if (once !== '') {
    environment.delete('next_entry');
    const node = tree.get('/boot/grub/grubenv');
    if (node?.kind === 'file') tree.set('/boot/grub/grubenv', { ...node, text: environmentText(environment) });
  }
  await machine.sleep(Math.max(0, menu.timeoutSeconds) * 1_000);
  const entry = findEntry(menu, wanted);
  if (entry === undefined) {
    machine.panic(['', '                             GNU GRUB  version 2.06-13+deb12u1', '', 'grub> ']);
    return null;
  }
  return load(machine, entry, read);
} // prettier-ignore

/** What the entry's commands find; a file that is missing leaves GRUB waiting for a key. */
function load(machine: Machine, entry: MenuEntry, read: (path: string) => string | null): Loaded | null {
  machine.writeConsole([`Booting \`${entry.title}'`, '']);
  const missing = (path: string): null => {
    machine.panic([`error: file \`${path}' not found.`, '', 'Press any key to continue...']);
    return null;
  };
  const words = (argument: string): readonly string[] => argument.split(/\s+/u).filter((word) => word !== '--nounzip' && word !== '');
  const named = (...names: readonly string[]): readonly (readonly string[])[] => entry.commands.filter(([name]) => names.includes(name)).map(([, argument]) => words(argument)); // prettier-ignore
  const xen = named('multiboot', 'multiboot2')[0];
  const modules = named('module', 'module2');
  const kernel = xen === undefined ? named('linux')[0] : modules[0];
  const initrd = xen === undefined ? named('initrd')[0] : modules[1];
  for (const path of [xen?.[0], kernel?.[0], initrd?.[0]]) if (path !== undefined && read(path) === null) return missing(path);
  const isKernel = read(kernel?.[0] ?? '')?.startsWith('practice kernel') === true;
  if (kernel === undefined || !isKernel || (xen !== undefined && read(xen[0] ?? '')?.startsWith('practice xen') !== true)) {
    machine.panic(['error: you need to load the kernel first.', '', 'Press any key to continue...']);
    return null;
  }
  const files = initrd === undefined ? null : readInitrd(read(initrd[0] ?? '') ?? '');
  const arguments_ = kernel.slice(1).filter((word) => word !== 'placeholder').join(' ');
  const root = /root=UUID=([0-9a-f-]+)/u.exec(arguments_)?.[1];
  if (files === null || (root !== undefined && machine.world.state.storage.fileSystems[machine.state.root]?.uuid !== root)) {
    machine.panic(files === null ? ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'] : [`ALERT!  UUID=${root ?? ''} does not exist.  Dropping to a shell!`, '(initramfs) ']);
    return null;
  }
  const line = xen === undefined ? null : xen.slice(1).filter((word) => word !== 'placeholder' && word !== '${xen_rm_opts}').join(' ');
  return { commandLine: arguments_, xenCommandLine: line, initrd: files.map(({ path }) => path) };
} // prettier-ignore

/** dom0_mem= of Xen's command line, in MiB. */
function memoryOf(line: string | null): number | null {
  const found = /(?:^|\s)dom0_mem=([0-9]+)([GMK]?)/iu.exec(line ?? '');
  if (found === null) return null;
  const unit = (found[2] ?? '').toUpperCase();
  return Math.floor(Number(found[1]) * (unit === 'G' ? 1024 : unit === 'K' || unit === '' ? 1 / 1024 : 1));
}

function vcpusOf(line: string): number | null {
  const found = /(?:^|\s)dom0_max_vcpus=([0-9]+)/u.exec(line);
  return found === null ? null : Number(found[1]);
}
