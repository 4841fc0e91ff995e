/** Values below 1 us count as 1 us; those above 2^32 us (71 minutes) as that. */
const OCTAVES = 32;
const US_PER_MS = 1000;
/** Exponent of 1 in the upper half of an IEEE 754 double, and how many bits of the mantissa follow there. */
const EXPONENT_OF_ONE = 1023;
const HIGH_MANTISSA_BITS = 20;
/** Which of the two 32-bit halves of a double has its exponent: the second, for all machines of ours are little-endian. */
const HIGH = 1;

/**
 * Durations in ms, counted in buckets whose width is a fixed share of their value: 2^bits to an octave, so a quantile is wrong
 * by at most 1 part in 2^(bits + 1). Count, sum, least and greatest are exact. The memory is fixed: 128 bytes times 2^bits.
 */
export class LogHistogram {
  readonly bits: number;
  readonly #counts: Uint32Array;
  readonly #scratch = new Float64Array(1);
  readonly #halves = new Uint32Array(this.#scratch.buffer);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  /** @param bits 1 to 8: how finely values are told apart */
  constructor(bits: number) {
    this.bits = bits;
    this.#counts = new Uint32Array(OCTAVES << bits);
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** 0 when nothing has been added, as the others. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  get max(): number {
    return this.#max;
  }

  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Adds a value in ms, `times` times. A negative one counts as 0. */
  add(ms: number, times = 1): void {
    const value = Math.max(0, ms);
    const place = this.#placeOf(value);
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    this.#count += times;
    this.#sum += value * times;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Adds all that another one of the same fineness has counted. */
  merge(other: LogHistogram): void {
    if (other.count === 0) return;
    const from = other.#counts;
    for (let place = 0; place < from.length; place++) {
      const times = from[place] ?? 0;
      if (times > 0) this.#counts[place] = (this.#counts[place] ?? 0) + times;
    }
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  clear(): void {
    if (this.#count === 0) return;
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
  }

  /** The value that the share `rank` (0 to 1) of all values does not exceed; the middle of its bucket. */
  quantile(rank: number): number {
    const wanted = Math.max(1, Math.ceil(rank * this.#count));
    if (wanted >= this.#count) return this.#max;
    let seen = 0;
    for (let place = 0; place < this.#counts.length; place++) {
      seen += this.#counts[place] ?? 0;
      if (seen >= wanted) return Math.min(this.#max, Math.max(this.min, this.#middleOf(place)));
    }
    return this.#max;
  }

  /** How many values are at most `ms`, as near as the buckets tell. */
  countUntil(ms: number): number {
    if (ms >= this.#max) return this.#count;
    const last = this.#placeOf(ms);
    let seen = 0;
    for (let place = 0; place < last; place++) seen += this.#counts[place] ?? 0;
    return this.#middleOf(last) <= ms ? seen + (this.#counts[last] ?? 0) : seen;
  }

  #placeOf(ms: number): number {
    this.#scratch[0] = ms * US_PER_MS;
    const place = ((this.#halves[HIGH] ?? 0) >>> (HIGH_MANTISSA_BITS - this.bits)) - (EXPONENT_OF_ONE << this.bits);
    return place < 0 ? 0 : Math.min(place, this.#counts.length - 1);
  }

  #middleOf(place: number): number {
    const steps = 1 << this.bits;
    const octave = 2 ** (place >> this.bits);
    return (octave * (1 + ((place & (steps - 1)) + 0.5) / steps)) / US_PER_MS;
  }
}
