import type { AgendaItem } from './state.ts';

/** Keeps the agenda ordered: by time, and among items of the same moment in the order in which they were put in. */
export function insertItem(agenda: AgendaItem[], item: AgendaItem): void {
  let at = agenda.length;
  while (at > 0) {
    const before = agenda[at - 1];
    if (before === undefined || before.at <= item.at) break;
    at -= 1;
  }
  agenda.splice(at, 0, item);
}
