import { setTimeout as wait } from 'node:timers/promises';
import type { HostFacts, HostHealth, HostLink, HostState, KnownHostKey, ShownHostKey } from '../../../core/contract/hosts.ts';
import { failure, success, type Result } from '../../../core/result.ts';
import { fingerprints } from '../../ssh/fingerprint.ts';
import { forgetKnownHost, keysOfHost, knownHostsName, readKnownHosts } from '../../ssh/known-hosts.ts';
import type { HostSession } from '../../ssh/session.ts';
import { readHostFacts } from '../host-facts.ts';
import { askHealth } from '../host-health.ts';
import type { Lab } from '../lab.ts';
import { knownHostsFiles, openReach, type Application, type Reach } from '../open-application.ts';
import { Changing } from './changing.ts';
import { windowSignIn, type Questions } from './questions.ts';

interface Here {
  link: HostLink;
  health: HostHealth | null;
  facts: HostFacts | null;
  /** The key that it showed last. */
  shown: ShownHostKey | null;
  /** Ends an attempt to connect, and what is asked for it. */
  attempt: AbortController | null;
}

/** The hosts of one inventory or lab as a window sees them: connected to by hand, beside every run, with connections of their own. */
export class HostRoom {
  readonly #application: Application;
  readonly #lab: Lab;
  readonly #reach: Reach;
  readonly #hosts = new Map<string, Here>();
  readonly #changed = new Changing<ReadonlySet<string>>(new Set());
  readonly #over = new AbortController();
  #watchers = 0;
  #looking: Promise<void> | null = null;

