import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { measureMicro } from './measure-micro.ts';
import { createMicros } from './micros.ts';
import { loadModules } from './modules.ts';

test('every micro does all of its operations, each time anew', async () => {
  const micros = createMicros(await loadModules(resolve(import.meta.dirname, '../..')));
  const results = micros.map(({ name, run }) => [name, run(), run()] as const);
  for (const [name, first, second] of results) assert.ok(first > 0 && second > 0, `${name}: ${first}, ${second}`);
  const counting = ['decode message and neighbor', 'kernel table: put a change', 'pending: put, take and settle'];
  for (const [name, first, second] of results.filter(([one]) => counting.includes(one))) {
    const { operations } = micros.find((one) => one.name === name) ?? assert.fail(name);
    assert.deepEqual([first, second], [operations, operations], name);
  }
});

test('time is told for one operation', () => {
  const times = { warmUpMs: 0, repeatMs: 0, repeats: 3 };
  const { median, min, max } = measureMicro({ name: 'x', operations: 1_000_000, run: () => 1 }, times);
  assert.ok(min >= 0 && min <= median && median <= max && max < 1_000, `${min} ${median} ${max}`);
  assert.throws(() => measureMicro({ name: 'x', operations: 1, run: () => 0 }, times), /came to nothing/);
});
