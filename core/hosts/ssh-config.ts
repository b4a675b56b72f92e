import { fitsHostPattern } from './host-pattern.ts';
import { hostName } from './inventory.ts';

/** A host as a client configuration of OpenSSH describes it. */
export interface SshConfigHost {
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  /** Path as written. */
  readonly key: string | null;
  /** Name of the host to go through. */
  readonly jump: string | null;
  /** The configuration allows algorithms that are off by default today. */
  readonly legacy: boolean;
}

/** What an inventory has no place for, or what is wrong, by line. */
export interface SshConfigRemark {
  readonly line: number;
  readonly sentence: string;
}

export interface SshConfig {
  readonly hosts: readonly SshConfigHost[];
  readonly remarks: readonly SshConfigRemark[];
}

interface Setting {
  readonly line: number;
  readonly keyword: string;
  readonly value: string;
}
interface Block {
  /** Null: `Match`, which depends on more than the host's name. */
  readonly patterns: readonly string[] | null;
  readonly settings: Setting[];
}

/**
 * Reads a client configuration of OpenSSH (ssh_config(5)): each name of a `Host` line that is no pattern is a host, with the first value that any
 * block gives it. `Match` and `Include` are told and not followed.
 */
export function readSshConfig(text: string): SshConfig {
  const remarks: SshConfigRemark[] = [];
  const blocks = readBlocks(text, remarks);
  const named = new Map<string, number>();
  for (const { patterns, line } of hostLines(blocks)) {
    for (const name of patterns ?? []) {
      if (/[*?!]/u.test(name) || named.has(name)) continue;
      if (hostName.safeParse(name).success) named.set(name, line);
      else remarks.push({ line, sentence: `“${name}” cannot be a host's name here: letters, digits, dot, dash and underscore.` });
    }
  }
  const hosts = new Map<string, SshConfigHost>();
  for (const name of named.keys()) {
    const first = valuesOf(name, blocks);
    hosts.set(name, hostOf(name, first, hosts, named, remarks));
  }
  return { hosts: [...hosts.values()], remarks: remarks.sort((a, b) => a.line - b.line) };
}

function readBlocks(text: string, remarks: SshConfigRemark[]): readonly (Block & { readonly line: number })[] {
  const blocks: (Block & { readonly line: number })[] = [{ patterns: ['*'], settings: [], line: 0 }];
  text.split(/\r?\n/u).forEach((raw, index) => {
    const line = index + 1;
    const stripped = raw.trim();
    if (stripped === '' || stripped.startsWith('#')) return;
    const match = /^([A-Za-z0-9]+)(?:\s*=\s*|\s+)(\S.*)$/u.exec(stripped);
    const keyword = (match?.[1] ?? stripped).toLowerCase();
    const words = wordsOf(match?.[2] ?? '');
    if (match === null) {
      remarks.push({ line, sentence: `“${stripped.slice(0, 60)}” is no setting: a keyword and a value are expected.` });
      return;
    }
    if (words === null) {
      remarks.push({ line, sentence: 'A quotation mark is opened here and not closed.' });
      return;
    }
    if (keyword === 'host') blocks.push({ patterns: words, settings: [], line });
    else if (keyword === 'match') {
      blocks.push({ patterns: null, settings: [], line });
      remarks.push({ line, sentence: '`Match` is not followed: what stands below it is left out, up to the next `Host`.' });
    } else if (keyword === 'include') {
      remarks.push({
        line,
        sentence: `\`Include ${words.join(' ').slice(0, 80)}\` is not followed: import that file by itself.`,
      });
    } else if (!KEYWORDS.has(keyword)) {
      remarks.push({ line, sentence: `“${match[1] ?? ''}” is no keyword of ssh_config.` });
    } else blocks.at(-1)?.settings.push({ line, keyword, value: words.join(' ') });
  });
  return blocks;
}

function hostLines<Of extends { readonly line: number }>(blocks: readonly Of[]): readonly Of[] {
  return blocks.filter(({ line }) => line > 0);
}

/** Words of a value; double quotes hold blanks together, `#` behind a blank begins a comment. Null where a quote is not closed. */
function wordsOf(text: string): readonly string[] | null {
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== '' && !rest.startsWith('#')) {
    const match = /^(?:"([^"]*)"|([^\s"]+))\s*/u.exec(rest);
    if (match === null) return null;
    words.push(match[1] ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return words;
}

type First = ReadonlyMap<string, Setting>;

/** The first value of each keyword that holds for a name. */
function valuesOf(name: string, blocks: readonly Block[]): First {
  const first = new Map<string, Setting>();
  for (const { patterns, settings } of blocks) {
    if (patterns === null || !covers(patterns, name)) continue;
    for (const setting of settings) if (!first.has(setting.keyword)) first.set(setting.keyword, setting);
  }
  return first;
}

