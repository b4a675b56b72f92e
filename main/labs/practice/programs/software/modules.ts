import { resolvePath } from '../../world/path.ts';
import { driversChanged, storageModuleInUse } from '../../world/storage/host.ts';
import { useCount } from '../../world/software/hardware/nodes.ts';
import { writeDependencies } from '../../world/software/kernel/depmod.ts';
import { loadModule, newestFirst, unloadModule } from '../../world/software/kernel/loading.ts';
import {
  dependencies,
  findModule,
  readModuleFile,
  withDependencies,
  type ModuleFile,
} from '../../world/software/kernel/module-files.ts';
import { moduleName, parseModprobeConfiguration } from '../../world/software/kernel/modprobe-config.ts';
import { readOptions } from '../../world/software/boot/initrd.ts';
import { runningOf } from '../../world/software/software.ts';
import type { Program, ProgramCall } from '../program.ts';
import { print, refuse } from './output.ts';

/** lsmod of module-init-tools 3.3. */
export const lsmod: Program = async (call) => {
  await call.sleep(5);
  const rows = newestFirst(runningOf(call.machine).modules).map((module) => {
    const users = [...(module.permanent ? ['[permanent]'] : []), ...module.usedBy].join(',');
    return `${module.name.padEnd(19)}${String(module.size).padStart(8)}  ${String(useCount(module))}${users === '' ? ' ' : ` ${users}`}`;
  });
  print(call, ['Module                  Size  Used by', ...rows]);
  return 0;
};

const shownFields = ['version', 'license', 'description', 'author', 'srcversion', 'depends', 'vermagic', 'parm'];

/** modinfo [-F FIELD] [-k RELEASE] MODULE... */
export const modinfo: Program = async (call) => {
  await call.sleep(10);
  let field: string | null = null;
  let release = runningOf(call.machine).release;
  const names: string[] = [];
  for (let index = 0; index < call.args.length; index += 1) {
    const word = call.args[index] ?? '';
    if (word === '-F' || word === '--field') field = call.args[(index += 1)] ?? '';
    else if (word === '-k') release = call.args[(index += 1)] ?? release;
    else if (/^-[adlpn]$/u.test(word))
      field = { a: 'author', d: 'description', l: 'license', p: 'parm', n: 'filename' }[word.slice(1)] ?? null;
    else if (word.startsWith('-'))
      return refuse(call, 1, `modinfo: invalid option -- ${word.replace(/^-+/u, '')}`, 'Usage: modinfo [-0][-F field] module...');
    else names.push(word);
  }
  if (names.length === 0) return refuse(call, 1, 'Usage: modinfo [-0][-F field] module...');
  let status = 0;
  for (const name of names) {
    const file =
      name.includes('/') || name.endsWith('.ko')
        ? readModuleFile(call.machine.files, resolvePath(call.cwd, name))
        : findModule(call.machine.files, release, name);
    if (file === null) {
      call.writeError(`modinfo: could not find module ${name}\n`);
      status = 1;
    } else print(call, describe(file, field));
  }
  return status;
};

function describe(file: ModuleFile, field: string | null): readonly string[] {
  if (field === 'filename') return [file.path];
  const fields = file.fields.filter(([key]) => shownFields.includes(key));
  if (field !== null) return fields.filter(([key]) => key === field).map(([, value]) => value);
  return [`filename:       ${file.path}`, ...fields.map(([key, value]) => `${`${key}:`.padEnd(16)}${value}`)];
}

/** modprobe [-r] [-v] [-n] [-l] MODULE [OPTION=VALUE...] */
export const modprobe: Program = async (call) => {
  const flags = call.args.filter((word) => word.startsWith('-'));
  const [name, ...rest] = call.args.filter((word) => !word.startsWith('-'));
  const running = runningOf(call.machine);
  const { files } = call.machine;
  if (call.user !== 'root' && !flags.includes('-n'))
    return refuse(call, 1, `FATAL: Error inserting ${name ?? ''}: Operation not permitted`);
  if (name === undefined)
    return refuse(
      call,
      1,
      'Usage: modprobe [-v] [-V] [-C config-file] [-n] [-i] [-q] [-b] [-o <modname>] <modname> [parameters...]',
    );
  const removing = flags.some((flag) => /^-[a-z]*r/u.test(flag) || flag === '--remove');
  await call.sleep(400);
  if (removing) return removeWithUnused(call, moduleName(name));
  const configuration = parseModprobeConfiguration(
    files.isFile('/etc/modprobe.conf') ? files.readText('/etc/modprobe.conf') : '',
  );
  const wanted = configuration.aliases.findLast(([alias]) => alias === name)?.[1] ?? moduleName(name);
  const found = withDependencies(files, running.release, wanted);
  if (findModule(files, running.release, wanted) === null)
    return flags.includes('-q') ? 1 : refuse(call, 1, `FATAL: Module ${name} not found.`);
  for (const file of found.order) {
    const given = file.name === wanted ? readOptions(rest.join(' ')) : {};
    if (flags.includes('-v') && !running.modules.some((module) => module.name === file.name))
      call.write(`insmod ${file.path} \n`);
    if (flags.includes('-n')) continue;
    const failed = loadModule(running, file, { ...configuration.options[file.name], ...given });
    if (failed !== null) {
      if (failed.kernel !== null) call.machine.logKernel(failed.kernel);
      driversChanged(call.world, call.machine);
      return refuse(call, 1, `FATAL: Error inserting ${file.name} (${file.path}): ${failed.message}`);
    }
  }
  driversChanged(call.world, call.machine);
  return 0;
};

