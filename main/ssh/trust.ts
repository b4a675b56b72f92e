import type { InventoryHost } from '../../core/hosts/inventory.ts';
import { failure, success, type Problem, type Result } from '../../core/result.ts';
import { fingerprints, type Fingerprints } from './fingerprint.ts';
import { appendKnownHost, judgeHostKey, knownHostsName, readKnownHosts } from './known-hosts.ts';
import type { TrustSource } from './session.ts';

/** A host key that a server showed. */
export interface ShownKey {
  readonly type: string;
  /** The public key as in the protocol (RFC 4253 section 6.6). */
  readonly blob: Uint8Array;
}

export interface Trusted {
  readonly how: TrustSource;
  /** Writes the key down for the next time. Called after the host proved that it holds the private half. */
  readonly remember: () => Promise<void>;
}

/** Decides about a host key before anything secret leaves this machine. */
export interface Trust {
  readonly decide: (host: string, target: InventoryHost, key: ShownKey) => Promise<Result<Trusted>>;
  /** Key types that are known for this host, to ask the server for these first. */
  readonly knownTypes: (target: InventoryHost) => Promise<readonly string[]>;
}

/** What a person is asked about an unknown host key. */
export interface HostKeyQuestion {
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly type: string;
  readonly fingerprints: Fingerprints;
  /** Key types that are known for the host already: it shows a further one. */
  readonly knownTypes: readonly string[];
}

export interface TrustOptions {
  /** Our own known_hosts file: read and appended to. */
  readonly ownFile: string;
  /** Files that are only read, such as ~/.ssh/known_hosts. */
  readonly readFiles: readonly string[];
  /** True when a lab process of this user registered this key for its hosts. */
  readonly isLabKey?: (fingerprint: string) => boolean | Promise<boolean>;
  /** Asks a person. Left out where nobody can be asked: unknown keys are then refused. */
  readonly ask?: (question: HostKeyQuestion) => Promise<boolean>;
}

/**
 * Trust by, in this order: a revoked key is refused; a pin in the inventory must hold; a lab's registered key; the pin; known_hosts; a
 * person's yes, which is written to our own file. A key that changed is never asked about.
 */
export function createTrust(options: TrustOptions): Trust {
  const files = [options.ownFile, ...options.readFiles];
  const nothing = async () => {};
  return {
    knownTypes: async (target) => {
      const name = knownHostsName(target.address, target.port);
      return judgeHostKey(await readKnownHosts(files), name, new Uint8Array()).knownTypes;
    },
    decide: async (host, target, key) => {
      const prints = fingerprints(key.blob);
      const name = knownHostsName(target.address, target.port);
      const verdict = judgeHostKey(await readKnownHosts(files), name, key.blob);
      const place = `${host} (${target.address} port ${target.port})`;
      const shown = `${key.type} ${prints.sha256} (${prints.md5})`;
      if (verdict.state === 'revoked') {
        return refusal(
          'host-key-revoked',
          `${place} shows the key ${shown}, which ${where(verdict.line)} marks as revoked. Nothing was sent.`,
          'Do not connect. Have the host given new keys, and find out who has the old ones.',
        );
      }
      if (target.hostKey !== undefined && target.hostKey !== prints.sha256) {
        return refusal(
          'host-key-changed',
          `${place} shows the key ${shown}, but the inventory says ${target.hostKey}. Nothing was sent.`,
          'If the host was installed anew, correct hostKey in the inventory; otherwise something else answers at this address.',
        );
      }
      if (await options.isLabKey?.(prints.sha256)) return success({ how: 'lab', remember: nothing });
      if (target.hostKey !== undefined) return success({ how: 'inventory', remember: nothing });
      switch (verdict.state) {
        case 'match':
          return success({ how: 'known', remember: nothing });
        case 'mismatch':
          return refusal(
            'host-key-changed',
            `${place} shows the key ${shown}, which is not the one in ${where(verdict.line)}. Nothing was sent.`,
            `If the host was installed anew, remove that line, or put into the inventory: hostKey: ${prints.sha256}`,
          );
        case 'unknown':
          break;
      }
      const question = {
        host,
        address: target.address,
        port: target.port,
        type: key.type,
        fingerprints: prints,
        knownTypes: verdict.knownTypes,
      };
      if (options.ask !== undefined && (await options.ask(question))) {
        return success({ how: 'asked', remember: async () => appendKnownHost(options.ownFile, name, key.blob) });
      }
      const other = verdict.knownTypes.length === 0 ? '' : ` Known for it is ${verdict.knownTypes.join(', ')}.`;
      const authority = verdict.certificateAuthority
        ? ' A @cert-authority line covers it; host certificates are not supported.'
        : '';
      return refusal(
        'host-key-unknown',
        `The key of ${place} is not known: ${shown}.${other}${authority} Nothing was sent.`,
        `Compare it with ssh-keygen -lf on the host's console, then put into its inventory entry: hostKey: ${prints.sha256}`,
      );
    },
  };
}

function refusal(code: string, sentence: string, next: string): { readonly ok: false; readonly problem: Problem } {
  return failure(code, sentence, next);
}

function where(line: { readonly file: string; readonly line: number } | undefined): string {
  return line === undefined ? 'known_hosts' : `${line.file} line ${line.line}`;
}
