import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTimer } from './warm-restart.ts';

test('the timer is a number of seconds, 5 unless it is given', () => {
  assert.deepEqual(parseTimer(undefined), { seconds: 5 });
  assert.deepEqual(parseTimer('1'), { seconds: 1 });
  assert.deepEqual(parseTimer('9999'), { seconds: 9999 });
});

test('a timer that is none is told of, and the default counts', () => {
  for (const field of ['0', '10000', '-1', '1.5', '5s', ' 5', '', '0x10', '١']) {
    assert.deepEqual(parseTimer(field), {
      seconds: 5,
      problem: `neighsyncd_timer: ${JSON.stringify(field)} is out of range (1 to 9999)`,
    });
  }
});
