import type { Desk } from '../../core/contract/work.ts';
import type { WindowService } from '../app/window-service.ts';

/** What is under way and what is asked, as any window sees it. */
export interface DeskWatch {
  readonly now: () => Desk;
  readonly onChange: (listener: (desk: Desk) => void) => void;
}

/** Watches it for as long as the application runs, window or not. */
export function watchDesk(service: WindowService): DeskWatch {
  let now: Desk = { working: [], questions: [] };
  const listeners: ((desk: Desk) => void)[] = [];
  const { signal } = new AbortController();
  void (async () => {
    const watched = await service.answers['desk.watch'](null, { signal });
    if (!watched.ok) return;
    for await (const desk of watched.value) {
      now = desk;
      for (const listener of listeners) listener(desk);
    }
  })();
  return { now: () => now, onChange: (listener) => void listeners.push(listener) };
}
