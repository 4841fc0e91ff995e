import { FIRST_KEY, type OrderKey } from './order-key.ts';

const BLOCK = 512;

/** Keys in their order, in blocks of a few hundred: a change moves no more than one block. */
export class SortedKeys {
  /** None is empty, but for the only one. */
  #blocks: OrderKey[][] = [[]];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(key: OrderKey): void {
    const at = this.#blockOf(key);
    const block = this.#blocks[at] ?? [];
    const place = placeIn(block, key);
    if (block[place] === key) return;
    block.splice(place, 0, key);
    this.#size++;
    if (block.length > 2 * BLOCK) this.#blocks.splice(at + 1, 0, block.splice(BLOCK));
  }

  delete(key: OrderKey): void {
    const at = this.#blockOf(key);
    const block = this.#blocks[at] ?? [];
    const place = placeIn(block, key);
    if (block[place] !== key) return;
    block.splice(place, 1);
    this.#size--;
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  /** At most `limit` keys that come after this one, which need not be there itself. */
  after(key: OrderKey, limit: number): readonly OrderKey[] {
    const found: OrderKey[] = [];
    for (let at = this.#blockOf(key); at < this.#blocks.length && found.length < limit; at++) {
      const block = this.#blocks[at] ?? [];
      let place = found.length > 0 ? 0 : placeIn(block, key);
      if (block[place] === key && key !== FIRST_KEY) place++;
      for (; place < block.length && found.length < limit; place++) found.push(block[place] ?? key);
    }
    return found;
  }

  /** The last block that begins at or before the key; else the first. */
  #blockOf(key: OrderKey): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#blocks[middle]?.[0] ?? '') <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Where a key stands, or would stand. */
function placeIn(block: readonly OrderKey[], key: OrderKey): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((block[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
