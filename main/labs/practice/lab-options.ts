import { defaultWorldOptions, type WorldOptions } from './options.ts';

/** What a lab is asked to be. */
export interface LabOptions {
  /** Letters, digits, dashes: several labs of one user are told apart by it. */
  readonly name: string;
  readonly world: WorldOptions;
  /** World time by real time. */
  readonly speed: number;
  /** What the hosts' SSH servers offer: OpenSSH 4.3's algorithms, or today's. */
  readonly crypto: 'legacy' | 'modern';
  /** Public keys that may log in, lines as in authorized_keys. */
  readonly keys: readonly string[];
}

/** What is kept with the lab. */
export interface LabAbout extends LabOptions {
  readonly startedFrom: 'new' | 'journal';
}

export const defaultSpeed = 60;

export const defaultLabOptions: LabOptions = {
  name: 'practice',
  world: defaultWorldOptions,
  speed: defaultSpeed,
  crypto: 'legacy',
  keys: [],
};

/** Root's password on every new practice host. No word of any text: what a run knows as a secret is taken out wherever it stands. */
export const practicePassword = 'Lathe-58-ombre-Fjord';
