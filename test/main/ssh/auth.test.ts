import { generateKeyPairSync } from 'node:crypto';
import { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { AuthContext, Connection } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { inventoryHost, type Authentication } from '../../../core/hosts/inventory.ts';
import { failure, success } from '../../../core/result.ts';
import { connectHost } from '../../../main/ssh/connect.ts';
import { fingerprints } from '../../../main/ssh/fingerprint.ts';
import type { SecretPurpose } from '../../../main/ssh/ports.ts';

const hostKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
}).privateKey;
const parsed = ssh2.utils.parseKey(hostKey);
if (parsed instanceof Error) throw parsed;
const print = fingerprints(parsed.getPublicSSH()).sha256;

/** Two ends of one stream, in memory: as a practice lab in this process hands one out. */
function pair(): readonly [Duplex, Duplex] {
  const make = (other: () => Duplex) =>
    new Duplex({
      read: () => {},
      write: (chunk, _encoding, done) => {
        other().push(chunk);
        done();
      },
      final: (done) => {
        other().push(null);
        done();
      },
    });
  const left: Duplex = make(() => right);
  const right: Duplex = make(() => left);
  return [left, right];
}

interface Login {
  readonly auth?: Authentication;
  readonly secrets?: readonly string[];
  readonly pinned?: string;
  readonly judge: (context: AuthContext) => void;
}

/** Logs in to an SSH server over a stream in memory; tells what was asked of the person and which methods the server saw. */
async function login({ auth = {}, secrets = [], pinned = print, judge }: Login) {
  const seen: string[] = [];
  const purposes: SecretPurpose[] = [];
  const left = [...secrets];
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client: Connection) => {
    client.on('authentication', (context) => {
      seen.push(context.method);
      judge(context);
    });
    client.on('error', () => {});
  });
  const result = await connectHost(
    'xen1',
    inventoryHost.parse({ role: 'dom0', address: '10.0.0.1', user: 'root', hostKey: pinned, auth }),
    {
      stream: async () => {
        const [ours, theirs] = pair();
        server.injectSocket(theirs as never);
        return ours;
      },
      secrets: {
        reveal: async (_reference, purpose) => {
          purposes.push(purpose);
          const secret = left.shift();
          return secret === undefined ? failure('nobody-to-ask', 'there is nobody to ask') : success(secret);
        },
      },
      trust: {
        knownTypes: async () => [],
        decide: async (_host, target, key) =>
          fingerprints(key.blob).sha256 === target.hostKey
            ? success({ how: 'inventory', remember: async () => {} })
            : failure('host-key-changed', 'changed'),
      },
      readKey: async () => failure('no-key', 'no key'),
    },
  );
  if (result.ok) await result.value.dispose();
  return { result, seen, purposes };
}

describe('logging in', () => {
  it('asks for nothing where none is enough', async () => {
    const { result, seen, purposes } = await login({ judge: (context) => context.accept() });
    expect(result.ok).toBe(true);
    expect(seen).toEqual(['none']);
    expect(purposes).toEqual([]);
  });

  it('uses a password by the method password where keyboard-interactive is not offered (OpenSSH 4.3)', async () => {
    const { result, seen, purposes } = await login({
      auth: { password: { env: 'P' } },
      secrets: ['correct'],
      judge: (context) =>
        context.method === 'password' && context.password === 'correct'
          ? context.accept()
          : context.reject(['publickey', 'password']),
    });
    expect(result.ok).toBe(true);
    expect(seen).toEqual(['none', 'password']);
    expect(purposes).toEqual([{ host: 'xen1', user: 'root', address: '10.0.0.1', port: 22, kind: 'password', hidden: true }]);
  });

  it('answers keyboard-interactive: the password for the one hidden question, then what only a person knows', async () => {
    const { result, purposes } = await login({
      auth: { password: { env: 'P' } },
      secrets: ['correct', '123456'],
      judge: (context) => {
        if (context.method !== 'keyboard-interactive') {
          context.reject(['keyboard-interactive', 'password']);
          return;
        }
        context.prompt([{ prompt: 'Password: ', echo: false }], (first) => {
          context.prompt([{ prompt: 'Code: ', echo: true }], (second) => {
            if (first[0] === 'correct' && second[0] === '123456') context.accept();
            else context.reject();
          });
        });
      },
    });
    expect(result.ok).toBe(true);
    expect(purposes).toMatchObject([{ kind: 'password' }, { kind: 'answer', prompt: 'Code: ', hidden: false }]);
  });

  it('sends a wrong password once, and not again by another method', async () => {
    const { result, seen } = await login({
      auth: { password: { env: 'P' } },
      secrets: ['wrong-canary'],
      judge: (context) => {
        if (context.method === 'keyboard-interactive')
          context.prompt([{ prompt: 'Password: ', echo: false }], () => context.reject(['keyboard-interactive', 'password']));
        else context.reject(['keyboard-interactive', 'password']);
      },
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'auth-failed' } });
    expect(seen).toEqual(['none', 'keyboard-interactive']);
    expect(!result.ok && result.problem.sentence).toContain('It takes: keyboard-interactive, password.');
    expect(JSON.stringify(result)).not.toContain('wrong-canary');
  });

  it('says why something was not tried', async () => {
    const { result } = await login({
      auth: { key: '/keys/none', password: { env: 'P' } },
      judge: (context) => context.reject(['publickey', 'password']),
    });
    expect(!result.ok && result.problem.sentence).toMatch(/key \/keys\/none: no key; password: there is nobody to ask/u);
  });

  it('sends no user name, not even none, to a host whose key is another', async () => {
    const { result, seen, purposes } = await login({
      auth: { password: { env: 'P' } },
      secrets: ['correct'],
      pinned: `SHA256:${'A'.repeat(43)}`,
      judge: (context) => context.accept(),
    });
    expect(result).toMatchObject({ ok: false, problem: { code: 'host-key-changed' } });
    expect(seen).toEqual([]);
    expect(purposes).toEqual([]);
  });
});
