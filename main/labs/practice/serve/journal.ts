import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { applyChanges, ChangeLog, keptState } from '../world/changes.ts';
import type { WorldState } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** Beyond this many bytes the journal is folded into a new snapshot. */
const foldBytes = 16 * 1024 * 1024;

interface Snapshot {
  readonly format: 1;
  readonly sequence: number;
  readonly state: WorldState;
  /** What the lab wants to keep beside its world, plain JSON. */
  readonly about: unknown;
}

/**
 * Keeps a world on disk: a snapshot, and after it one line for each commit with the parts that changed and a checksum. A line that is
 * cut or wrong ends what counts: a crash loses what was not acknowledged, whole.
 */
export class Journal {
  readonly #folder: string;
  readonly #world: World;
  readonly #about: unknown;
  readonly #log: ChangeLog;
  #file: FileHandle;
  #sequence: number;
  #bytes = 0;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #closed = false;

  private constructor(folder: string, world: World, about: unknown, file: FileHandle, sequence: number) {
    this.#folder = folder;
    this.#world = world;
    this.#about = about;
    this.#file = file;
    this.#sequence = sequence;
    this.#log = new ChangeLog(world);
  }

  /** Starts with a snapshot of the world as it is. */
  static async create(folder: string, world: World, about: unknown, after = 0): Promise<Journal> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const journal = new Journal(folder, world, about, await open(join(folder, 'journal'), 'a', 0o600), after);
    await journal.#fold();
    return journal;
  }

  /** Resolves when everything that is true in the world now is on disk. Nothing is written when nothing changed. */
  commit(): Promise<void> {
    if (this.#running === null) {
      this.#running = this.#write().finally(() => (this.#running = null));
      return this.#running;
    }
    // What is being written may be older than now: one more after it serves all who wait.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.commit();
      });
    return this.#next;
  }

  async close(): Promise<void> {
    await this.commit();
    this.#closed = true;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    if (this.#closed) return;
    const changes = this.#log.take();
    if (changes.length === 0) return;
    this.#sequence += 1;
    const line = lineOf({ sequence: this.#sequence, changes });
    await this.#file.appendFile(line);
    await this.#file.datasync();
    this.#bytes += line.length;
    if (this.#bytes > foldBytes) await this.#fold();
  }

  async #fold(): Promise<void> {
    this.#log.take();
    const snapshot: Snapshot = {
      format: 1,
      sequence: this.#sequence,
      state: keptState({ ...this.#world.state, now: this.#world.now() }),
      about: this.#about,
    };
    const text = JSON.stringify(snapshot);
    const temporary = join(this.#folder, 'snapshot.new');
    const file = await open(temporary, 'w', 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(temporary, join(this.#folder, 'snapshot'));
    const folder = await open(this.#folder, 'r');
    // Windows does not let a folder be synchronised; its rename is ordered by the file system.
    await folder.sync().catch(() => undefined);
    await folder.close();
    await this.#file.truncate(0);
    this.#bytes = 0;
  }
}

/** What a folder holds, or null when there is nothing to continue. */
export async function readJournal(
  folder: string,
): Promise<{ readonly state: WorldState; readonly about: unknown; readonly sequence: number } | null> {
  const text = await readFile(join(folder, 'snapshot'), 'utf8').catch(() => null);
  if (text === null) return null;
  const snapshot = JSON.parse(text) as Snapshot;
  let sequence = snapshot.sequence;
  const log = await readFile(join(folder, 'journal'), 'utf8').catch(() => '');
  for (const line of log.split('\n')) {
    const entry = entryOf(line);
    if (entry === null) break;
    if (entry.sequence <= sequence) continue;
    applyChanges(snapshot.state, entry.changes);
    sequence = entry.sequence;
  }
  return { state: snapshot.state, about: snapshot.about, sequence };
}

interface Entry {
  readonly sequence: number;
  readonly changes: ReturnType<ChangeLog['take']>;
}

function lineOf(entry: Entry): string {
  const text = JSON.stringify(entry);
  return `${checksum(text)} ${text}\n`;
}

function entryOf(line: string): Entry | null {
  const text = line.slice(17);
  return line.length > 17 && line.slice(0, 16) === checksum(text) ? (JSON.parse(text) as Entry) : null;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
