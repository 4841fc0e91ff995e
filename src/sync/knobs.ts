/** What may be turned while the pipeline runs. */
export type Knobs = {
  /** Keys per script, 1 to 1000; in producer mode never above what the consumer pops at once. */
  batchSize: number;
  /** How long the oldest change may wait for a batch to fill, in ms. */
  batchTimeoutMs: number;
  /** Scripts in flight, 1 to 16. */
  workers: number;
  /** Pause between two background comparisons of kernel and database, in ms; 0 for none. */
  verifyIntervalMs: number;
};
