import type { Client } from 'ssh2';
import { MARK_FOLDER } from '../../../main/engine/marker.ts';
import { clientOf } from '../../../main/labs/practice/child-labs.ts';
import type { PracticeLabClient } from '../../../main/labs/practice/client.ts';
import type { HostStatus } from '../../../main/labs/practice/lab.ts';
import { readJournal } from '../../../main/labs/practice/serve/journal.ts';
import { exec, login } from '../../main/labs/practice/serve/ssh-client.ts';
import { join } from 'node:path';
import { labsOf, type Site } from './site.ts';

/** Looks at a site's practice hosts from beside the run: over SSH, through the lab's own door, and in its journal. */
export class HostMarks {
  readonly #site: Site;
  readonly #clients = new Map<string, Client>();

  constructor(site: Site) {
    this.#site = site;
  }

  async #lab(): Promise<PracticeLabClient | null> {
    const [registration] = await labsOf(this.#site);
    return registration === undefined ? null : clientOf(registration);
  }

  /** What a host knows of a command: nothing, that it was begun, that it has ended; null when it cannot be asked. */
  async markOf(host: string, run: string, intent: string): Promise<'absent' | 'running' | 'ended' | null> {
    const mark = `${MARK_FOLDER}/${run}/${intent}`;
    try {
      const { stdout } = await exec(await this.#session(host), `cat ${mark} ${mark}.exit 2>/dev/null`);
      if (/^exit /mu.test(stdout)) return 'ended';
      return /^begun /mu.test(stdout) ? 'running' : 'absent';
    } catch {
      this.#clients.delete(host);
      return null;
    }
  }

  async #session(host: string): Promise<Client> {
    const known = this.#clients.get(host);
    if (known !== undefined) return known;
    const lab = await this.#lab();
    if (lab === null) throw new Error('No lab runs');
    const client = await login(await lab.connectHost(host));
    const forget = (): void => void this.#clients.delete(host);
    client.on('close', forget).on('error', forget);
    this.#clients.set(host, client);
    return client;
  }

  async power(host: string): Promise<HostStatus['power'] | null> {
    const status = await (await this.#lab())?.status().catch(() => null);
    return status?.hosts.find(({ name }) => name === host)?.power ?? null;
  }

  /** Whether a guest's installer is at work now: the lab's journal says so of a moment that is not before the call. */
  async installing(): Promise<boolean> {
    const from = Date.parse((await (await this.#lab())?.status())?.now ?? '');
    const late = Date.now() + 3_000;
    while (Date.now() < late) {
      const kept = await readJournal(join(this.#site.data, 'labs', 'practice'));
      if (kept !== null && kept.state.now >= from)
        return Object.values(kept.state.software).some(({ running }) =>
          (running?.xen?.domains ?? []).some(({ installation }) => installation !== null),
        );
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return false;
  }

  dispose(): void {
    for (const client of this.#clients.values()) client.destroy();
    this.#clients.clear();
  }
}
