/** What a lab is at, and about how long it and what follows will take. */
export interface LabProgress {
  readonly what: string;
  /** Milliseconds; null where nothing is known. */
  readonly leftMs: number | null;
}

export type Tell = (progress: LabProgress) => void;
