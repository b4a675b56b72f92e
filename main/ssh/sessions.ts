import type { InventoryHost } from '../../core/hosts/inventory.ts';
import { failure, type Problem, type Result } from '../../core/result.ts';
import { connectHost } from './connect.ts';
import { onAbort } from './on-abort.ts';
import type { SshPorts } from './ports.ts';
import type { HostSession } from './session.ts';

/** One kept SSH connection a host, jump hosts shared. */
export interface Sessions {
  /** Brings a host in that came into being later (a guest), or corrects one that is not connected. */
  readonly add: (name: string, target: InventoryHost) => void;
  /**
   * The kept session of a host, or a new one when there is none or it ended. Concurrent calls share one attempt, with the first
   * one's options. `timeoutMs`: for each connection of the way without the time a person is asked; default 20 s.
   */
  readonly open: (
    name: string,
    options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
  ) => Promise<Result<HostSession>>;
  /** The kept session, when it stands. */
  readonly kept: (name: string) => HostSession | undefined;
  /** Resolves true when the kept session has ended (or there is none), false when it still stands after this time. For reboots. */
  readonly waitGone: (name: string, timeoutMs: number, signal?: AbortSignal) => Promise<boolean>;
  /** Closes a host's session, and those that go through it. */
  readonly close: (name: string) => Promise<void>;
  readonly dispose: () => Promise<void>;
}

/** Sessions for the hosts of an inventory. Nothing is connected until it is asked for. */
export function createSessions(hosts: Readonly<Record<string, InventoryHost>>, ports: SshPorts): Sessions {
  const targets = new Map(Object.entries(hosts));
  const standing = new Map<string, HostSession>();
  const opening = new Map<string, Promise<Result<HostSession>>>();
  let disposed = false;

  const kept = (name: string) => {
    const session = standing.get(name);
    return session?.ended() === undefined ? session : undefined;
  };

  /** Why the way to a host cannot be gone at all: a name that is not there, or a circle. */
  function wayProblem(name: string): Problem | undefined {
    const way: string[] = [];
    for (let at: string | undefined = name; at !== undefined; at = targets.get(at)?.jump) {
      if (way.includes(at)) {
        return failure(
          'jump-circle',
          `The way to ${name} goes in a circle: ${[...way, at].join(', ')}.`,
          'Correct jump: in the inventory.',
        ).problem;
      }
      if (!targets.has(at)) return failure('host-not-known', `There is no host ${at} in the inventory.`).problem;
      way.push(at);
    }
    return undefined;
  }

  async function connect(name: string, options: Parameters<Sessions['open']>[1]): Promise<Result<HostSession>> {
    const target = targets.get(name);
    if (target === undefined) return failure('host-not-known', `There is no host ${name} in the inventory.`);
    if (target.jump === undefined) return connectHost(name, target, ports, options);
    const via = await open(target.jump, options);
    if (via.ok) return connectHost(name, target, ports, { ...options, via: via.value });
    return failure(via.problem.code, `${name} is reached through ${target.jump}: ${via.problem.sentence}`, via.problem.next);
  }

  async function open(name: string, options: Parameters<Sessions['open']>[1]): Promise<Result<HostSession>> {
    if (disposed) return failure('session-closed', 'All connections were closed.');
    const session = kept(name);
    if (session !== undefined) return { ok: true, value: session };
    const problem = wayProblem(name);
    if (problem !== undefined) return { ok: false, problem };
    const running = opening.get(name);
    if (running !== undefined) return running;
    const attempt = connect(name, options)
      .then(async (result): Promise<Result<HostSession>> => {
        if (!result.ok) return result;
        if (disposed) {
          await result.value.dispose();
          return failure('session-closed', 'All connections were closed.');
        }
        standing.set(name, result.value);
        return result;
      })
      .finally(() => opening.delete(name));
    opening.set(name, attempt);
    return attempt;
  }

  async function close(name: string): Promise<void> {
    const session = standing.get(name);
    standing.delete(name);
    const dependents = [...standing.keys()].filter((other) => targets.get(other)?.jump === name);
    await Promise.all(dependents.map(close));
    await session?.dispose();
  }

  return {
    add: (name, target) => {
      targets.set(name, target);
    },
    open,
    kept,
    waitGone: (name, timeoutMs, signal) =>
      new Promise((resolve) => {
        const session = kept(name);
        if (session === undefined) {
          resolve(true);
          return;
        }
        if (signal?.aborted === true) {
          resolve(false);
          return;
        }
        const finish = (gone: boolean) => {
          clearTimeout(timer);
          deafen();
          stop();
          resolve(gone);
        };
        const abort = () => finish(false);
        const timer = setTimeout(abort, timeoutMs);
        const deafen = onAbort(signal, abort);
        const stop = session.onEnd(() => finish(true));
      }),
    close,
    dispose: async () => {
      disposed = true;
      await Promise.all([...standing.keys()].map(close));
    },
  };
}