function hostOf(
  name: string,
  first: First,
  hosts: Map<string, SshConfigHost>,
  named: ReadonlyMap<string, number>,
  remarks: SshConfigRemark[],
): SshConfigHost {
  const value = (keyword: string): string | null => first.get(keyword)?.value ?? null;
  const remark = (keyword: string, sentence: string): void => {
    const line = first.get(keyword)?.line ?? 0;
    // One line may hold for many hosts: it is told once.
    if (!remarks.some((one) => one.line === line && one.sentence === sentence)) remarks.push({ line, sentence });
  };
  if (value('proxycommand') !== null && value('proxycommand') !== 'none')
    remark(
      'proxycommand',
      '`ProxyCommand` runs a program of this machine, which is not done here: use `ProxyJump`, or put `jump` into the inventory.',
    );
  const jump = value('proxyjump');
  return {
    name,
    address: (value('hostname') ?? name).replaceAll('%h', name).replaceAll('%%', '%'),
    port: portOf(value('port'), (sentence) => remark('port', sentence)),
    user: value('user'),
    key: value('identityfile') === 'none' ? null : value('identityfile'),
    // A default for all hosts holds for the way itself too, which is not gone through itself.
    jump:
      jump === null || jump === 'none' || jump === name
        ? null
        : jumpOf(jump, hosts, named, (sentence) => remark('proxyjump', sentence)),
    legacy: ALGORITHMS.some((keyword) => OLD.test(value(keyword) ?? '')),
  };
}

function portOf(text: string | null, remark: (sentence: string) => void): number | null {
  if (text === null) return null;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  remark(`“${text.slice(0, 40)}” is no port: 1 to 65535. It is left out.`);
  return null;
}

/** The host to go through, [user@]host[:port] as -J has it; one that is not named otherwise becomes a host of its own. Several are a chain. */
function jumpOf(
  text: string,
  hosts: Map<string, SshConfigHost>,
  named: ReadonlyMap<string, number>,
  remark: (sentence: string) => void,
): string | null {
  let before: string | null = null;
  for (const hop of text.split(',')) {
    const match = /^(?:ssh:\/\/)?(?:([^@]+)@)?([^@:/]+|\[[^\]]+\])(?::([0-9]+))?\/?$/u.exec(hop.trim());
    const address = match?.[2]?.replace(/^\[|\]$/gu, '');
    if (match === null || address === undefined) {
      remark(`“${hop.trim().slice(0, 60)}” is no host to go through. It is left out.`);
      return null;
    }
    const name = hostName.safeParse(address).success ? address : `jump-${address.replace(/[^A-Za-z0-9]+/gu, '-')}`;
    if (!named.has(name) && !hosts.has(name)) {
      const port = portOf(match[3] ?? null, remark);
      hosts.set(name, { name, address, port, user: match[1] ?? null, key: null, jump: before, legacy: false });
    }
    before = name;
  }
  return before;
}

/** Whether a list of patterns covers a name: one of them, and none that is negated (ssh_config(5), PATTERNS). */
function covers(patterns: readonly string[], name: string): boolean {
  const fits = (pattern: string): boolean => fitsHostPattern(pattern, name);
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && fits(pattern));
}

const ALGORITHMS = [
  'kexalgorithms',
  'hostkeyalgorithms',
  'pubkeyacceptedalgorithms',
  'pubkeyacceptedkeytypes',
  'ciphers',
  'macs',
];
/** Names that OpenSSH does not offer any more unless it is told to. */
const OLD =
  /(?:^|[+^,])(?:diffie-hellman-group(?:1|14|-exchange)-sha1|ssh-rsa|ssh-dss|(?:aes(?:128|192|256)|3des|blowfish)-cbc|hmac-md5|hmac-sha1-96)(?:,|$)/u;

/** Keywords of ssh_config(5) in OpenSSH 9.9, and those of older versions that it still reads. */
const KEYWORDS: ReadonlySet<string> = new Set(
  `addkeystoagent addressfamily batchmode bindaddress bindinterface canonicaldomains canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots
  canonicalizepermittedcnames casignaturealgorithms certificatefile challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings
  compression compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist dsaauthentication dynamicforward enableescapecommandline
  enablesshkeysign escapechar exitonforwardfailure fallbacktorsh fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted
  gatewayports globalknownhostsfile gssapiauthentication gssapidelegatecredentials hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication
  hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile ignoreunknown ipqos kbdinteractiveauthentication
  kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand localforward loglevel logverbose macs nohostauthenticationforlocalhost
  numberofpasswordprompts obscurekeystroketiming passwordauthentication permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol
  proxycommand proxyjump proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand remoteforward requesttty
  requiredrsasize revokedhostkeys rhostsrsaauthentication rsaauthentication securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv
  smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking syslogfacility tag tcpkeepalive tunnel tunneldevice updatehostkeys
  useblacklistedkeys usekeychain useprivilegedport user userknownhostsfile useroaming verifyhostkeydns versionaddendum visualhostkey xauthlocation`.split(
    /\s+/u,
  ),
);
