import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../test/support/until.ts';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { type FailedChange, FailedNeighbors } from './failed-neighbors.ts';
import { FailedWriter } from './failed-writer.ts';

type Script = { readonly keys: readonly string[]; readonly end: (error?: Error) => void };

const address = (last: number): Uint8Array => Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last);

/** A writer whose scripts end when the test says so. */
function bench() {
  const scripts: Script[] = [];
  const failures: DaemonError[] = [];
  const failed = new FailedNeighbors(() => true);
  const write = (changes: readonly FailedChange[]) =>
    new Promise<void>((resolve, reject) => {
      const end = (error?: Error): void => (error === undefined ? resolve() : reject(error));
      scripts.push({ keys: changes.map(({ kind, key }) => `${kind} ${key}`), end });
    });
  const writer = new FailedWriter({
    failed,
    write,
    clock: systemClock,
    random: Math.random,
    onFailure: (error) => void failures.push(error),
  });
  const note = (last: number, has: boolean): void => {
    failed.note('Ethernet0', address(last), has);
    writer.notify();
  };
  return { scripts, failures, writer, note };
}

test('one script is in flight at a time, and what comes meanwhile goes after it', async () => {
  const { scripts, writer, note } = bench();
  note(1, true);
  assert.equal(scripts.length, 0, 'the gate is closed');
  writer.open();
  note(2, true);
  note(1, false);
  assert.equal(scripts.length, 1);
  scripts[0]?.end();
  await until('the rest is sent', () => scripts.length === 2);
  scripts[1]?.end();
  await writer.idle();
  assert.deepEqual(
    scripts.map(({ keys }) => keys),
    [['set_key Ethernet0:2001:db8::1'], ['set_key Ethernet0:2001:db8::2', 'delete Ethernet0:2001:db8::1']],
  );
  assert.equal(writer.unwritten, 0);
});

test('after a refusal the last state is written, after a pause that changes do not shorten', async () => {
  const { scripts, failures, writer, note } = bench();
  writer.open();
  note(1, true);
  scripts[0]?.end(new DaemonError('redis_refused', { op: 'test', message: 'WRONGTYPE' }));
  await writer.idle();
  note(1, false);
  assert.equal(scripts.length, 1);
  assert.equal(writer.lastError?.message, 'test: WRONGTYPE');
  await until('it is tried again', () => scripts.length === 2);
  assert.deepEqual(scripts[1]?.keys, ['delete Ethernet0:2001:db8::1']);
  scripts[1]?.end();
  await writer.idle();
  assert.deepEqual([writer.lastError, failures.length], [undefined, 1]);
});

test('while the gate is closed nothing is tried again', async () => {
  const { scripts, writer, note } = bench();
  writer.open();
  note(1, true);
  writer.close();
  scripts[0]?.end(new Error('whatever'));
  await writer.idle();
  note(2, true);
  assert.equal(scripts.length, 1);
  writer.open();
  assert.deepEqual(scripts[1]?.keys, ['set_key Ethernet0:2001:db8::1', 'set_key Ethernet0:2001:db8::2']);
});
