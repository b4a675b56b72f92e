import type { Files } from '../../files.ts';

/** Runlevels of System V init. */
export const runLevels = ['0', '1', '2', '3', '4', '5', '6'] as const;

export interface ServiceHeader {
  readonly levels: string;
  readonly start: number;
  readonly stop: number;
}

/** The `# chkconfig:` line of /etc/init.d/NAME; null when there is no script, or when it does not take part in chkconfig. */
export function serviceHeader(files: Files, name: string): ServiceHeader | null {
  const path = `/etc/rc.d/init.d/${name}`;
  if (!files.isFile(path)) return null;
  const found = /^# chkconfig:\s*(-|\d+)\s+(\d+)\s+(\d+)/mu.exec(files.readText(path));
  if (found === null) return null;
  return { levels: found[1] === '-' ? '' : (found[1] ?? ''), start: Number(found[2]), stop: Number(found[3]) };
}

/** In which runlevels the links start it. */
export function startLevels(files: Files, name: string): string {
  return runLevels.filter((level) => links(files, level).some((link) => link.kind === 'S' && link.name === name)).join('');
}

/** Whether chkconfig manages it: some link exists. */
export function isManaged(files: Files, name: string): boolean {
  return runLevels.some((level) => links(files, level).some((link) => link.name === name));
}

/** chkconfig --add: links in each runlevel as the script's header says; those that exist are left. */
export function addService(files: Files, name: string): void {
  const header = serviceHeader(files, name);
  if (header === null) return;
  for (const level of runLevels) {
    if (links(files, level).some((link) => link.name === name)) continue;
    put(files, level, name, header, header.levels.includes(level));
  }
}

/** chkconfig --del. */
export function removeService(files: Files, name: string): void {
  for (const level of runLevels) drop(files, level, name);
}

/** chkconfig [--level LEVELS] NAME on|off. */
export function setService(files: Files, name: string, levels: string, on: boolean): void {
  const header = serviceHeader(files, name);
  if (header === null) return;
  for (const level of runLevels) {
    if (levels.includes(level)) {
      drop(files, level, name);
      put(files, level, name, header, on);
    } else if (!links(files, level).some((link) => link.name === name)) put(files, level, name, header, false);
  }
}

/** Services that a runlevel starts, in the order of their links. */
export function startedIn(files: Files, level: string): readonly string[] {
  return links(files, level)
    .filter((link) => link.kind === 'S')
    .sort((left, right) => (left.file < right.file ? -1 : 1))
    .map((link) => link.name);
}

/** Names of all scripts that chkconfig can manage. */
export function managedServices(files: Files): readonly string[] {
  if (!files.isDirectory('/etc/rc.d/init.d')) return [];
  return files.list('/etc/rc.d/init.d').filter((name) => serviceHeader(files, name) !== null);
}

/** The default runlevel of /etc/inittab. */
export function defaultLevel(files: Files): string {
  return files.isFile('/etc/inittab') ? (/^id:(\d):initdefault:/mu.exec(files.readText('/etc/inittab'))?.[1] ?? '3') : '3';
}

function links(
  files: Files,
  level: string,
): readonly { readonly kind: 'S' | 'K'; readonly name: string; readonly file: string }[] {
  const folder = `/etc/rc.d/rc${level}.d`;
  if (!files.isDirectory(folder)) return [];
  return files.list(folder).flatMap((file) => {
    const found = /^([SK])\d\d(.+)$/u.exec(file);
    return found === null ? [] : [{ kind: found[1] === 'S' ? ('S' as const) : ('K' as const), name: found[2] ?? '', file }];
  });
}

function put(files: Files, level: string, name: string, header: ServiceHeader, on: boolean): void {
  const folder = `/etc/rc.d/rc${level}.d`;
  files.makeDirectory(folder, { parents: true });
  const number = String(on ? header.start : header.stop).padStart(2, '0');
  const path = `${folder}/${on ? 'S' : 'K'}${number}${name}`;
  if (files.find(path, false) === null) files.symlink(`../init.d/${name}`, path);
}

function drop(files: Files, level: string, name: string): void {
  for (const link of links(files, level)) if (link.name === name) files.remove(`/etc/rc.d/rc${level}.d/${link.file}`);
}
