import assert from 'node:assert/strict';
import { type DecodeFailure, FAILURE_REASONS, isFailure } from '../../src/netlink/codec/failure.ts';
import { randomFrom } from '../support/random-from.ts';

/** What is fuzzed: a decoder of bytes, and how to get the bytes of what it decoded. */
export type Target<T extends object> = {
  readonly decode: (bytes: Uint8Array) => T | DecodeFailure;
  readonly encode: (value: T) => Uint8Array;
};

const ROUNDS = 4000;
const MARGIN = 32;
const SEED = 0x6e65_6967;

/**
 * Feeds `target` mutated `seeds` and noise, the same in every run, and checks for each input that the decoder
 * - does not throw, and fails only for a reason of the closed list
 * - does not depend on bytes around the input, nor return views that reach out of it
 * - decodes a value whose bytes decode to the same value
 */
export function fuzz<T extends object>(seeds: readonly Uint8Array[], target: Target<T>): void {
  assert.ok(seeds.length > 0, 'nothing to mutate');
  const random = randomFrom(SEED);
  let decoded = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const input =
      round % 8 === 0 ? noise(random) : mutated(seeds[below(random, seeds.length)] ?? noise(random), random);
    if (holds(input, target)) decoded++;
  }
  assert.ok(decoded > ROUNDS / 100, `only ${decoded} of ${ROUNDS} inputs were decoded: the seeds do not fit`);
}

function holds<T extends object>(input: Uint8Array, { decode, encode }: Target<T>): boolean {
  const before = decode(surrounded(input, 0x00));
  const window = surrounded(input, 0xff);
  const value = decode(window);
  const hex = input.toHex();
  assert.deepStrictEqual(value, before, `depends on bytes around ${hex}`);
  assertWithin(value, window, hex);
  if (isFailure(value)) return false;
  assert.deepStrictEqual(decode(encode(value)), value, `no round trip of ${hex}`);
  return true;
}

/** The input in the middle of a larger buffer. */
function surrounded(input: Uint8Array, margin: number): Uint8Array {
  const larger = new Uint8Array(MARGIN + input.length + MARGIN).fill(margin);
  larger.set(input, MARGIN);
  return larger.subarray(MARGIN, MARGIN + input.length);
}

function assertWithin(value: unknown, window: Uint8Array, hex: string): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof Uint8Array) {
    const from = value.byteOffset - window.byteOffset;
    const inside = value.buffer !== window.buffer || (from >= 0 && from + value.length <= window.length);
    assert.ok(inside, `a view reaches out of ${hex}`);
    return;
  }
  if (isFailure(value)) assert.ok(FAILURE_REASONS.includes(value.reason), `unknown reason ${value.reason}`);
  for (const part of Object.values(value)) assertWithin(part, window, hex);
}

/** A copy with a few bytes changed, lengths first of all, then perhaps cut, or doubled in part. */
function mutated(seed: Uint8Array, random: () => number): Uint8Array {
  const bytes = seed.slice();
  for (let change = below(random, 4); change > 0 && bytes.length > 0; change--) {
    const at = random() < 0.5 ? below(random, bytes.length) : below(random, bytes.length) & ~3;
    bytes[at] = random() < 0.5 ? below(random, 24) : below(random, 256);
  }
  const choice = random();
  if (choice < 0.25) return bytes.slice(0, below(random, bytes.length + 1));
  if (choice < 0.5) return Uint8Array.of(...bytes, ...bytes.slice(below(random, bytes.length + 1) & ~3));
  return bytes;
}

function noise(random: () => number): Uint8Array {
  return Uint8Array.from({ length: below(random, 64) }, () => below(random, 256));
}

function below(random: () => number, limit: number): number {
  return Math.floor(random() * limit);
}
