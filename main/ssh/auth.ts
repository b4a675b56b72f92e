import type { AnyAuthMethod, AuthenticationType, BaseAgent as Agent, ParsedKey, SignCallback, SigningRequestOptions } from 'ssh2';
import type { InventoryHost, SecretReference } from '../../core/hosts/inventory.ts';
import { assertNever } from '../../core/result.ts';
import type { SshPorts } from './ports.ts';
import { BaseAgent, createAgent, utils } from './ssh2.ts';

/** sshd(8) gives up after MaxAuthTries failures, 6 by default: five may fail and the sixth succeed. `none` is not counted. */
const triesAllowed = 6;

/** How logging in went: for the sentence of the problem. */
export interface AuthReport {
  /** Attempts that were sent, in order, in words. */
  readonly tried: readonly string[];
  /** Why something was not tried. */
  readonly notes: readonly string[];
  /** Methods that the server still offers, as it last said. */
  readonly offered: readonly string[];
}

export interface Authenticator {
  /** ssh2's authHandler: the next attempt, or false when there is none left. */
  readonly next: (left: readonly AuthenticationType[] | null) => Promise<AnyAuthMethod | false>;
  readonly report: () => AuthReport;
}

type Kind = 'none' | 'agent' | 'key' | 'keyboard-interactive' | 'password';

/**
 * Attempts in a fixed order: none (which tells what the server offers), agent keys, key files, keyboard-interactive, password.
 * Agent keys are held back so that the named key and the password still have their try before the server gives up.
 */
