import type { HostState } from '../../../core/contract/hosts.ts';
import type { HostsChoice } from '../../../core/contract/labs.ts';
import { success, type Result } from '../../../core/result.ts';
import { labFor } from '../choose-lab.ts';
import { noSource } from '../host-sources.ts';
import { homeOf, type Application } from '../open-application.ts';
import { HostRoom } from './host-room.ts';
import type { Questions } from './questions.ts';

/**
 * Hosts that a person connects to by hand, by the inventory or lab that they come from. No window is needed for them to stay connected, and none of what is asked
 * of them is recorded.
 */
export class HostDesk {
  readonly #application: Application;
  readonly #questions: Questions;
  readonly #rooms = new Map<string, HostRoom>();
  #ended = false;
  readonly #opening = new Map<string, Promise<Result<HostRoom>>>();

  constructor(application: Application, questions: Questions) {
    this.#application = application;
    this.#questions = questions;
  }

  /**
   * The room of a source. An inventory that was changed since is read anew as soon as nothing of the old one is connected. Problems: `no-such-hosts`, and those of
   * reading an inventory.
   */
  async room(source: string): Promise<Result<HostRoom>> {
    const opening = this.#opening.get(source);
    if (opening !== undefined) return opening;
    const found = this.#open(source).finally(() => this.#opening.delete(source));
    this.#opening.set(source, found);
    return found;
  }

  /** States of a source's hosts, whatever room they are in: when an inventory was changed they begin anew. */
  async *watch(source: string, first: HostRoom, signal: AbortSignal): AsyncGenerator<readonly HostState[]> {
    let room = first;
    for (;;) {
      const told = new Set<string>();
      for await (const news of room.watch(signal)) {
        for (const { host } of news) told.add(host);
        yield news;
      }
      if (signal.aborted) return;
      const next = await this.room(source);
      if (!next.ok) return;
      room = next.value;
      yield [...told].map((host) => ({ host, link: { kind: 'apart' }, health: null, factsAt: null }));
    }
  }

  async dispose(): Promise<void> {
    this.#ended = true;
    await Promise.all([...this.#rooms.values()].map((room) => room.dispose()));
    this.#rooms.clear();
  }

  async #open(source: string): Promise<Result<HostRoom>> {
    const before = this.#rooms.get(source);
    if (before?.busy === true) return success(before);
    const [kind, name = ''] = source.split(/:(.*)/su);
    const choice: HostsChoice = kind === 'lab' ? { kind: 'lab', name } : { kind: 'inventory', name };
    const home = homeOf(this.#application);
    // A lab that ended is not started again from here.
    if (kind === 'lab' && (await home.labs.find(name)) === undefined) return noSource(source);
    const lab = await labFor(home, choice);
    if (!lab.ok) return lab.problems[0] === undefined ? noSource(source) : { ok: false, problem: lab.problems[0] };
    if (before !== undefined) {
      if (JSON.stringify(before.lab.inventory) === JSON.stringify(lab.value.inventory)) {
        await lab.value.dispose();
        return success(before);
      }
      this.#rooms.delete(source);
      await before.dispose();
    }
    if (this.#ended) return noSource(source);
    const room = new HostRoom(this.#application, this.#questions, lab.value);
    this.#rooms.set(source, room);
    return success(room);
  }
}
