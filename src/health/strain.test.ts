import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Load, NO_STRAIN, stepStrain, strainReasons } from './strain.ts';

const MIB = 1024 * 1024;
const CALM: Load = { rows: 1000, p99Ms: 50, errorRate: 0.01, memoryBytes: 150 * MIB, entries: 1000 };
const after = (...loads: readonly Partial<Load>[]) =>
  strainReasons(loads.reduce((strain, load) => stepStrain(strain, { ...CALM, ...load }), NO_STRAIN));
const thrice = (load: Partial<Load>) => after(load, load, load);

test('at the limits there is no strain', () => {
  assert.deepEqual(thrice({}), { degraded: [], unhealthy: [] });
});

for (const [what, load, reason] of [
  ['latency', { p99Ms: 51 }, 'p99 is 51 ms, above 50 ms'],
  ['errors', { errorRate: 0.011 }, '1.1 % of writes fail, above 1.0 %'],
  ['memory', { memoryBytes: 151 * MIB }, 'memory is 151 MiB, above 150 MiB'],
] as const) {
  test(`${what} above the first limit degrade at the third check in a row, and a good one ends that`, () => {
    assert.deepEqual(after(load, load), { degraded: [], unhealthy: [] });
    assert.deepEqual(thrice(load), { degraded: [reason], unhealthy: [] });
    assert.deepEqual(after(load, load, load, {}), { degraded: [], unhealthy: [] });
    assert.deepEqual(after(load, load, {}, load), { degraded: [], unhealthy: [] });
  });
}

for (const [what, load, reason] of [
  ['latency', { p99Ms: 101 }, 'p99 is 101 ms, above 100 ms'],
  ['errors', { errorRate: 0.06 }, '6.0 % of writes fail, above 5.0 %'],
  ['memory', { memoryBytes: 201 * MIB }, 'memory is 201 MiB, above 200 MiB'],
] as const) {
  test(`${what} above the second limit make unhealthy at the third check in a row`, () => {
    assert.deepEqual(thrice(load), { degraded: [], unhealthy: [reason] });
  });
}

test('checks beyond the first limit and beyond the second count together for degraded', () => {
  const { degraded, unhealthy } = after({ p99Ms: 60 }, { p99Ms: 200 }, { p99Ms: 200 });
  assert.deepEqual([degraded, unhealthy], [['p99 is 200 ms, above 50 ms'], []]);
});

test('the latency of a few rows says nothing', () => {
  assert.deepEqual(thrice({ rows: 99, p99Ms: 5000 }), { degraded: [], unhealthy: [] });
  assert.equal(thrice({ rows: 100, p99Ms: 5000 }).unhealthy.length, 1);
});

test('a full table is not an illness', () => {
  const entries = 400_000;
  assert.deepEqual(thrice({ entries, memoryBytes: 280 * MIB }), { degraded: [], unhealthy: [] });
  assert.deepEqual(thrice({ entries, memoryBytes: 287 * MIB }).degraded, ['memory is 287 MiB, above 287 MiB']);
  assert.equal(thrice({ entries, memoryBytes: 345 * MIB }).unhealthy.length, 1);
});
