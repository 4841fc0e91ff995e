import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Intent } from './dirty-queue.ts';
import { ZERO_MAC } from './mac.ts';
import { Mirror, type RowId } from './mirror.ts';
import { Pending, type PendingWrite, type WriteOutcome } from './pending.ts';

const HOSTS = [0, 1, 2, 3, 4];

type Step =
  | { readonly kind: 'put'; readonly host: number; readonly mac: number | undefined }
  | { readonly kind: 'take'; readonly limit: number }
  | { readonly kind: 'settle'; readonly at: number; readonly outcome: WriteOutcome; readonly applied: boolean }
  | { readonly kind: 'wait'; readonly ms: number };

const anyHost = fc.constantFrom(...HOSTS);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      host: anyHost,
      mac: fc.constantFrom(undefined, undefined, ZERO_MAC, ZERO_MAC, 7, 8),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take'), limit: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('settle'),
      at: fc.nat(5),
      outcome: fc.constantFrom<WriteOutcome>('written', 'written', 'unknown', 'deferred'),
      applied: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(1, 10, 400) }) },
);

/** A write that was taken, and whether the kernel's delete before its zero MAC had to reach the database first. */
type Flight = { readonly write: PendingWrite; readonly host: number; readonly owesDelete: boolean };

/** Pending changes over a database that is a Map, and all that must hold between the two. */
class World {
  readonly mirror = new Mirror();
  readonly pending = new Pending(this.mirror);
  readonly #database = new Map<number, number>();
  readonly #wanted = new Map<number, number>();
  /** Hosts that the kernel deleted and has not given a MAC other than zero since. */
  readonly #deleted = new Set<number>();
  readonly #flights: Flight[] = [];
  #nowMs = 0;

  /** @param stored hosts that have a row at the start, with MAC 7 */
  constructor(stored: readonly number[]) {
    for (const host of stored) {
      this.#database.set(host, 7);
      this.#wanted.set(host, 7);
      this.mirror.record(this.mirror.intern('Vlan10', ipOf(host)), 7);
    }
  }

  step(step: Step): void {
    switch (step.kind) {
      case 'put':
        return this.#put(step.host, step.mac);
      case 'take':
        return this.#take(step.limit);
      case 'settle':
        return this.#settle(this.#flights[step.at % this.#flights.length], step.outcome, step.applied);
      case 'wait':
        this.#nowMs += step.ms;
    }
  }

  /** As the engine does it: a set makes its key known, a delete of a key that is not known is nothing. */
  #put(host: number, mac: number | undefined): void {
    const intent: Intent = mac === undefined ? { kind: 'delete' } : { kind: 'set', mac };
    if (mac === undefined) this.#wanted.delete(host);
    else this.#wanted.set(host, mac);
    if (mac === undefined) this.#deleted.add(host);
    else if (mac !== ZERO_MAC) this.#deleted.delete(host);
    const id = this.#idFor(host, mac);
    if (id !== undefined) this.pending.put(id, intent, this.#nowMs);
  }

  #idFor(host: number, mac: number | undefined): RowId | undefined {
    const ip = ipOf(host);
    return mac === undefined ? this.mirror.find('Vlan10', ip) : this.mirror.intern('Vlan10', ip);
  }

  #take(limit: number): void {
    const writes = this.pending.take(limit, this.#nowMs);
    assert.ok(writes.length <= limit);
    for (const write of writes) {
      const host = this.mirror.ip(write.id)[3] ?? assert.fail();
      assert.ok(!this.#flights.some((flight) => flight.host === host), 'a key is in flight twice');
      this.#flights.push({ write, host, owesDelete: this.#deleted.has(host) });
    }
  }

  #settle(flight: Flight | undefined, wanted: WriteOutcome, applied: boolean): void {
    if (flight === undefined) return;
    this.#flights.splice(this.#flights.indexOf(flight), 1);
    const { write } = flight;
    const outcome = wanted === 'deferred' && write.kind !== 'set_when_consumed' ? 'written' : wanted;
    if (outcome === 'written' || (outcome === 'unknown' && applied)) this.#apply(flight);
    this.pending.settle(write, outcome, this.#nowMs);
  }

  #apply({ write, host, owesDelete }: Flight): void {
    if (write.kind === 'delete') {
      this.#database.delete(host);
      return;
    }
    const row = this.#database.get(host) ?? ZERO_MAC;
    const replaces = write.mac === ZERO_MAC && row !== ZERO_MAC;
    assert.ok(!replaces || !owesDelete, 'a zero MAC took the place of a row that the kernel had deleted');
    this.#database.set(host, write.mac);
  }

  /** What must hold at any time. */
  check(): void {
    const { mirror, pending } = this;
    assert.equal(pending.inFlight, this.#flights.length);
    for (const host of HOSTS) {
      const id = mirror.find('Vlan10', ipOf(host));
      const published = id === undefined ? 'none' : mirror.published(id);
      if (published !== 'unsure') assert.equal(published, this.#database.get(host) ?? 'none');
    }
    assert.ok(mirror.size <= mirror.rows + pending.dirty + pending.inFlight, 'a key is known for no reason');
    assert.equal(pending.oldestMs === undefined, pending.dirty === 0);
  }

  /** Every write succeeds from now on. */
  settleAll(): void {
    for (let round = 0; this.pending.dirty + this.pending.inFlight > 0; round++) {
      assert.ok(round < 5, 'there is always something left to write');
      this.#nowMs += 10;
      while (this.#flights.length > 0) this.#settle(this.#flights[0], 'written', true);
      this.#take(HOSTS.length);
      this.check();
    }
    assert.deepEqual(this.#database, this.#wanted);
    const mirrored = [...this.mirror.ids()].map((id) => [this.mirror.ip(id)[3], this.mirror.published(id)] as const);
    assert.deepEqual(new Map(mirrored), this.#database);
    assert.equal(this.mirror.rows, this.#database.size);
  }
}

function ipOf(host: number): Uint8Array {
  return Uint8Array.of(10, 0, 0, host);
}

test('however writes are lost, deferred and overtaken, the database ends up with the last intents', () => {
  const anyScript = fc.array(anyStep, { maxLength: 80, size: 'max' });
  const property = fc.property(fc.subarray(HOSTS), anyScript, (stored, steps) => {
    const world = new World(stored);
    for (const step of steps) {
      world.step(step);
      world.check();
    }
    world.settleAll();
  });
  fc.assert(property, { numRuns: 2000 });
});
