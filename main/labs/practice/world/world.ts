export interface World {
  readonly seed: number;
}
