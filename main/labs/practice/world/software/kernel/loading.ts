import { moduleField } from './modules.ts';
import { dependencies, type ModuleFile } from './module-files.ts';
import type { LoadedModule, RunningSystem } from '../state.ts';

/** Why insmod failed, as the kernel's log has it, and insmod's own words. */
export interface LoadFailure {
  readonly kernel: string | null;
  readonly message: string;
}

/** Puts a module into the running kernel. Already there: nothing happens. The kernel's refusals come back as values. */
export function loadModule(
  running: RunningSystem,
  file: ModuleFile,
  options: Readonly<Record<string, string>>,
): LoadFailure | null {
  if (running.modules.some((module) => module.name === file.name)) return null;
  const magic = moduleField(file.fields, 'vermagic') ?? '';
  if (magic.split(' ')[0] !== running.release) {
    return {
      kernel: `${file.name}: version magic '${magic}' should be '${running.release} SMP mod_unload gcc-4.1'`,
      message: 'Invalid module format',
    };
  }
  const known = file.fields.filter(([key]) => key === 'parm').map(([, value]) => value.split(':')[0] ?? '');
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    return {
      kernel: `${file.name}: Unknown parameter \`${unknown}'`,
      message: 'Unknown symbol in module, or unknown parameter (see dmesg)',
    };
  const needed = dependencies(file);
  const absent = needed.find((name) => !running.modules.some((module) => module.name === name));
  if (absent !== undefined)
    return {
      kernel: `${file.name}: Unknown symbol in module (${absent})`,
      message: 'Unknown symbol in module, or unknown parameter (see dmesg)',
    };
  if (file.name === 'xenblk' && running.xen !== null) return { kernel: null, message: 'No such device' };
  for (const module of running.modules) if (needed.includes(module.name)) module.usedBy.unshift(file.name);
  running.modules.push({
    name: file.name,
    version: moduleField(file.fields, 'version'),
    size: Number(moduleField(file.fields, 'size') ?? '16384'),
    file: file.path,
    parameters: { ...options },
    usedBy: [],
    permanent: moduleField(file.fields, 'permanent') === 'Y',
    order: 1 + Math.max(0, ...running.modules.map((module) => module.order)),
    uses: usesOf[file.name] ?? 0,
  });
  return null;
}

/** What rmmod answers; null when it is gone. */
export function unloadModule(running: RunningSystem, name: string): string | null {
  const module = running.modules.find((each) => each.name === name);
  if (module === undefined) return `ERROR: Module ${name} does not exist in /proc/modules`;
  if (module.usedBy.length > 0) return `ERROR: Module ${name} is in use by ${module.usedBy.join(',')}`;
  if (module.permanent || module.uses > 0) return `ERROR: Removing '${name}': Device or resource busy`;
  running.modules = running.modules.filter((each) => each !== module);
  for (const other of running.modules) other.usedBy = other.usedBy.filter((user) => user !== name);
  return null;
}

/** References that do not come from other modules: mounted file systems, open devices. */
const usesOf: Readonly<Record<string, number>> = { ext3: 2, sd_mod: 3, bnx2: 0, ipv6: 16, xenblk: 4, blktap: 2, dm_mod: 0 };

/** The lines of lsmod and /proc/modules are newest first. */
export function newestFirst(modules: readonly LoadedModule[]): readonly LoadedModule[] {
  return [...modules].sort((left, right) => right.order - left.order);
}