  constructor(application: Application, questions: Questions, lab: Lab) {
    this.#application = application;
    this.#lab = lab;
    const { signal } = this.#over;
    const signalOf = (host: string): AbortSignal => this.#hosts.get(host)?.attempt?.signal ?? signal;
    const signIn = (host: string) => windowSignIn(questions, null, signalOf(host), application.entry.secrets);
    this.#reach = openReach(lab, {
      dataFolder: application.store.folder,
      settings: application.settings.value,
      entry: {
        ...application.entry,
        askSecret: (purpose) => this.#asking(purpose.host, 'secret', () => signIn(purpose.host).askSecret(purpose)),
        askHostKey: (question) => this.#asking(question.host, 'host-key', () => signIn(question.host).askHostKey(question)),
      },
      heardKey: (host, { type, blob }) => {
        this.#here(host).shown = { type, ...fingerprints(blob) };
      },
    });
  }

  get lab(): Lab {
    return this.#lab;
  }

  /** Whether anything of it is connected, or on its way. */
  get busy(): boolean {
    return [...this.#hosts.values()].some(
      ({ link }) => link.kind === 'connected' || link.kind === 'connecting' || link.kind === 'asking',
    );
  }

  /** The states that there are, then those that change. While anybody watches, health is looked at. */
  async *watch(signal: AbortSignal): AsyncGenerator<readonly HostState[]> {
    this.#watchers += 1;
    this.#look();
    const told = new Map<string, string>();
    try {
      for await (const _news of this.#changed.watch(AbortSignal.any([signal, this.#over.signal]))) {
        const news = [...this.#hosts.keys()]
          .map((host) => this.#stateOf(host))
          .filter((state) => {
            const text = JSON.stringify(state);
            if (told.get(state.host) === text) return false;
            told.set(state.host, text);
            return true;
          });
        if (news.length > 0) yield news;
      }
    } finally {
      this.#watchers -= 1;
    }
  }

  connect(host: string): void {
    const here = this.#here(host);
    if (here.link.kind === 'connected' || here.attempt !== null) return;
    const attempt = new AbortController();
    here.attempt = attempt;
    this.#tell(host, { kind: 'connecting', since: now() });
    void this.#reach.sessions
      .open(host, { signal: attempt.signal })
      .then(async (opened) => {
        here.attempt = null;
        if (opened.ok) this.#see();
        else if (attempt.signal.aborted || opened.problem.code === 'interrupted') this.#tell(host, { kind: 'apart' });
        else await this.#fail(host, opened.problem);
      })
      .catch(async () => {
        here.attempt = null;
        await this.#fail(host, { code: 'internal', sentence: 'Xenpath met an error of its own while connecting.' });
      });
  }

  async disconnect(host: string): Promise<void> {
    const here = this.#here(host);
    here.attempt?.abort();
    await this.#reach.sessions.close(host);
    if (here.link.kind !== 'apart' && here.attempt === null) this.#tell(host, { kind: 'apart' });
  }

  /** Problem: `host-apart`. */
  async readFacts(host: string, signal: AbortSignal): Promise<Result<HostFacts>> {
    const target = this.#lab.inventory.hosts[host];
    if (target === undefined || this.#reach.sessions.kept(host) === undefined)
      return failure('host-apart', `${host} is not connected.`, 'Connect to it first.');
    const facts = await readHostFacts(this.#reach, host, target, signal, now());
    this.#here(host).facts = facts;
    this.#told(host);
    return success(facts);
  }

  facts(host: string): HostFacts | null {
    return this.#hosts.get(host)?.facts ?? null;
  }

  async keys(host: string): Promise<readonly KnownHostKey[]> {
    const target = this.#lab.inventory.hosts[host];
    if (target === undefined) return [];
    const { ownFile, readFiles } = knownHostsFiles(this.#application.store.folder);
    const lines = keysOfHost(await readKnownHosts([ownFile, ...readFiles]), knownHostsName(target.address, target.port));
    return [
      ...(target.hostKey === undefined ? [] : [{ type: '', sha256: target.hostKey, md5: null, where: 'inventory', ours: false }]),
      ...lines.map(({ type, key, file, line }) => ({
        type,
        ...fingerprints(Buffer.from(key, 'base64')),
        where: `${file} line ${line}`,
        ours: file === ownFile,
      })),
    ];
  }

  async forgetKey(host: string): Promise<number> {
    const target = this.#lab.inventory.hosts[host];
    if (target === undefined) return 0;
    const { ownFile } = knownHostsFiles(this.#application.store.folder);
    const gone = await forgetKnownHost(ownFile, knownHostsName(target.address, target.port));
    if (this.#here(host).link.kind === 'failed') this.#tell(host, { kind: 'apart' });
    return gone;
  }

  async dispose(): Promise<void> {
    this.#over.abort();
    for (const { attempt } of this.#hosts.values()) attempt?.abort();
    await this.#reach.dispose();
    await this.#looking;
    await this.#lab.dispose();
  }

  #here(host: string): Here {
    let here = this.#hosts.get(host);
    if (here === undefined) {
      here = { link: { kind: 'apart' }, health: null, facts: null, shown: null, attempt: null };
      this.#hosts.set(host, here);
    }
    return here;
  }

  #stateOf(host: string): HostState {
    const { link, health, facts } = this.#here(host);
    return { host, link, health, factsAt: facts?.at ?? null };
  }

  #tell(host: string, link: HostLink): void {
    this.#here(host).link = link;
    this.#told(host);
  }

  #told(host: string): void {
    this.#changed.set(new Set([host]));
  }

  async #asking<Answer>(host: string, what: 'secret' | 'host-key', ask: () => Promise<Answer>): Promise<Answer> {
    const { link } = this.#here(host);
    this.#tell(host, { kind: 'asking', what });
    const answer = await ask();
    if (this.#here(host).link.kind === 'asking') this.#tell(host, link);
    return answer;
  }

  /** Every kept session is told and listened to: a host that others are reached through was connected to with them. */
  #see(): void {
    for (const host of Object.keys(this.#lab.inventory.hosts)) {
      const session = this.#reach.sessions.kept(host);
      if (session === undefined || this.#here(host).link.kind === 'connected') continue;
      this.#tell(host, { kind: 'connected', line: this.#lineOf(host, session) });
      session.onEnd((problem) => {
        if (problem.code === 'session-closed') this.#tell(host, { kind: 'apart' });
        else void this.#fail(host, problem);
      });
      void this.#ask(host, session);
      void this.readFacts(host, this.#over.signal);
    }
    this.#look();
  }

  #lineOf(
    host: string,
    { trust, fingerprint, algorithms, software, signedInBy }: HostSession,
  ): Extract<HostLink, { kind: 'connected' }>['line'] {
    const shown = this.#here(host).shown;
    return {
      since: now(),
      trust,
      key: shown?.sha256 === fingerprint ? shown : { type: '', sha256: fingerprint, md5: null },
      ...algorithms,
      software,
      signedInBy,
    };
  }

  async #fail(host: string, problem: Extract<HostLink, { kind: 'failed' }>['problem']): Promise<void> {
    const { shown } = this.#here(host);
    const keys = problem.code.startsWith('host-key-') && shown !== null ? { shown, known: await this.keys(host) } : null;
    this.#tell(host, { kind: 'failed', at: now(), problem, keys });
  }

  async #ask(host: string, session: HostSession): Promise<void> {
    const here = this.#here(host);
    here.health = await askHealth(session, this.#reach.ports.clock, here.health, this.#over.signal);
    this.#told(host);
  }

  /** Looks at the health of all that are connected, again and again while anybody watches. */
  #look(): void {
    if (this.#looking !== null || this.#watchers === 0) return;
    this.#looking = this.#lookAgain().finally(() => (this.#looking = null));
  }

  async #lookAgain(): Promise<void> {
    const { signal } = this.#over;
    while (this.#watchers > 0 && !signal.aborted) {
      await wait(this.#application.settings.value.healthSeconds * 1000, undefined, { signal }).catch(() => undefined);
      if (isOver(signal) || this.#watchers === 0) return;
      const sessions = [...this.#hosts.keys()].flatMap((host) => {
        const session = this.#reach.sessions.kept(host);
        return session === undefined ? [] : [{ host, session }];
      });
      await Promise.all(sessions.map(({ host, session }) => this.#ask(host, session)));
    }
  }
}

/** Asked anew after a wait. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}

function now(): string {
  return new Date().toISOString();
}
