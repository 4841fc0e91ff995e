import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { allocateRing, createConsumer, createProducer, type FrameKind, maxPayload } from './frame-ring.ts';

const BYTES = 4096;

type Frame = { readonly kind: FrameKind; readonly payload: Uint8Array; readonly stampMs: number };

/** A ring whose positions begin at `position`, as after so many bytes. */
function ringAt(position: number, bytes = BYTES) {
  const memory = allocateRing(bytes);
  new Uint32Array(memory, 0, 2).fill(position);
  const { push, claimWake } = createProducer(memory);
  const { drain, sleep } = createConsumer(memory);
  const pull = (limit: number): readonly Frame[] => {
    const frames: Frame[] = [];
    const count = drain(limit, (kind, payload, stampMs) => frames.push({ kind, payload: payload.slice(), stampMs }));
    assert.equal(count, frames.length);
    return frames;
  };
  return { memory, push, claimWake, drain, sleep, pull };
}

/** A frame that tells itself from others. */
function frame(number: number, length: number): Frame {
  return { kind: number, payload: new Uint8Array(length).fill(number + 1), stampMs: number + 0.5 };
}

describe('a ring', () => {
  test('hands out what was put in, in order, whatever the sizes, wherever its positions stand', () => {
    const anyLength = fc.oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: maxPayload(allocateRing(BYTES)) }),
    );
    const anyStep = fc.oneof(
      fc.record({ push: anyLength, pull: fc.constant(0) }),
      fc.record({ push: fc.constant(undefined), pull: fc.integer({ min: 1, max: 4 }) }),
    );
    const anyStart = fc.oneof(
      fc.nat(511).map((eighths) => eighths * 8),
      fc.integer({ min: 1, max: 1024 }).map((eighths) => 2 ** 32 - eighths * 8),
    );
    const property = fc.property(anyStart, fc.array(anyStep, { maxLength: 80, size: 'max' }), (start, steps) => {
      const { push, pull } = ringAt(start);
      const model: Frame[] = [];
      for (const [number, step] of steps.entries()) {
        if (step.push === undefined) {
          assert.deepEqual(pull(step.pull), model.splice(0, step.pull));
          continue;
        }
        const next = frame(number, step.push);
        const taken = push(next.kind, next.payload, next.stampMs);
        if (taken) model.push(next);
        else assert.notEqual(model.length, 0, 'an empty ring refuses a frame');
      }
      assert.deepEqual(pull(1000), model);
      assert.deepEqual(pull(1000), []);
    });
    fc.assert(property, { numRuns: 500 });
  });

  test('goes on over the end of its counters', () => {
    const { memory, push, pull } = ringAt(2 ** 32 - 64);
    for (let number = 0; number < 20; number++) {
      const next = frame(number, 100);
      assert.equal(push(next.kind, next.payload, next.stampMs), true);
      assert.deepEqual(pull(2), [next]);
    }
    assert.ok((new Uint32Array(memory, 0, 1)[0] ?? 0) < BYTES, 'the counter has begun anew');
  });

  test('can be full to the last byte, and then refuses until a frame is taken', () => {
    for (const start of [0, 1024, 2 ** 32 - 1024]) {
      const { push, pull } = ringAt(start);
      for (let number = 0; number < 4; number++) assert.equal(push(number, new Uint8Array(1008), 0), true);
      assert.equal(push(4, new Uint8Array(0), 0), false);
      assert.equal(pull(1).length, 1);
      assert.equal(push(4, new Uint8Array(1009), 0), false);
      assert.equal(push(4, new Uint8Array(1008), 0), true);
      assert.deepEqual(
        pull(9).map(({ kind }) => kind),
        [1, 2, 3, 4],
      );
    }
  });

  test('takes its largest payload when it is empty, wherever it stands', () => {
    for (let start = 0; start < BYTES; start += 8) {
      const { memory, push, pull } = ringAt(start);
      const next = frame(1, maxPayload(memory));
      assert.equal(push(next.kind, next.payload, next.stampMs), true);
      assert.deepEqual(pull(1), [next]);
    }
  });

  test('never takes a larger one, for the consumer has no room for it', () => {
    const { memory, push, pull } = ringAt(0);
    assert.equal(push(1, new Uint8Array(maxPayload(memory) + 1), 0), false);
    assert.deepEqual(pull(1), []);
  });

  test('hands out at most as many frames as were asked for, fillers not counted', () => {
    const { push, pull } = ringAt(0);
    for (let number = 0; number < 3; number++) push(number, new Uint8Array(1200), 0);
    assert.equal(pull(1).length, 1);
    assert.equal(push(3, new Uint8Array(1200), 0), true);
    assert.deepEqual(
      pull(3).map(({ kind }) => kind),
      [1, 2, 3],
    );
  });

  test('hands out private copies: what the listener writes does not reach the ring', () => {
    const { memory, push, drain } = ringAt(0);
    push(1, Uint8Array.of(1, 2, 3), 0);
    drain(1, (_, payload) => payload.fill(9));
    assert.deepEqual([...new Uint8Array(memory, 32, 3)], [1, 2, 3]);
  });

  test('has gone past a frame when its listener throws', () => {
    const { push, drain, pull } = ringAt(0);
    push(1, Uint8Array.of(1), 0);
    push(2, Uint8Array.of(2), 0);
    const fail = (): never => {
      throw new Error('listener');
    };
    assert.throws(() => drain(2, fail), /listener/);
    assert.deepEqual(pull(2), [{ kind: 2, payload: Uint8Array.of(2), stampMs: 0 }]);
  });

  test('is shared: two sides opened on one memory see each other', () => {
    const memory = allocateRing(BYTES);
    createProducer(memory).push(7, Uint8Array.of(1), 2.5);
    const seen: unknown[] = [];
    createConsumer(memory).drain(9, (kind, payload, stampMs) => seen.push(kind, [...payload], stampMs));
    assert.deepEqual(seen, [7, [1], 2.5]);
  });
});

describe('a consumer that goes to sleep', () => {
  test('is to be woken once', () => {
    const { push, claimWake, sleep } = ringAt(0);
    assert.equal(claimWake(), false);
    assert.equal(sleep(), true);
    push(1, new Uint8Array(0), 0);
    assert.equal(claimWake(), true);
    assert.equal(claimWake(), false);
  });

  test('stays awake when a frame has come, and need not be woken', () => {
    const { push, claimWake, sleep, pull } = ringAt(0);
    push(1, new Uint8Array(0), 0);
    assert.equal(sleep(), false);
    assert.equal(claimWake(), false);
    pull(1);
    assert.equal(sleep(), true);
    assert.equal(claimWake(), true);
  });
});

test('a ring is a power of two of at least 4 KiB', () => {
  for (const bytes of [0, 2048, 4095, 4097, 6144, 12_288]) {
    assert.throws(() => allocateRing(bytes), new RegExp(`^RangeError: ring size ${bytes} is not a power of two`));
  }
  for (const bytes of [4096, 65_536]) {
    assert.ok(maxPayload(allocateRing(bytes)) > bytes / 2 - 64);
  }
});
