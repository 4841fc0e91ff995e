import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flusherBench, type Script } from '../../test/support/flusher-bench.ts';
import { ip } from '../../test/support/sync-world.ts';
import { turns } from '../../test/support/turn.ts';
import { until } from '../../test/support/until.ts';
import { DaemonError } from '../base/errors.ts';

const refused = (): Promise<never> =>
  Promise.reject(new DaemonError('redis_refused', { op: 'test', message: 'WRONGTYPE' }));
const IP6 = Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

const sizes = (scripts: readonly Script[]): readonly number[] => scripts.map(({ batch }) => batch.length);

test('a change that finds nothing waiting goes out in the same turn', () => {
  const { scripts, flusher, put } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1]);
});

test('while a script is in flight changes gather, and go when the batch is full', () => {
  const { scripts, flusher, put } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  for (const last of [2, 3, 4]) put(last);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1]);
  put(5);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1, 4]);
});

test('what gathers goes after a moment of quiet, although nothing more happens', async () => {
  const { scripts, flusher, put } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  put(2);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1]);
  await until('the second batch is sent', () => scripts.length === 2);
});

test('there are never more scripts in flight than workers', async () => {
  const { scripts, flusher, put, image } = flusherBench();
  flusher.open();
  for (let last = 1; last <= 20; last++) put(last);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [4, 4]);
  scripts[0]?.end();
  await until('the next batch is sent', () => scripts.length === 3);
  assert.equal(image.pending.inFlight, 8);
});

test('a key that changes while it is in flight waits until it has landed', async () => {
  const { scripts, flusher, put } = flusherBench();
  flusher.open();
  for (let last = 1; last <= 8; last++) put(last);
  flusher.notify();
  for (let last = 5; last <= 8; last++) put(last, 99);
  scripts[0]?.end();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(sizes(scripts), [4, 4]);
  scripts[1]?.end();
  await until('the changes are sent', () => scripts.length === 3);
  assert.equal(scripts[2]?.batch.length, 4);
});

test('nothing goes out while the gate is closed, and all of it when it opens', () => {
  const { scripts, flusher, put } = flusherBench();
  put(1);
  flusher.notify();
  assert.equal(scripts.length, 0);
  flusher.open();
  assert.equal(scripts.length, 1);
});

test('a failed batch is written again, with the last state, and changes do not shorten the pause', async () => {
  const { scripts, failures, flusher, put, image } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  put(1, 77);
  scripts[0]?.end(new DaemonError('redis_unavailable', { op: 'test' }));
  await until('the failure is reported', () => failures.length === 1);
  put(2);
  flusher.notify();
  assert.equal(scripts.length, 1);
  await until('it is written again', () => scripts.length === 2);
  const again = scripts[1]?.batch.find(({ key }) => key === 'Ethernet0:10.0.0.1');
  assert.ok(again?.kind === 'set' && again.mac === '00:00:00:00:00:4d', JSON.stringify(again));
  assert.equal(image.counters.writeFailures, 1);
});

test('drain writes everything and waits for the acknowledgements, but not for ever', async () => {
  const { scripts, flusher, put, image } = flusherBench();
  flusher.open();
  for (let last = 1; last <= 10; last++) put(last);
  const drained = flusher.drain(AbortSignal.timeout(30_000));
  for (let sent = 0; sent < 3; sent++) {
    await until('another batch is sent', () => scripts.length > sent);
    scripts[sent]?.end();
  }
  await drained;
  assert.deepEqual([image.pending.dirty, image.pending.inFlight, image.mirror.rows], [0, 0, 10]);
  put(1, 5);
  flusher.notify();
  await flusher.drain(AbortSignal.timeout(20));
  assert.equal(image.pending.inFlight, 1);
});

test('a refused write is told until one succeeds', async () => {
  const { scripts, flusher, put } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  const told = (): string | undefined => flusher.writeError?.message;
  assert.equal(told(), undefined);
  scripts[0]?.end(new DaemonError('redis_refused', { op: 'test', message: 'READONLY' }));
  await until('it is written again', () => scripts.length === 2);
  assert.equal(told(), 'test: READONLY');
  scripts[1]?.end();
  await until('it is forgotten', () => told() === undefined);
});

test('a refused write is forgotten when the table is read again and nothing is left to write', async () => {
  const { scripts, failures, flusher, put, image } = flusherBench();
  flusher.open();
  put(1);
  flusher.notify();
  scripts[0]?.end(new DaemonError('redis_refused', { op: 'test' }));
  await until('the failure is reported', () => failures.length === 1);
  flusher.close();
  flusher.open();
  assert.notEqual(flusher.writeError, undefined, 'it still waits');
  scripts[1]?.end(new DaemonError('redis_refused', { op: 'test' }));
  await flusher.idle();
  flusher.close();
  image.pending.clear();
  flusher.open();
  assert.equal(flusher.writeError, undefined);
});

test('a NEIGH_FAILED_TABLE that is refused holds up no row, is tried again and is told', async () => {
  const { scripts, failures, flusher, put, image, side } = flusherBench();
  side.onFailed = refused;
  flusher.open();
  put(1);
  image.failed.note('Ethernet0', IP6, true);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1], 'the row goes out in the same turn');
  await until('the refusal is reported', () => failures.length === 1);
  scripts[0]?.end();
  await until('the row is there', () => image.mirror.rows === 1);
  put(2);
  flusher.notify();
  assert.deepEqual(sizes(scripts), [1, 1], 'nor does the pause after the refusal hold up a row');
  scripts[1]?.end();
  assert.match(String(flusher.writeError?.message), /WRONGTYPE/);
  assert.equal(image.counters.writeErrors, failures.length);
  assert.equal(image.counters.writeFailures, 0, 'no row has failed');
  side.onFailed = () => undefined;
  await until('it is made good', () => flusher.writeError === undefined);
  assert.deepEqual([...new Set(side.failedWrites.flat())], ['set_key Ethernet0:2001:db8::1']);
  await flusher.drain(AbortSignal.timeout(30_000));
});

test('host routes that are refused hold up the rows, which must come after them', async () => {
  const { scripts, failures, flusher, put, image, side } = flusherBench();
  side.onRoutes = refused;
  flusher.open();
  put(1);
  image.hostRoutes.put('Ethernet0', ip(1), 'Vrf1');
  flusher.notify();
  await until('it is tried again', () => failures.length > 1);
  assert.deepEqual(sizes(scripts), []);
  side.onRoutes = () => {};
  await until('the row follows', () => scripts.length === 1);
});

test('it is idle only when NEIGH_FAILED_TABLE is written, too', async () => {
  const { flusher, image, side } = flusherBench();
  const answer = Promise.withResolvers<void>();
  side.onFailed = () => answer.promise;
  flusher.open();
  image.failed.note('Ethernet0', IP6, true);
  flusher.notify();
  const idle = flusher.idle().then(() => 'idle');
  assert.equal(await Promise.race([idle, turns(1)]), undefined);
  answer.resolve();
  assert.equal(await idle, 'idle');
});

test('drain writes NEIGH_FAILED_TABLE, too, and what is left of it when the time is over is counted', async () => {
  const { flusher, image, side } = flusherBench();
  image.failed.note('Ethernet0', IP6, true);
  side.onFailed = refused;
  flusher.open();
  await flusher.drain(AbortSignal.timeout(50));
  assert.equal(flusher.failedUnwritten, 1);
  side.onFailed = () => undefined;
  await flusher.drain(AbortSignal.timeout(30_000));
  assert.equal(flusher.failedUnwritten, 0);
});
