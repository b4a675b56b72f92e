import { z } from 'zod';
import type { HostRole, ShellKind } from '../hosts/inventory.ts';
import type { TextProblem } from '../procedure/positions.ts';
import type { Problem } from '../result.ts';
import { call, stream } from './contract.ts';
import { name, nothing, ours } from './ours.ts';

/** Name of an inventory that the data folder keeps: it is a file's name. */
export const inventoryName = z.string().regex(/^[\w-]{1,60}$/u, 'letters, digits, dash and underscore, at most 60');

/** Where a person's hosts come from: `inventory:NAME`, or `lab:NAME` for those of a lab that runs. */
const source = z.string().regex(/^(?:inventory|lab):[\w.-]{1,100}$/u);

/** A way to sign in, in the order in which they are tried. `from`: where the secret comes from; null where none is needed. */
export interface SignInWay {
  readonly kind: 'agent' | 'key' | 'default-keys' | 'password';
  /** Path of the key file. */
  readonly path: string | null;
  readonly from: 'asked' | 'environment' | 'file' | null;
  /** Name of the variable or path of the file. */
  readonly of: string | null;
}

/** A host as its inventory has it. */
export interface HostEntry {
  readonly name: string;
  readonly role: HostRole;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly shell: ShellKind;
  readonly crypto: 'modern' | 'legacy';
  readonly group: string | null;
  /** Hosts that it is reached through, the nearest to this machine first. */
  readonly through: readonly string[];
  readonly pinned: string | null;
  readonly signIn: readonly SignInWay[];
}

/** An inventory or a running lab, with its hosts. */
export interface HostSource {
  readonly id: string;
  readonly kind: 'inventory' | 'lab';
  readonly name: string;
  /** What it calls itself. */
  readonly title: string;
  readonly simulated: boolean;
  /** How much faster than ours the time of these hosts passes. */
  readonly scale: number;
  readonly hosts: readonly HostEntry[];
  /** Why it cannot be used; none when it can. */
  readonly problems: readonly Problem[];
}

/** A key of a host by its fingerprints. */
export interface ShownHostKey {
  readonly type: string;
  readonly sha256: string;
  /** Null where only the other is known. */
  readonly md5: string | null;
}
/** A key that is known of a host. `where`: file and line, or `inventory`. `ours`: our own file, which can be told to forget it. */
export interface KnownHostKey extends ShownHostKey {
  readonly where: string;
  readonly ours: boolean;
}

/** What was negotiated; `legacy` names what is broken or weak by today's measure. */
export interface HostLine {
  readonly since: string;
  readonly trust: 'inventory' | 'lab' | 'known' | 'asked';
  readonly key: ShownHostKey;
  readonly kex: string;
  readonly hostKey: string;
  readonly cipher: string;
  readonly mac: string;
  readonly legacy: readonly string[];
  readonly software: string;
  readonly signedInBy: string;
}

/** How a host stands with us. Times: our clock, ISO 8601. */
export type HostLink =
  | { readonly kind: 'apart' }
  | { readonly kind: 'connecting'; readonly since: string }
  /** A person is asked something before it can go on. */
  | { readonly kind: 'asking'; readonly what: 'secret' | 'host-key' }
  | { readonly kind: 'connected'; readonly line: HostLine }
  /** It could not be connected to, or the connection ended. `keys`: what it showed and what is known, when its key is the reason. */
  | {
      readonly kind: 'failed';
      readonly at: string;
      readonly problem: Problem;
      readonly keys: { readonly shown: ShownHostKey; readonly known: readonly KnownHostKey[] } | null;
    };

/** What a connected host was found to be like, the last time it was looked. */
export interface HostHealth {
  /** Our clock, ISO 8601. */
  readonly at: string;
  /** Milliseconds from asking a command to its end. */
  readonly roundTripMs: number | null;
  /** The host's clock less ours, milliseconds; null where it does not say, or its time passes at another pace. */
  readonly skewMs: number | null;
  readonly bootId: string | null;
  /** When it booted by our clock, ISO 8601, made of its uptime; null where it does not say. */
  readonly bootedAt: string | null;
  readonly uptimeSeconds: number | null;
  /** It has another boot id than at the last look. */
  readonly rebooted: boolean;
  readonly problem: Problem | null;
}

