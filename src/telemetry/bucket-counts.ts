/** What a Prometheus histogram shows: how many values are at most each bound, all of them, and their sum. */
export type BucketReading = {
  readonly bounds: readonly number[];
  /** As many as there are bounds; each includes those before it. */
  readonly cumulative: readonly number[];
  readonly count: number;
  readonly sum: number;
};

/** Counts values exactly by the bounds that it is given, for as long as the process lives. */
export class BucketCounts {
  readonly #bounds: Float64Array;
  readonly #counts: Float64Array;
  #sum = 0;

  /** @param bounds rising */
  constructor(bounds: readonly number[]) {
    this.#bounds = Float64Array.from(bounds);
    this.#counts = new Float64Array(bounds.length + 1);
  }

  add(value: number, times = 1): void {
    const bounds = this.#bounds;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] ?? 0)) place++;
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    this.#sum += value * times;
  }

  read(): BucketReading {
    let seen = 0;
    const cumulative = [...this.#counts].map((count) => (seen += count));
    return { bounds: [...this.#bounds], cumulative: cumulative.slice(0, -1), count: seen, sum: this.#sum };
  }
}
