export interface Machine {
  readonly name: string;
}
