import type { InputOf, ItemOf, NameOf } from '../../core/contract/contract.ts';
import type { Consumer, Subscription } from '../../core/contract/client.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import type { Problem } from '../../core/result.ts';
import type { Connection } from './connection.ts';

type StreamName = NameOf<WindowContract, 'stream'>;

/**
 * Follows a stream over every connection that there will be: `input` is asked anew each time, so that a stream goes on where the last one ended.
 * `refused`: the main process does not give it. Returns what ends it.
 */
export function follow<Name extends StreamName>(
  connection: Connection,
  name: Name,
  input: () => InputOf<WindowContract, Name>,
  consume: Consumer<ItemOf<WindowContract, Name>>,
  refused: (problem: Problem) => void = () => undefined,
): () => void {
  let current: Subscription | null = null;
  let client: unknown = null;
  const begin = (): void => {
    const state = connection.state.get();
    if (state.kind !== 'connected' || state.client === client) return;
    client = state.client;
    const subscription = state.client.stream(name, input(), consume);
    current = subscription;
    void subscription.ended.then((ended) => {
      if (!ended.ok && ended.problem.code !== 'connection-lost' && ended.problem.code !== 'cancelled') refused(ended.problem);
    });
  };
  const stop = connection.state.subscribe(begin);
  begin();
  return () => {
    stop();
    current?.cancel();
  };
}
