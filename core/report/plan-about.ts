/** What a plan on paper says of where it comes from. */
export interface PlanAbout {
  /** Name of the inventory or of the lab. */
  readonly hosts: string;
  readonly simulated: boolean;
  /** Host time that passes in one unit of ours. */
  readonly scale: number;
  /** SHA-256 of the procedure's text. */
  readonly hash: string;
  readonly xenpath: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly operator: string;
  /** Values of the run's parameters, with where each comes from. */
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly origin: string }[];
}
