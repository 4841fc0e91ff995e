import { AddressIndex, NO_SLOT, type Slot, widen } from './address-index.ts';
import type { Ip } from './ip.ts';
import { formatKey, type NeighborKey } from './key.ts';
import type { Mac } from './mac.ts';

/** A database key in the mirror; valid while the key has a row there or a change pending. */
export type RowId = Slot;

/**
 * What the database holds under a key, as far as we know: no row, exactly our row with this MAC, or something that is not
 * known or not right (a write with unknown outcome, a missing field, another family).
 */
export type Published = Mac | 'none' | 'unsure';

const NONE = -1;
const UNSURE = -2;

/** The rows that the database holds, in typed arrays: about 50 bytes a row. */
export class Mirror {
  readonly #index = new AddressIndex();
  #macs = new Float64Array(this.#index.capacity).fill(NONE);
  readonly #names = new Map<string, number>();
  readonly #nameOf: (string | undefined)[] = [];
  /** Keys per name, so that the names of interfaces long gone are forgotten. */
  readonly #uses: number[] = [];
  #rows = 0;

  /** Keys known, those without a row included. */
  get size(): number {
    return this.#index.size;
  }

  /** Keys that have a row, or may have one. */
  get rows(): number {
    return this.#rows;
  }

  find(interfaceName: string, ip: Ip): RowId | undefined {
    const name = this.#names.get(interfaceName);
    if (name === undefined) return undefined;
    const slot = this.#index.find(name, ip);
    return slot === NO_SLOT ? undefined : slot;
  }

  /** The id of a key, which is added (without a row) if need be. The address is copied. */
  intern(interfaceName: string, ip: Ip): RowId {
    const known = this.find(interfaceName, ip);
    if (known !== undefined) return known;
    const name = this.#internName(interfaceName);
    const id = this.#index.add(name, ip);
    if (this.#macs.length < this.#index.capacity) {
      this.#macs = widen(this.#macs, new Float64Array(this.#index.capacity).fill(NONE));
    }
    this.#uses[name] = (this.#uses[name] ?? 0) + 1;
    return id;
  }

  /** Forgets a key that has no row. */
  release(id: RowId): void {
    const name = this.#index.scope(id);
    this.#index.remove(id);
    const uses = (this.#uses[name] ?? 1) - 1;
    this.#uses[name] = uses;
    if (uses > 0) return;
    this.#names.delete(this.#nameOf[name] ?? '');
    this.#nameOf[name] = undefined;
  }

  published(id: RowId): Published {
    const mac = this.#macs[id] ?? NONE;
    return mac === NONE ? 'none' : mac === UNSURE ? 'unsure' : mac;
  }

  /** Records what the database now holds under a key. */
  record(id: RowId, published: Published): void {
    const before = this.#macs[id] ?? NONE;
    const after = published === 'none' ? NONE : published === 'unsure' ? UNSURE : published;
    this.#rows += Number(after !== NONE) - Number(before !== NONE);
    this.#macs[id] = after;
  }

  interfaceName(id: RowId): string {
    return this.#nameOf[this.#index.scope(id)] ?? '';
  }

  /** The address of a key: a view that is valid until the mirror next changes. */
  ip(id: RowId): Ip {
    return this.#index.ip(id);
  }

  key(id: RowId): NeighborKey {
    return formatKey(this.interfaceName(id), this.ip(id));
  }

  ids(): Generator<RowId> {
    return this.#index.slots();
  }

  /** Forgets everything. */
  clear(): void {
    for (const id of this.ids()) {
      this.record(id, 'none');
      this.release(id);
    }
  }

  #internName(interfaceName: string): number {
    const known = this.#names.get(interfaceName);
    if (known !== undefined) return known;
    const free = this.#nameOf.indexOf(undefined);
    const id = free === -1 ? this.#nameOf.length : free;
    this.#nameOf[id] = interfaceName;
    this.#uses[id] = 0;
    this.#names.set(interfaceName, id);
    return id;
  }
}
