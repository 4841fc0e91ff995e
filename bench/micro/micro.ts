/** One small thing that is done very often. */
export type Micro = {
  readonly name: string;
  /** how many operations one run is */
  readonly operations: number;
  /** Does them, and returns a number that depends on all of them, so that none can be left out. */
  readonly run: () => number;
};
