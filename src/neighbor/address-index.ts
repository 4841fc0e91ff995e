import type { Ip } from './ip.ts';

/** A place in the columns that belong to an index; it stays the same until the address is removed. */
export type Slot = number;

export const NO_SLOT: Slot = -1;

const FIRST_CAPACITY = 256;

/**
 * Gives each (scope, address) pair a small number, with 30 bytes a pair where a Map with text keys takes some 200.
 * What is known of a pair lives in typed-array columns of the owner, indexed by slot and grown to `capacity`.
 *
 * Open addressing with linear probing and backward-shift deletion, at most half full.
 */
export class AddressIndex {
  #capacity = FIRST_CAPACITY;
  /** Slot + 1, 0 for an empty bucket; twice as many as slots. */
  #buckets = new Int32Array(FIRST_CAPACITY * 2);
  #hashes = new Uint32Array(FIRST_CAPACITY);
  #scopes = new Uint32Array(FIRST_CAPACITY);
  /** 4 or 16; 0 marks a free slot. */
  #lengths = new Uint8Array(FIRST_CAPACITY);
  #addresses = new Uint8Array(FIRST_CAPACITY * 16);
  readonly #free: Slot[] = [];
  #used = 0;
  #size = 0;

  /** Pairs in the index. */
  get size(): number {
    return this.#size;
  }

  /** Slots are below this number; it only grows. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The slot of a pair, or NO_SLOT. */
  find(scope: number, ip: Ip): Slot {
    const hash = hashOf(scope, ip);
    const mask = this.#buckets.length - 1;
    for (let bucket = hash & mask; ; bucket = (bucket + 1) & mask) {
      const slot = (this.#buckets[bucket] ?? 0) - 1;
      if (slot === NO_SLOT || this.#holds(slot, hash, scope, ip)) return slot;
    }
  }

  /** Adds a pair that is not in the index yet, and returns its slot. `scope` is an unsigned 32-bit number. */
  add(scope: number, ip: Ip): Slot {
    if (this.#size === this.#capacity) this.#grow();
    const slot = this.#free.pop() ?? this.#used++;
    const hash = hashOf(scope, ip);
    this.#hashes[slot] = hash;
    this.#scopes[slot] = scope;
    this.#lengths[slot] = ip.length;
    this.#addresses.set(ip, slot * 16);
    this.#occupy(slot, hash);
    this.#size++;
    return slot;
  }

  /** Removes a pair; its slot may be given to another one. */
  remove(slot: Slot): void {
    const mask = this.#buckets.length - 1;
    let hole = (this.#hashes[slot] ?? 0) & mask;
    while (this.#buckets[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let bucket = (hole + 1) & mask; ; bucket = (bucket + 1) & mask) {
      const tenant = this.#buckets[bucket] ?? 0;
      if (tenant === 0) break;
      const home = (this.#hashes[tenant - 1] ?? 0) & mask;
      if (((bucket - home) & mask) < ((bucket - hole) & mask)) continue;
      this.#buckets[hole] = tenant;
      hole = bucket;
    }
    this.#buckets[hole] = 0;
    this.#lengths[slot] = 0;
    this.#free.push(slot);
    this.#size--;
  }

  scope(slot: Slot): number {
    return this.#scopes[slot] ?? 0;
  }

  /** The address: a view that is valid until the index next changes. */
  ip(slot: Slot): Ip {
    const at = slot * 16;
    return this.#addresses.subarray(at, at + (this.#lengths[slot] ?? 0));
  }

  /** All slots in use, in no particular order. A slot removed meanwhile is left out, one added meanwhile may be. */
  *slots(): Generator<Slot> {
    for (let slot = 0; slot < this.#used; slot++) if (this.#lengths[slot] !== 0) yield slot;
  }

  #holds(slot: Slot, hash: number, scope: number, ip: Ip): boolean {
    if (this.#hashes[slot] !== hash || this.#scopes[slot] !== scope || this.#lengths[slot] !== ip.length) return false;
    const at = slot * 16;
    for (let index = 0; index < ip.length; index++) if (this.#addresses[at + index] !== ip[index]) return false;
    return true;
  }

  #occupy(slot: Slot, hash: number): void {
    const mask = this.#buckets.length - 1;
    let bucket = hash & mask;
    while (this.#buckets[bucket] !== 0) bucket = (bucket + 1) & mask;
    this.#buckets[bucket] = slot + 1;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#hashes = widen(this.#hashes, new Uint32Array(this.#capacity));
    this.#scopes = widen(this.#scopes, new Uint32Array(this.#capacity));
    this.#lengths = widen(this.#lengths, new Uint8Array(this.#capacity));
    this.#addresses = widen(this.#addresses, new Uint8Array(this.#capacity * 16));
    this.#buckets = new Int32Array(this.#capacity * 2);
    for (const slot of this.slots()) this.#occupy(slot, this.#hashes[slot] ?? 0);
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Copies a column into a larger one of the same kind. */
export function widen<C extends Column>(from: C, to: C): C {
  to.set(from);
  return to;
}

/** FNV-1a with a final mix: neighbors share long prefixes and count upwards. */
function hashOf(scope: number, ip: Ip): number {
  let hash = Math.imul(scope ^ 0x811c_9dc5, 0x0100_0193);
  for (let index = 0; index < ip.length; index++) hash = Math.imul(hash ^ (ip[index] ?? 0), 0x0100_0193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b_3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}
