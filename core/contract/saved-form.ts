/** Forms in which a person takes a run away: its report, and `bundle`, all of its evidence in one archive. Here for the window, which parses nothing. */
export const savedForms = ['html', 'pdf', 'json', 'junit', 'bundle'] as const;
export type SavedForm = (typeof savedForms)[number];

/** What became of a file that was asked for. `manifest`: hash of a bundle's manifest, to be kept elsewhere. */
export type SavedFile =
  | { readonly kind: 'written'; readonly path: string; readonly manifest: string | null; readonly tampered: readonly string[] }
  /** To be fetched at the window's own origin, soon. */
  | {
      readonly kind: 'offered';
      readonly address: string;
      readonly name: string;
      readonly bytes: number;
      readonly manifest: string | null;
      readonly tampered: readonly string[];
    }
  /** The person thought better of it. */
  | { readonly kind: 'not-wanted' };
