import { z } from 'zod';
import { SHORTEST_SECRET } from '../evidence/redactor.ts';
import type { Problem } from '../result.ts';
import { call, stream } from './contract.ts';
import { name, nothing, ours } from './ours.ts';

/** What a person chose for Xenpath as a whole. What a file does not say is as it comes. */
export const settings = z.strictObject({
  format: z.literal(1).default(1),
  /** `system`: dark where the system is dark. */
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  density: z.enum(['compact', 'comfortable']).default('compact'),
  /** Seconds for each connection to a host and each sign-in, without the time that a person is asked. */
  connectSeconds: z.number().int().min(2).max(300).default(20),
  /** Seconds between two looks at the health of a connected host, while it is shown. */
  healthSeconds: z.number().int().min(2).max(600).default(10),
  /** Words that are taken out of everything that is recorded from now on, beside the secrets that are known anyway. */
  redact: z.array(z.string().trim().min(SHORTEST_SECRET).max(200)).max(200).default([]),
});
export type Settings = z.infer<typeof settings>;

/** What nobody changed. */
export const defaultSettings: Settings = settings.parse({});

/** Settings as they are in force. `problem`: why the file could not be read, in which case they are as they come. */
export interface SettingsNow {
  readonly settings: Settings;
  readonly file: string;
  readonly problem: Problem | null;
}

/** A secret that the system's own safe place keeps, by what it is for. */
export interface KeptSecret {
  readonly id: string;
  readonly kind: 'password' | 'passphrase';
  readonly user: string;
  /** Host with address and port, or the path of the key file. */
  readonly what: string;
  /** Our clock, ISO 8601. */
  readonly kept: string;
  /** When a host refused it: it is asked for again then; null when none did. */
  readonly refused: string | null;
}

/**
 * `keyring`: secrets may be kept there. `none`: this system has no safe place, and none is kept. `elsewhere`: only the desktop application keeps any.
 */
export interface KeptSecrets {
  readonly place: 'keyring' | 'none' | 'elsewhere';
  readonly secrets: readonly KeptSecret[];
}

export const settingsCalls = {
  /** As they are, and again at each change. */
  'settings.watch': stream(nothing, ours<SettingsNow>()),
  /** Changes what is given, and nothing else. Problem: `settings-unwritten`. */
  'settings.change': call(
    z.strictObject({
      theme: settings.shape.theme.unwrap().exactOptional(),
      density: settings.shape.density.unwrap().exactOptional(),
      connectSeconds: settings.shape.connectSeconds.unwrap().exactOptional(),
      healthSeconds: settings.shape.healthSeconds.unwrap().exactOptional(),
      redact: settings.shape.redact.unwrap().exactOptional(),
    }),
    nothing,
  ),
  'secrets.watch': stream(nothing, ours<KeptSecrets>()),
  'secrets.forget': call(z.strictObject({ id: name }), nothing),
};