export function createAuthenticator(
  host: string,
  target: InventoryHost,
  ports: SshPorts,
  whileAsking: <T>(ask: () => Promise<T>) => Promise<T>,
): Authenticator {
  const { auth, user: username, address, port } = target;
  const where = { host, user: username, address, port };
  const tried: string[] = [];
  const notes: string[] = [];
  let offered: readonly string[] = [];
  let tries = 0;
  let answered = false;
  const explicit = auth.key !== undefined || auth.password !== undefined;
  const useAgent = auth.agent ?? !explicit;
  const keyFiles = auth.key === undefined ? (explicit ? [] : (ports.defaultKeys ?? [])) : [auth.key];

  /** Asked for at most once a connection: keyboard-interactive and password share it. */
  let password: Promise<string | undefined> | undefined;
  const revealPassword = () => {
    password ??= reveal(auth.password ?? 'ask', { ...where, kind: 'password', hidden: true });
    return password;
  };
  const reveal = async (reference: SecretReference, purpose: Parameters<SshPorts['secrets']['reveal']>[1]) => {
    const secret = await whileAsking(() => ports.secrets.reveal(reference, purpose));
    if (secret.ok) return secret.value;
    notes.push(`${purpose.kind}: ${secret.problem.sentence}`);
    return undefined;
  };

  async function* attempts(): AsyncGenerator<{ readonly kind: Kind; readonly words: string; readonly method: AnyAuthMethod }> {
    yield { kind: 'none', words: 'none', method: { type: 'none', username } };
    if (useAgent && may('publickey')) {
      const reserved = (keyFiles.length > 0 ? 1 : 0) + 1;
      const agent = ports.agentSocket === undefined ? undefined : createAgent(ports.agentSocket);
      const identities = agent === undefined ? [] : await listIdentities(agent);
      if (ports.agentSocket === undefined && auth.agent === true) notes.push('agent: none is running here (SSH_AUTH_SOCK)');
      let sent = 0;
      for (const identity of identities) {
        if (agent === undefined || tries >= triesAllowed - reserved) break;
        sent += 1;
        const words = `agent key ${printableComment(identity)}`;
        yield { kind: 'agent', words, method: { type: 'agent', username, agent: new OneKeyAgent(agent, identity) } };
      }
      if (sent < identities.length)
        notes.push(
          `agent: ${identities.length - sent} of its ${identities.length} keys were held back, since the server allows few tries`,
        );
    }
    for (const path of keyFiles) {
      if (!may('publickey') || tries >= triesAllowed) break;
      const key = await loadKey(path, auth.key !== undefined);
      if (key !== undefined)
        yield {
          kind: 'key',
          words: `key ${path}`,
          method: {
            type: 'publickey',
            username,
            key: key.data,
            ...(key.passphrase === undefined ? {} : { passphrase: key.passphrase }),
          },
        };
    }
    if (may('keyboard-interactive') && tries < triesAllowed) {
      const prompt: Extract<AnyAuthMethod, { type: 'keyboard-interactive' }>['prompt'] = (
        _name,
        _instructions,
        _language,
        prompts,
        finish,
      ) => {
        void answerPrompts(prompts).then((answers) => finish([...answers]));
      };
      yield {
        kind: 'keyboard-interactive',
        words: 'keyboard-interactive',
        method: { type: 'keyboard-interactive', username, prompt },
      };
    }
    // The same password again after keyboard-interactive took it would only cost a try.
    if (may('password') && !answered && tries < triesAllowed) {
      const secret = await revealPassword();
      if (secret !== undefined)
        yield { kind: 'password', words: 'password', method: { type: 'password', username, password: secret } };
    }
  }

  const may = (method: string) => offered.length === 0 || offered.includes(method);

  async function answerPrompts(
    prompts: readonly { readonly prompt: string; readonly echo?: boolean }[],
  ): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const { prompt, echo } of prompts) {
      const isPassword = prompts.length === 1 && echo !== true && !answered;
      const answer = isPassword
        ? await revealPassword()
        : await reveal('ask', { ...where, kind: 'answer', prompt, hidden: echo !== true });
      answered = true;
      answers.push(answer ?? '');
    }
    return answers;
  }

  async function loadKey(
    path: string,
    named: boolean,
  ): Promise<{ readonly data: Buffer; readonly passphrase: string | undefined } | undefined> {
    const file = await ports.readKey(path);
    if (!file.ok) {
      if (named) notes.push(`key ${path}: ${file.problem.sentence}`);
      return undefined;
    }
    const data = Buffer.from(file.value);
    const bare = utils.parseKey(data);
    if (!(bare instanceof Error)) return { data, passphrase: undefined };
    if (!/passphrase/iu.test(bare.message)) {
      notes.push(`key ${path}: it is not a private key that can be read`);
      return undefined;
    }
    // A default key with a passphrase is passed over: nobody named it, so nobody expects the question.
    if (!named) return undefined;
    const passphrase = await reveal(auth.passphrase ?? 'ask', {
      ...where,
      kind: 'passphrase',
      prompt: path,
      hidden: true,
    });
    if (passphrase === undefined) return undefined;
    if (utils.parseKey(data, passphrase) instanceof Error) {
      notes.push(`key ${path}: the passphrase does not open it`);
      return undefined;
    }
    return { data, passphrase };
  }

  const sequence = attempts();
  return {
    next: async (left) => {
      if (left !== null && (left as unknown) !== undefined) offered = left;
      const step = await sequence.next();
      if (step.done === true) return false;
      const { kind, words, method } = step.value;
      switch (kind) {
        case 'none':
          break;
        case 'agent':
        case 'key':
        case 'keyboard-interactive':
        case 'password':
          tries += 1;
          tried.push(words);
          break;
        default:
          assertNever(kind);
      }
      return method;
    },
    report: () => ({ tried, notes, offered }),
  };
}

/** The keys of an agent; none when it does not answer. */
function listIdentities(agent: Agent): Promise<readonly ParsedKey[]> {
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => {
      if (error !== undefined && (error as unknown) !== null) {
        resolve([]);
        return;
      }
      const parsed = (keys ?? []).map((key) => (typeof key === 'string' || Buffer.isBuffer(key) ? utils.parseKey(key) : key));
      resolve(parsed.filter((key): key is ParsedKey => !(key instanceof Error) && 'type' in key));
    });
  });
}

/** An agent that knows one key, so that every key is an attempt that is counted. */
class OneKeyAgent extends BaseAgent<ParsedKey> {
  readonly #agent: Agent;
  readonly #key: ParsedKey;

  constructor(agent: Agent, key: ParsedKey) {
    super();
    this.#agent = agent;
    this.#key = key;
  }

  override getIdentities(callback: (error: Error | undefined, keys?: ParsedKey[]) => void): void {
    callback(undefined, [this.#key]);
  }

  override sign(key: ParsedKey, data: Buffer, options: SigningRequestOptions | SignCallback, callback?: SignCallback): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}

function printableComment(key: ParsedKey): string {
  const comment = key.comment.replace(/[^\x20-\x7e]/gu, '?').slice(0, 60);
  return comment === '' ? key.type : `${key.type} ${comment}`;
}
