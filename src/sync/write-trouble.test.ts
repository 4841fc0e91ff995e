import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import type { RowId } from '../neighbor/mirror.ts';
import { WriteTrouble } from './write-trouble.ts';

const OOM = new DaemonError('redis_refused', { op: 'test', message: 'OOM' });
const [ONE, OTHER] = [1 as RowId, 2 as RowId];

test('what is refused is not made good by another write that the database takes', () => {
  const trouble = new WriteTrouble();
  assert.equal(trouble.begin([{ id: ONE }], OOM), 0);
  trouble.written(OTHER);
  trouble.end();
  assert.equal(trouble.error, OOM);
  assert.equal(trouble.begin([{ id: ONE }], OOM), 1, 'the pauses grow');
  trouble.written(ONE);
  trouble.end();
  assert.equal(trouble.error, undefined);
  assert.equal(trouble.begin([], OOM), 0, 'only a host route');
  trouble.end();
  assert.equal(trouble.error, undefined);
});

test('a table that is read from the start ends it when nothing is left to write, or with the next script', () => {
  const trouble = new WriteTrouble();
  trouble.begin([{ id: ONE }], OOM);
  trouble.restart(false);
  assert.equal(trouble.error, OOM);
  trouble.end();
  assert.equal(trouble.error, undefined);
  trouble.begin([{ id: ONE }], OOM);
  trouble.restart(true);
  assert.equal(trouble.error, undefined);
});
