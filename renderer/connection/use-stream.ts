import { useEffect, useState } from 'react';
import type { InputOf, ItemOf, NameOf } from '../../core/contract/contract.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import type { Problem } from '../../core/result.ts';
import { follow } from './follow.ts';
import { useStores } from './stores-context.ts';

type StreamName = NameOf<WindowContract, 'stream'>;

/** What a stream told last; `latest` is null until it told something, `problem` is why it does not. */
export function useStream<Name extends StreamName>(
  name: Name,
  input: InputOf<WindowContract, Name>,
): { readonly latest: ItemOf<WindowContract, Name> | null; readonly problem: Problem | null } {
  const { connection } = useStores();
  const key = JSON.stringify(input);
  const [told, setTold] = useState<{
    readonly of: string;
    readonly latest: ItemOf<WindowContract, Name> | null;
    readonly problem: Problem | null;
  }>({ of: key, latest: null, problem: null });
  useEffect(
    () =>
      follow(
        connection,
        name,
        () => JSON.parse(key) as InputOf<WindowContract, Name>,
        (latest) => setTold({ of: key, latest, problem: null }),
        (problem) => setTold({ of: key, latest: null, problem }),
      ),
    [connection, name, key],
  );
  return told.of === key ? told : { latest: null, problem: null };
}
