import type { TopologyMoment } from '../../core/contract/topology.ts';
import type { Problem } from '../../core/result.ts';
import type { Connection } from '../connection/connection.ts';
import { follow } from '../connection/follow.ts';
import { Live } from '../connection/live.ts';

/** The moments of a run at which what is connected was other than before. `null`: not told yet. */
export class TopologyStore {
  readonly moments = new Live<readonly TopologyMoment[]>([]);
  readonly problem = new Live<Problem | null>(null);
  readonly #stop: () => void;

  constructor(connection: Connection, run: string) {
    this.#stop = follow(
      connection,
      'topology.moments',
      () => ({ run, after: this.moments.get().at(-1)?.sequence ?? 0 }),
      (more) => this.moments.set([...this.moments.get(), ...more]),
      this.problem.set,
    );
  }

  dispose(): void {
    this.#stop();
  }
}
