import { createHmac } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fitsHostPattern } from '../../core/hosts/host-pattern.ts';
import { keyType } from './fingerprint.ts';

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHostLine {
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** Patterns as written, or one hashed name. */
  readonly hosts: readonly string[];
  readonly type: string;
  /** Public key blob in base64, as written. */
  readonly key: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface KnownHostsVerdict {
  readonly state: 'match' | 'mismatch' | 'revoked' | 'unknown';
  /** The line that decided; none for `unknown`. */
  readonly line?: KnownHostLine;
  /** Key types that are known for the host, each once, in the order of the files. */
  readonly knownTypes: readonly string[];
  /** A certificate authority line covers this host; certificates are not supported. */
  readonly certificateAuthority: boolean;
}

/** Lines of a known_hosts text. What is no such line (comment, blank, damaged) is left out, as ssh does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHostLine[] {
  const lines: KnownHostLine[] = [];
  text.split('\n').forEach((raw, index) => {
    const words = raw
      .replace(/\r$/u, '')
      .trim()
      .split(/[ \t]+/u);
    if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return;
    let marker: KnownHostLine['marker'] = 'none';
    if (words[0].startsWith('@')) {
      const name = words.shift();
      if (name === '@revoked') marker = 'revoked';
      else if (name === '@cert-authority') marker = 'cert-authority';
      else return;
    }
    const [hosts, type, key] = [words.at(0), words.at(1), words.at(2)];
    if (hosts === undefined || type === undefined || key === undefined) return;
    if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(key) || keyType(Buffer.from(key, 'base64')) !== type) return;
    lines.push({ marker, hosts: hosts.split(','), type, key, file, line: index + 1 });
  });
  return lines;
}

/** The name that a host has in a known_hosts file: lower case, `[name]:port` unless the port is 22. */
export function knownHostsName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** What the lines say about a host and the key that it showed. A revoked key is refused whatever else matches. */
export function judgeHostKey(lines: readonly KnownHostLine[], name: string, blob: Uint8Array): KnownHostsVerdict {
  const shown = Buffer.from(blob).toString('base64');
  const type = keyType(blob);
  const ours = lines.filter((line) => coversHost(line.hosts, name));
  const plain = ours.filter((line) => line.marker === 'none');
  const common = {
    knownTypes: [...new Set(plain.map((line) => line.type))],
    certificateAuthority: ours.some((line) => line.marker === 'cert-authority'),
  };
  const same = (line: KnownHostLine) => stripPadding(line.key) === stripPadding(shown);
  const revoked = ours.find((line) => line.marker === 'revoked' && same(line));
  if (revoked) return { state: 'revoked', line: revoked, ...common };
  const match = plain.find(same);
  if (match) return { state: 'match', line: match, ...common };
  // A key of a type that is not known yet is unknown and not changed, as in ssh: hosts have several keys.
  const other = plain.find((line) => line.type === type);
  if (other) return { state: 'mismatch', line: other, ...common };
  return { state: 'unknown', ...common };
}

/** Reads known_hosts files; one that does not exist is empty. Other errors throw: a verdict without its file would be a guess. */
export async function readKnownHosts(files: readonly string[]): Promise<readonly KnownHostLine[]> {
  const lines: KnownHostLine[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return '';
      throw error;
    });
    lines.push(...parseKnownHosts(text, file));
  }
  return lines;
}

/** The lines that name a host's own keys: neither revoked ones nor authorities. */
export function keysOfHost(lines: readonly KnownHostLine[], name: string): readonly KnownHostLine[] {
  return lines.filter(({ marker, hosts }) => marker === 'none' && coversHost(hosts, name));
}

/** Takes the lines of one host out of a file that we write ourselves: those that name it and nothing else. How many. */
export async function forgetKnownHost(file: string, name: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  const gone = new Set(
    parseKnownHosts(text, file)
      .filter(({ marker, hosts }) => marker === 'none' && hosts.length === 1 && hosts[0] === name)
      .map(({ line }) => line),
  );
  if (gone.size === 0) return 0;
  const beside = `${file}.unfinished`;
  const left = text.split('\n').filter((_line, index) => !gone.has(index + 1));
  await writeFile(beside, left.join('\n'), { mode: 0o600 });
  await rename(beside, file);
  return gone.size;
}

/** Appends one line; a new file is readable by its owner alone. */
export async function appendKnownHost(file: string, name: string, blob: Uint8Array): Promise<void> {
  const type = keyType(blob);
  if (type === undefined) throw new Error('not a public key');
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const before = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  const start = before === '' || before.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${start}${name} ${type} ${Buffer.from(blob).toString('base64')}\n`, { mode: 0o600 });
}

function coversHost(patterns: readonly string[], name: string): boolean {
  let covered = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('|')) {
      covered ||= coversHashed(pattern, name);
    } else if (pattern.startsWith('!')) {
      // A negated pattern that matches ends it, whatever else stands in the line.
      if (fitsHostPattern(pattern.slice(1), name)) return false;
    } else {
      covered ||= fitsHostPattern(pattern, name);
    }
  }
  return covered;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name with the salt, both in base64 (ssh-keygen -H). */
function coversHashed(pattern: string, name: string): boolean {
  const [, version, salt, hash] = pattern.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

function stripPadding(base64: string): string {
  return base64.replace(/=+$/u, '');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