async function removeWithUnused(call: ProgramCall, name: string): Promise<number> {
  const running = runningOf(call.machine);
  if (storageModuleInUse(call.world, call.machine.name, name)) return refuse(call, 1, `FATAL: Module ${name} is in use.`);
  const module = running.modules.find((each) => each.name === name);
  if (module === undefined)
    return findModule(call.machine.files, running.release, name) === null
      ? refuse(call, 1, `FATAL: Module ${name} not found.`)
      : refuse(call, 1, `FATAL: Module ${name} is not loaded.`).valueOf();
  if (module.usedBy.length > 0 || module.uses > 0) return refuse(call, 1, `FATAL: Module ${name} is in use.`);
  const file = findModule(call.machine.files, running.release, name);
  const refused = unloadModule(running, name);
  if (refused !== null) return refuse(call, 1, `FATAL: ${refused.replace(/^ERROR: /u, '')}`);
  // Modules that only it needed go as well.
  for (const needed of file === null ? [] : dependencies(file)) {
    const other = running.modules.find((each) => each.name === needed);
    if (other !== undefined && other.usedBy.length === 0 && other.uses === 0 && !other.permanent) unloadModule(running, needed);
  }
  driversChanged(call.world, call.machine);
  return Promise.resolve(0);
}

/** insmod FILE [OPTION=VALUE...] */
export const insmod: Program = async (call) => {
  const [path, ...rest] = call.args;
  if (path === undefined) return refuse(call, 1, 'Usage: insmod <filename> [args]');
  await call.sleep(300);
  const full = resolvePath(call.cwd, path);
  if (!call.machine.files.exists(full)) return refuse(call, 1, `insmod: can't read '${path}': No such file or directory`);
  const file = readModuleFile(call.machine.files, full);
  if (file === null) return refuse(call, 1, `insmod: error inserting '${path}': -1 Invalid module format`);
  const running = runningOf(call.machine);
  if (running.modules.some((module) => module.name === file.name))
    return refuse(call, 1, `insmod: error inserting '${path}': -1 File exists`);
  const failed = loadModule(running, file, readOptions(rest.join(' ')));
  if (failed !== null) {
    if (failed.kernel !== null) call.machine.logKernel(failed.kernel);
    return refuse(call, 1, `insmod: error inserting '${path}': -1 ${failed.message}`);
  }
  driversChanged(call.world, call.machine);
  return 0;
};

/** rmmod MODULE... */
export const rmmod: Program = async (call) => {
  const names = call.args.filter((word) => !word.startsWith('-'));
  if (names.length === 0) return refuse(call, 1, 'Usage: rmmod [-fhswvV] modulename ...');
  await call.sleep(300);
  let status = 0;
  for (const name of names.map((each) => moduleName(each.replace(/\.ko$/u, '')))) {
    const refused = storageModuleInUse(call.world, call.machine.name, name)
      ? `ERROR: Removing '${name}': Device or resource busy`
      : unloadModule(runningOf(call.machine), name);
    if (refused === null) continue;
    call.writeError(`${refused}\n`);
    status = 1;
  }
  driversChanged(call.world, call.machine);
  return status;
};

/** depmod [-a] [RELEASE] */
export const depmod: Program = async (call) => {
  const release = call.args.find((word) => !word.startsWith('-')) ?? runningOf(call.machine).release;
  await call.sleep(2_500);
  if (!call.machine.files.isDirectory(`/lib/modules/${release}`))
    return refuse(
      call,
      1,
      `FATAL: Could not open /lib/modules/${release}/modules.dep.temp for writing: No such file or directory`,
    );
  writeDependencies(call.machine.files, release);
  return 0;
};
