/** A boot entry of GRUB 0.97's configuration. */
export interface GrubEntry {
  readonly title: string;
  /** Commands in order: `kernel`, `/xen.gz-2.6.18-53.el5 dom0_mem=512M`. */
  readonly commands: readonly { readonly name: string; readonly argument: string }[];
}

export interface GrubConfiguration {
  readonly default: number;
  readonly timeout: number | null;
  readonly fallback: number | null;
  readonly entries: readonly GrubEntry[];
}

/** Reads grub.conf as GRUB does: `#` comments, `name=value` or `name value`, a stanza from each `title` to the next. */
export function parseGrubConfiguration(text: string): GrubConfiguration {
  let chosen = 0;
  let timeout: number | null = null;
  let fallback: number | null = null;
  const entries: { title: string; commands: { name: string; argument: string }[] }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', argument = ''] = /^([^\s=]+)(?:\s*=\s*|\s+|$)(.*)$/u.exec(line) ?? [];
    if (name === 'title') {
      entries.push({ title: argument, commands: [] });
      continue;
    }
    const entry = entries.at(-1);
    if (entry !== undefined) entry.commands.push({ name, argument });
    else if (name === 'default') chosen = Number.parseInt(argument, 10) || 0;
    else if (name === 'timeout') timeout = Number.parseInt(argument, 10);
    else if (name === 'fallback') fallback = Number.parseInt(argument, 10);
  }
  return { default: chosen, timeout, fallback, entries };
}

export interface AddedEntry {
  readonly title: string;
  readonly lines: readonly string[];
  readonly makeDefault: boolean;
}

/** Puts an entry above the others as grubby does: `default` goes on to mean the entry that it meant, unless the new one is made the default. */
export function addGrubEntry(text: string, added: AddedEntry): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => /^\s*title(\s|=)/u.test(line));
  const at = first < 0 ? lines.length - (lines.at(-1) === '' ? 1 : 0) : first;
  const before = parseGrubConfiguration(text).default;
  const head = lines
    .slice(0, at)
    .map((line) => (/^\s*default\s*=/u.test(line) ? `default=${String(added.makeDefault ? 0 : before + 1)}` : line));
  return [...head, `title ${added.title}`, ...added.lines.map((line) => `\t${line}`), ...lines.slice(at)].join('\n');
}

/** Removes each entry that names the kernel image, as `grubby --remove-kernel` does; `default` follows its entry or falls back to the first. */
export function removeGrubEntries(text: string, kernelPath: string): string {
  const configuration = parseGrubConfiguration(text);
  const gone = configuration.entries.map((entry) =>
    entry.commands.some((command) => command.argument.split(/\s/u)[0] === kernelPath),
  );
  const kept: string[] = [];
  let index = -1;
  for (const line of text.split('\n')) {
    if (/^\s*title(\s|=)/u.test(line)) index += 1;
    if (index < 0 || gone[index] !== true) kept.push(line);
  }
  const shift = gone.slice(0, configuration.default).filter(Boolean).length;
  const next = gone[configuration.default] === true ? 0 : configuration.default - shift;
  return (
    kept.map((line) => (/^\s*default\s*=/u.test(line) ? `default=${String(next)}` : line)).join('\n') +
    (text.endsWith('\n') && kept.at(-1) !== '' ? '\n' : '')
  );
}
