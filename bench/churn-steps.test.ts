import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom } from '../test/support/random-from.ts';
import { churnStep, createChurn } from './churn-steps.ts';

test('churn changes something with every step, in the shares that it promises, and stays in balance', () => {
  const churn = createChurn(1_000);
  const random = randomFrom(1);
  const known = new Map(Array.from({ length: 1_000 }, (_, index) => [index, '0 permanent']));
  const counts = { mac: 0, state: 0, add: 0, del: 0 };
  for (let step = 0; step < 20_000; step++) {
    const { op, index, round, state = 'permanent' } = churnStep(churn, random);
    const before = known.get(index);
    const after = `${round} ${state}`;
    assert.notEqual(before, op === 'del' ? undefined : after);
    if (op === 'del') {
      known.delete(index);
      counts.del++;
      continue;
    }
    known.set(index, after);
    if (before === undefined) counts.add++;
    else if (before.split(' ')[0] === `${round}`) counts.state++;
    else counts.mac++;
  }
  const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 500;
  assert.ok(near(counts.mac, 6_000) && near(counts.state, 8_000), JSON.stringify(counts));
  assert.ok(near(counts.add + counts.del, 6_000), JSON.stringify(counts));
  assert.ok(near(known.size, 1_000), `${known.size} neighbors`);
});

test('the same seed makes the same steps', () => {
  const steps = (seed: number) => {
    const [churn, random] = [createChurn(10), randomFrom(seed)];
    return Array.from({ length: 50 }, () => churnStep(churn, random));
  };
  assert.deepEqual(steps(7), steps(7));
  assert.notDeepEqual(steps(7), steps(8));
});
