import { formatIp, type Ip } from '../neighbor/ip.ts';

/** Remembered by name; more are only counted, until the kernel is read from the start. */
const NAMED_LIMIT = 10_000;
/** Room for this part of the table, or for all that were refused, is worth another look. */
const WORTHWHILE = 0.01;
/** Between two looks, so that a table that overflows again and again does not become a storm of dumps. */
const SPACING_MS = 10_000;

/** Neighbors that the kernel has and the full table has no room for, and when to look for them again. */
export class Refusals {
  readonly #limit: number;
  readonly #named = new Set<string>();
  #unnamed = 0;
  #notBeforeMs = 0;

  /** @param limit entries that the table takes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many are left out now; beyond 10,000 at most so many. */
  get count(): number {
    return this.#named.size + this.#unnamed;
  }

  note(ifindex: number, ip: Ip): void {
    const name = nameOf(ifindex, ip);
    if (this.#named.size < NAMED_LIMIT) this.#named.add(name);
    else if (!this.#named.has(name)) this.#unnamed++;
  }

  /** It has found room after all, or the kernel has it no longer. */
  forget(ifindex: number, ip: Ip): void {
    if (this.#named.size > 0) this.#named.delete(nameOf(ifindex, ip));
  }

  /** The kernel is read from the start, and says it all again. */
  clear(): void {
    this.#named.clear();
    this.#unnamed = 0;
  }

  /** From when on (monotonic) the kernel should be read again, for there is room in a table of this size; else undefined. */
  dueFromMs(size: number): number | undefined {
    if (this.count === 0) return undefined;
    const wantedRoom = Math.min(this.count, Math.ceil(this.#limit * WORTHWHILE));
    return this.#limit - size < wantedRoom ? undefined : this.#notBeforeMs;
  }

  /** Takes that look if it is due. */
  take(size: number, nowMs: number): boolean {
    const dueMs = this.dueFromMs(size);
    if (dueMs === undefined || dueMs > nowMs) return false;
    this.#notBeforeMs = nowMs + SPACING_MS;
    return true;
  }
}

function nameOf(ifindex: number, ip: Ip): string {
  return `${ifindex} ${formatIp(ip)}`;
}
