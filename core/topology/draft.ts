import type {
  ElementFact,
  ElementKind,
  ElementState,
  EvidenceReference,
  LinkKind,
  Origin,
  StoragePath,
  Topology,
  TopologyElement,
  TopologyLink,
} from './model.ts';

interface ElementNews {
  readonly kind: ElementKind;
  readonly name: string;
  readonly parent?: string | null;
  /** Worse states win over better ones when several probes speak of one element; a state that is left out says nothing. */
  readonly state?: ElementState;
  readonly why?: string | null;
}

interface LinkNews {
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  readonly label?: string | null;
  readonly state?: ElementState;
  readonly why?: string | null;
}

const WORSE: readonly ElementState[] = ['unknown', 'ok', 'degraded', 'absent', 'down'];

/** A model being put together from several sources of one side. */
export class Draft {
  readonly #origin: Origin;
  readonly #elements = new Map<string, TopologyElement>();
  readonly #links = new Map<string, TopologyLink>();
  readonly #paths: StoragePath[] = [];
  readonly #asked = new Set<string>();
  /** Question that tells whether the element or link is there. */
  readonly #questions = new Map<string, string>();

  constructor(origin: 'declared' | 'discovered') {
    this.#origin = origin;
  }

  /** Adds an element, or adds to what is known of it. */
  element(id: string, news: ElementNews, question?: string): string {
    const known = this.#elements.get(id);
    const state = worse(known?.state, news.state);
    this.#elements.set(id, {
      id,
      kind: news.kind,
      name: known?.name ?? news.name,
      parent: known?.parent ?? news.parent ?? null,
      state,
      why: state === known?.state ? (known.why ?? news.why ?? null) : (news.why ?? null),
      origin: this.#origin,
      facts: known?.facts ?? [],
    });
    if (question !== undefined) this.#questions.set(id, question);
    return id;
  }

  has(id: string): boolean {
    return this.#elements.has(id);
  }

  /** A fact of an element that is there; null, empty and repeated values are left out. */
  fact(id: string, name: string, value: string | number | null, evidence: EvidenceReference | null): void {
    const known = this.#elements.get(id);
    if (known === undefined || value === null || value === '') return;
    const fact: ElementFact = { name, value: String(value), evidence };
    if (known.facts.some((one) => one.name === name && one.value === fact.value)) return;
    this.#elements.set(id, { ...known, facts: [...known.facts, fact] });
  }

  link(news: LinkNews, question?: string): string {
    const id = `${news.kind}|${news.from}|${news.to}`;
    const known = this.#links.get(id);
    const state = worse(known?.state, news.state);
    this.#links.set(id, {
      id,
      kind: news.kind,
      from: news.from,
      to: news.to,
      label: known?.label ?? news.label ?? null,
      state,
      why: known?.why ?? news.why ?? null,
      origin: this.#origin,
    });
    if (question !== undefined) this.#questions.set(id, question);
    return id;
  }

  path(path: StoragePath): void {
    this.#paths.push(path);
  }

  answered(question: string): void {
    this.#asked.add(question);
  }

  questions(): ReadonlyMap<string, string> {
    return this.#questions;
  }

  /** Links whose ends are not there are left out. */
  build(): Topology {
    const elements = [...this.#elements.values()];
    const there = (id: string): boolean => this.#elements.has(id);
    return {
      elements: elements.map((one) => (one.parent !== null && !there(one.parent) ? { ...one, parent: null } : one)),
      links: [...this.#links.values()].filter(({ from, to }) => there(from) && there(to)),
      paths: this.#paths,
      asked: [...this.#asked].sort(),
    };
  }
}

function worse(known: ElementState | undefined, given: ElementState | undefined): ElementState {
  const states = [known ?? 'unknown', given ?? 'unknown'];
  return states.reduce((most, one) => (WORSE.indexOf(one) > WORSE.indexOf(most) ? one : most), 'unknown');
}
