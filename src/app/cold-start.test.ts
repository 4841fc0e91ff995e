import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Config, validate } from '../config/schema.ts';
import { coldStart } from './cold-start.ts';

const config = validate({ deployment: { start_grace_ms: 1_000, fast_boot_hold_ms: 60_000 } }) as Config;
const USUAL = { kind: 'cold', graceMs: 1_000, reason: 'start_grace' };

test('a start keeps rows without a neighbor for the grace, after a fast boot for the hold', () => {
  assert.deepEqual(coldStart(config, { isFast: false, uptimeMs: 5_000 }), USUAL);
  const held = { kind: 'cold', graceMs: 60_000, reason: 'fast_boot' };
  assert.deepEqual(coldStart(config, { isFast: true, uptimeMs: 59_999 }), held);
});

test('a restart long after a fast boot is like any other', () => {
  assert.deepEqual(coldStart(config, { isFast: true, uptimeMs: 60_000 }), USUAL);
});
