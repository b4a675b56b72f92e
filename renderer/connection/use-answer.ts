import { useEffect, useState } from 'react';
import type { InputOf, NameOf, OutputOf } from '../../core/contract/contract.ts';
import type { WindowContract } from '../../core/contract/window.ts';
import type { Result } from '../../core/result.ts';
import { ask } from './ask.ts';
import { useStores } from './stores-context.ts';
import { useLive } from './use-live.ts';

/**
 * What the main process answers, asked again when `input` or `version` changes and after each connection; null until the first answer, which stays
 * until a newer one is there.
 */
export function useAnswer<Name extends NameOf<WindowContract, 'call'>>(
  name: Name,
  input: InputOf<WindowContract, Name>,
  version: unknown = 0,
): Result<OutputOf<WindowContract, Name>> | null {
  const { connection } = useStores();
  const state = useLive(connection.state);
  const client = state.kind === 'connected' ? state.client : null;
  const key = JSON.stringify(input);
  const [answer, setAnswer] = useState<{ readonly of: string; readonly result: Result<OutputOf<WindowContract, Name>> } | null>(
    null,
  );
  useEffect(() => {
    if (client === null) return undefined;
    let wanted = true;
    void ask(connection, name, JSON.parse(key) as InputOf<WindowContract, Name>).then((result) => {
      if (wanted) setAnswer({ of: key, result });
    });
    return () => void (wanted = false);
  }, [connection, client, name, key, version]);
  return answer?.of === key ? answer.result : null;
}
