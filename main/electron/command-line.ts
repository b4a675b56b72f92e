/** What the application was started with. */
export interface Started {
  /** Words for the command line, when it is that which was asked for. */
  readonly cli: readonly string[] | null;
  readonly data: string | undefined;
  readonly operator: string | undefined;
}

/**
 * Reads the words after the program (and, where it was not packaged, after the application's folder). Chromium's own switches stand among them and are passed over:
 * everything after `--cli` is the command line's.
 */
export function readStart(words: readonly string[]): Started {
  const cli = words.indexOf('--cli');
  const own = cli < 0 ? words : words.slice(0, cli);
  const value = (name: string): string | undefined => {
    const at = own.indexOf(`--${name}`);
    const joined = own.find((word) => word.startsWith(`--${name}=`));
    return joined?.slice(name.length + 3) ?? (at < 0 ? undefined : own[at + 1]);
  };
  return { cli: cli < 0 ? null : words.slice(cli + 1), data: value('data'), operator: value('operator') };
}
