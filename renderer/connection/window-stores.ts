import type { Desk } from '../../core/contract/work.ts';
import type { RunRow } from '../../core/contract/runs.ts';
import type { LabListing } from '../../core/contract/labs.ts';
import { Connection } from './connection.ts';
import { desktopWayIn } from './desktop.ts';
import { follow } from './follow.ts';
import { Live } from './live.ts';
import { loopbackWayIn } from './loopback.ts';

/** What every screen may read. `null`: not told yet. */
export interface WindowStores {
  readonly connection: Connection;
  readonly desk: Live<Desk>;
  readonly runs: Live<readonly RunRow[] | null>;
  readonly labs: Live<readonly LabListing[] | null>;
  /** How often another window knocked since this one is here. */
  readonly knocks: Live<number>;
}

/** Connects the page and follows what concerns the whole of it. For the life of the page. */
export function openStores(version: string): WindowStores {
  const connection = new Connection(desktopWayIn() ?? loopbackWayIn(), version);
  const stores: WindowStores = {
    connection,
    desk: new Live<Desk>({ working: [], questions: [] }),
    runs: new Live<readonly RunRow[] | null>(null),
    labs: new Live<readonly LabListing[] | null>(null),
    knocks: new Live(0),
  };
  follow(connection, 'desk.watch', () => null, stores.desk.set);
  follow(connection, 'runs.list', () => null, stores.runs.set);
  follow(connection, 'labs.watch', () => null, stores.labs.set);
  let first: number | null = null;
  follow(
    connection,
    'window.knocks',
    () => null,
    (count) => {
      first ??= count;
      stores.knocks.set(count - first);
    },
  );
  void connection.keep();
  return stores;
}
