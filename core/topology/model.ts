/**
 * What is connected to what: one model for what the user says should be there (declared) and for what the probes found (discovered).
 * Plain data. Ids are made of names, WWPNs and devices, so that both sides meet in one element.
 */
export const ELEMENT_KINDS = [
  'host',
  'hypervisor',
  'domain',
  'module',
  'hba-port',
  'switch',
  'switch-port',
  'array',
  'controller',
  'controller-port',
  'lun',
  'multipath',
  'device',
  'partition',
  'file-system',
  'image',
  'guest',
  'guest-disk',
] as const;
export type ElementKind = (typeof ELEMENT_KINDS)[number];

/** `absent`: should be there, was looked for and not found. `unknown`: nobody could be asked. */
export type ElementState = 'ok' | 'degraded' | 'down' | 'unknown' | 'absent';

/** State is told by a glyph and a word, never by colour alone. */
export const STATE_MARKS: Readonly<Record<ElementState, { readonly glyph: string; readonly word: string }>> = {
  ok: { glyph: '✓', word: 'ok' },
  degraded: { glyph: '!', word: 'degraded' },
  down: { glyph: '✗', word: 'down' },
  unknown: { glyph: '?', word: 'unknown' },
  absent: { glyph: '∅', word: 'absent' },
};

export type Origin = 'declared' | 'discovered' | 'both';

/** Where a fact stands: sequence of the event and index of the result in it. */
export interface EvidenceReference {
  readonly sequence: number;
  readonly result: number;
}

/** One thing known of an element: `name` in words, `value` as it was found or declared. */
export interface ElementFact {
  readonly name: string;
  readonly value: string;
  /** Null: declared. */
  readonly evidence: EvidenceReference | null;
}

export interface TopologyElement {
  readonly id: string;
  readonly kind: ElementKind;
  readonly name: string;
  /** Element that it is drawn in: a port's host or switch, a controller's array. */
  readonly parent: string | null;
  readonly state: ElementState;
  /** Why it has this state, when that is not plain. */
  readonly why: string | null;
  readonly origin: Origin;
  readonly facts: readonly ElementFact[];
}

export const LINK_KINDS = ['cable', 'zone', 'owns', 'presents', 'drives', 'part', 'holds', 'backs', 'serves'] as const;
/**
 * `cable`: port to switch port. `zone`: initiator to target, within a switch. `owns`: controller to LUN. `presents`: LUN to the multipath driver.
 * `drives`: driver to device. `part`: device to partition. `holds`: partition to file system to image. `backs`: device or image to a guest's disk.
 * `serves`: backend module to frontend module, hypervisor to domain.
 */
export type LinkKind = (typeof LINK_KINDS)[number];

export interface TopologyLink {
  readonly id: string;
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  /** What is written on it: a cable's label, a zone's name. */
  readonly label: string | null;
  readonly state: ElementState;
  readonly why: string | null;
  readonly origin: Origin;
}

/** One way of a host to a LUN. Ids of elements; null where nobody could be asked. */
export interface StoragePath {
  readonly host: string;
  readonly lun: string;
  readonly port: string | null;
  readonly switch: string | null;
  readonly controllerPort: string | null;
  readonly controller: string;
  readonly state: ElementState;
  /** Its controller owns the LUN now. */
  readonly active: boolean;
}

export interface Topology {
  readonly elements: readonly TopologyElement[];
  readonly links: readonly TopologyLink[];
  readonly paths: readonly StoragePath[];
  /** What was answered, as `SUBJECT:HOST` (see asked.ts): what is missing there is absent, not unknown. */
  readonly asked: readonly string[];
}

export const EMPTY_TOPOLOGY: Topology = { elements: [], links: [], paths: [], asked: [] };
