import { useEffect, useState } from 'react';
import type { InventoryText } from '../../../core/contract/hosts.ts';
import { ask } from '../../connection/ask.ts';
import { useStores } from '../../connection/stores-context.ts';

/** Milliseconds without a key before a text is judged. */
const PAUSE_MS = 250;

/** What is wrong with an inventory's text, while it is typed; null before the first answer. `current`: it is about this very text. */
export function useJudged(text: string): { readonly judged: InventoryText | null; readonly current: boolean } {
  const { connection } = useStores();
  const [judged, setJudged] = useState<InventoryText | null>(null);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      void ask(connection, 'inventories.judge', { text }).then((answer) => {
        if (wanted && answer.ok) setJudged(answer.value);
      });
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [connection, text]);
  return { judged, current: judged?.text === text };
}
