/** What /etc/modprobe.conf says. */
export interface ModprobeConfiguration {
  /** In the order of the file: a later alias of the same name wins. */
  readonly aliases: readonly (readonly [string, string])[];
  /** Options by module; several lines add up. */
  readonly options: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly blacklist: readonly string[];
}

/** Reads modprobe.conf (module-init-tools 3.3): `alias`, `options`, `blacklist`; `install` and `remove` lines are kept out. Dashes and underscores are one. */
export function parseModprobeConfiguration(text: string): ModprobeConfiguration {
  const aliases: [string, string][] = [];
  const options: Record<string, Record<string, string>> = {};
  const blacklist: string[] = [];
  for (const raw of text.replace(/\\\n/gu, ' ').split('\n')) {
    const words = raw
      .replace(/^\s+/u, '')
      .split(/\s+/u)
      .filter((word) => word !== '');
    const [command, name, ...rest] = words;
    if (command === undefined || command.startsWith('#') || name === undefined) continue;
    if (command === 'alias' && rest[0] !== undefined) aliases.push([name, moduleName(rest[0])]);
    else if (command === 'blacklist') blacklist.push(moduleName(name));
    else if (command === 'options') {
      const values = (options[moduleName(name)] ??= {});
      for (const word of rest) {
        const equals = word.indexOf('=');
        values[equals < 0 ? word : word.slice(0, equals)] = equals < 0 ? '' : word.slice(equals + 1);
      }
    }
  }
  return { aliases, options, blacklist };
}

/** Modules that mkinitrd takes in for SCSI adapters: scsi_hostadapter, scsi_hostadapter1, ... in the order of the file. */
export function storageAdapters(configuration: ModprobeConfiguration): readonly string[] {
  const found = configuration.aliases.filter(([name]) => /^scsi_hostadapter\d*$/u.test(name)).map(([, module]) => module);
  return [...new Set(found)];
}

/** The kernel's name of a module: dashes are underscores. */
export function moduleName(name: string): string {
  return name.replaceAll('-', '_');
}
