import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turns } from './turns.ts';

test('slices are done one in each turn of the event loop, in the order of asking', async () => {
  const turns = new Turns();
  const done: string[] = [];
  const work = async (name: string): Promise<void> => {
    for (let slice = 1; slice <= 3; slice++) {
      await turns.next();
      done.push(`${name}${slice}`);
    }
  };
  let turn = 0;
  const counting = setImmediate(function count() {
    turn++;
    done.push(`turn ${turn}`);
    if (turn < 20) setImmediate(count);
  });
  await Promise.all([work('a'), work('b')]);
  clearImmediate(counting);
  assert.deepEqual(
    done.filter((entry) => !entry.startsWith('turn')),
    ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'],
  );
  for (const [place, entry] of done.entries()) {
    const next = done[place + 1];
    if (!entry.startsWith('turn') && next !== undefined) assert.ok(next.startsWith('turn'), done.join(' '));
  }
});
