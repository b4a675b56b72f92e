import type { Duplex } from 'node:stream';
import { practicePassword } from '../../../../../main/labs/practice/lab-options.ts';
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';

/** Algorithms without which nobody talks to OpenSSH 4.3 today. */
export const legacy: NonNullable<ConnectConfig['algorithms']> = {
  kex: ['diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-ctr'],
  hmac: ['hmac-sha1'],
};

export function login(sock: Duplex, config: ConnectConfig = {}): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.on('ready', () => {
      resolve(client);
    });
    client.on('error', reject);
    client.connect({ sock, username: 'root', password: practicePassword, algorithms: legacy, readyTimeout: 10_000, ...config });
  });
}

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export function exec(client: Client, command: string, input = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    client.exec(command, (problem, channel) => {
      if (problem !== undefined) {
        reject(problem);
        return;
      }
      let stdout = '';
      let stderr = '';
      let code: number | null = null;
      let signal: string | null = null;
      channel.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      channel.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      channel.on('exit', (status: number | null, name?: string) => {
        code = status;
        signal = name ?? null;
      });
      channel.on('close', () => {
        resolve({ stdout, stderr, code, signal });
      });
      channel.end(input);
    });
  });
}

/** A shell at a terminal: what it printed so far, and a way to wait for text in what is still to come. */
export class Screen {
  text = '';
  readonly channel: ClientChannel;
  #at = 0;

  private constructor(channel: ClientChannel) {
    this.channel = channel;
    channel.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
  }

  static open(client: Client, size = { cols: 80, rows: 24 }): Promise<Screen> {
    return new Promise((resolve, reject) => {
      client.shell({ term: 'xterm', ...size, height: 0, width: 0 }, (problem, channel) => {
        if (problem === undefined) resolve(new Screen(channel));
        else reject(problem);
      });
    });
  }

  type(keys: string): void {
    this.channel.write(keys);
  }

  /** Resolves with what came until then; each text is found once. */
  async until(text: string): Promise<string> {
    for (let turn = 0; turn < 20_000; turn += 1) {
      const found = this.text.indexOf(text, this.#at);
      if (found >= 0) {
        const seen = this.text.slice(this.#at, found + text.length);
        this.#at = found + text.length;
        return seen;
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    throw new Error(`No ${JSON.stringify(text)} in ${JSON.stringify(this.text.slice(this.#at))}`);
  }
}