/** Everything about one host that changes. */
export interface HostState {
  readonly host: string;
  readonly link: HostLink;
  readonly health: HostHealth | null;
  /** When its facts were read; null when they were not. */
  readonly factsAt: string | null;
}

/** What one probe found. */
export interface FactGroup {
  readonly probe: string;
  readonly title: string;
  readonly command: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Facts that are not listed. */
  readonly more: number;
  readonly problem: Problem | null;
}
export interface HostFacts {
  /** Our clock, ISO 8601. */
  readonly at: string;
  readonly groups: readonly FactGroup[];
}

/** A text of an inventory, and what is wrong with it. */
export interface InventoryText {
  readonly text: string;
  /** Stands for these very bytes; null for what is not kept yet. */
  readonly version: string | null;
  readonly problems: readonly TextProblem[];
  readonly hosts: readonly string[];
}

/** What an import found. `left`: what was understood but has no place in an inventory, and lines that are wrong, by their line. */
export interface Imported {
  readonly text: string;
  readonly hosts: readonly string[];
  readonly left: readonly { readonly line: number; readonly sentence: string }[];
}

const text = z.string().max(2_000_000);
const optional = z.string().max(4096);

/** What a form has of one host. Empty text: left out. */
export const hostFields = z.strictObject({
  role: optional,
  address: optional,
  port: optional,
  user: optional,
  shell: optional,
  crypto: optional,
  jump: optional,
  group: optional,
  hostKey: optional,
  controllers: optional,
  signIn: z.enum(['default', 'agent', 'key', 'password']),
  key: optional,
  /** Of a key its passphrase, of a password itself: asked, from a variable, from a file. */
  secret: z.enum(['ask', 'env', 'file']),
  secretName: optional,
});
export type HostFields = z.infer<typeof hostFields>;

export const hostCalls = {
  /** Inventories and running labs, whole, again when any of them changes. */
  'hosts.sources': stream(nothing, ours<readonly HostSource[]>()),
  /** States of a source's hosts: all of them first, then those that changed. While it is watched, health is looked at. */
  'hosts.watch': stream(z.strictObject({ source }), ours<readonly HostState[]>()),
  /** Begins to connect; what comes of it is in the states. */
  'hosts.connect': call(z.strictObject({ source, hosts: z.array(name).min(1).max(1000) }), nothing),
  'hosts.disconnect': call(z.strictObject({ source, hosts: z.array(name).min(1).max(1000) }), nothing),
  /** Reads the facts of a connected host anew. */
  'hosts.read': call(z.strictObject({ source, host: name }), ours<HostFacts>()),
  /** Those that were read last; null when none were. */
  'hosts.facts': call(z.strictObject({ source, host: name }), ours<HostFacts | null>()),
  /** Keys that are known of a host, without asking it. */
  'hosts.keys': call(z.strictObject({ source, host: name }), ours<readonly KnownHostKey[]>()),
  /** Takes the keys of a host out of our own file; how many. */
  'hosts.forgetKey': call(z.strictObject({ source, host: name }), z.number()),

  'inventories.read': call(z.strictObject({ name: inventoryName }), ours<InventoryText>()),
  /** What is wrong with a text, as it is typed. */
  'inventories.judge': call(z.strictObject({ text }), ours<InventoryText>()),
  /**
   * Keeps a text, whole or not at all; the one of before stays as a copy. `version`: of the text that was changed; null for a new one. Problems: `inventory-wrong`,
   * `inventory-exists`, `inventory-changed`, `inventory-unwritten`.
   */
  'inventories.save': call(
    z.strictObject({ name: inventoryName, text, version: z.string().max(100).nullable() }),
    ours<InventoryText>(),
  ),
  /** Takes it out of the list. Where the copy is. */
  'inventories.delete': call(z.strictObject({ name: inventoryName }), z.string()),
  /** A text with one host put in, changed, renamed or (`fields` null) taken out. All else stays as it was written. */
  'inventories.withHost': call(
    z.strictObject({ text, before: name.nullable(), host: z.string().max(100), fields: hostFields.nullable() }),
    ours<InventoryText>(),
  ),
  'inventories.hostFields': call(z.strictObject({ text, host: name }), ours<HostFields>()),
  /** An OpenSSH client configuration as an inventory. `text` null: this user's own ~/.ssh/config. */
  'inventories.fromSsh': call(z.strictObject({ text: text.nullable(), title: z.string().max(100) }), ours<Imported>()),
};
