import type { Ip } from './ip.ts';
import type { LinkAddress } from './kernel-table.ts';

/** What may happen to a neighbor, or to its row. */
export type Happening = 'kernel_changed' | 'kernel_gone' | 'row_written' | 'row_deleted' | 'write_failed';

/** `state` is NUD_*, of the kernel; `mac` is that of the entry, or of the row. */
export type HistoryItem = {
  readonly what: Happening;
  /** Wall clock, in ms since 1970. */
  readonly atMs: number;
  readonly state: number | undefined;
  readonly mac: LinkAddress | undefined;
};

const HAPPENINGS: readonly Happening[] = [
  'kernel_changed',
  'kernel_gone',
  'row_written',
  'row_deleted',
  'write_failed',
];
const UNKNOWN = -1;
const ODD = -2;
const NO_STATE = 0xffff;
const MAC_OF: Readonly<Record<'missing' | 'odd', number>> = { missing: UNKNOWN, odd: ODD };

/**
 * The last things that happened, of all neighbors together: some 40 bytes each in typed arrays, the oldest overwritten. Written on
 * the way of every event, so it makes no garbage; looked through from end to end when somebody asks, which is seldom.
 */
export class History {
  readonly #size: number;
  readonly #names: Uint16Array;
  readonly #lengths: Uint8Array;
  readonly #addresses: Uint8Array;
  readonly #kinds: Uint8Array;
  readonly #states: Uint16Array;
  readonly #macs: Float64Array;
  readonly #atMs: Float64Array;
  readonly #nameIds = new Map<string, number>();
  #count = 0;

  /** @param size how many are remembered */
  constructor(size = 16_384) {
    this.#size = size;
    this.#names = new Uint16Array(size);
    this.#lengths = new Uint8Array(size);
    this.#addresses = new Uint8Array(size * 16);
    this.#kinds = new Uint8Array(size);
    this.#states = new Uint16Array(size);
    this.#macs = new Float64Array(size);
    this.#atMs = new Float64Array(size);
  }

  note(
    what: Happening,
    interfaceName: string,
    ip: Ip,
    atMs: number,
    state = NO_STATE,
    mac: LinkAddress = 'missing',
  ): void {
    const at = this.#count++ % this.#size;
    this.#names[at] = this.#nameId(interfaceName);
    this.#lengths[at] = ip.length;
    this.#addresses.set(ip, at * 16);
    this.#kinds[at] = HAPPENINGS.indexOf(what);
    this.#states[at] = state;
    this.#macs[at] = typeof mac === 'number' ? mac : MAC_OF[mac];
    this.#atMs[at] = atMs;
  }

  /** What happened to an address, by interface, the latest first and at most so much of each. */
  of(ip: Ip, limit: number): ReadonlyMap<string, readonly HistoryItem[]> {
    const found = new Map<number, HistoryItem[]>();
    const known = Math.min(this.#count, this.#size);
    for (let back = 1; back <= known; back++) {
      const at = (this.#count - back) % this.#size;
      if (!this.#holds(at, ip)) continue;
      const name = this.#names[at] ?? 0;
      const items = found.get(name) ?? [];
      if (items.length < limit) items.push(this.#item(at));
      found.set(name, items);
    }
    if (found.size === 0) return new Map();
    return new Map([...this.#nameIds].flatMap(([name, id]) => (found.has(id) ? [[name, found.get(id) ?? []]] : [])));
  }

  #holds(at: number, ip: Ip): boolean {
    if (this.#lengths[at] !== ip.length) return false;
    for (let byte = 0; byte < ip.length; byte++) if (this.#addresses[at * 16 + byte] !== ip[byte]) return false;
    return true;
  }

  #item(at: number): HistoryItem {
    const state = this.#states[at] ?? NO_STATE;
    const mac = this.#macs[at] ?? UNKNOWN;
    return {
      what: HAPPENINGS[this.#kinds[at] ?? 0] ?? 'kernel_changed',
      atMs: this.#atMs[at] ?? 0,
      state: state === NO_STATE ? undefined : state,
      mac: mac === UNKNOWN ? undefined : mac === ODD ? 'odd' : mac,
    };
  }

  /** Names come and go (containers do): when the numbers run out, so does what was remembered under them. */
  #nameId(name: string): number {
    const known = this.#nameIds.get(name);
    if (known !== undefined) return known;
    if (this.#nameIds.size > 0xffff) {
      this.#nameIds.clear();
      this.#lengths.fill(0);
    }
    const id = this.#nameIds.size;
    this.#nameIds.set(name, id);
    return id;
  }
}
