import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Action, classify, DaemonError, ERROR_CODES, type ErrorCode } from './errors.ts';

/** What operators and scripts rely on; a change here is a change for them. */
const EXPECTED: Readonly<Record<ErrorCode, readonly [Action, number]>> = {
  usage: ['die', 64],
  config_invalid: ['die', 78],
  database_config_invalid: ['die', 78],
  capture_invalid: ['die', 65],
  output_refused: ['die', 78],
  program_missing: ['die', 69],
  permission: ['degrade', 69],
  unsupported: ['degrade', 69],
  netlink_overrun: ['resync', 69],
  netlink_truncated: ['resync', 69],
  netlink_interrupted: ['retry', 69],
  netlink_busy: ['retry', 69],
  netlink_failed: ['reopen', 69],
  redis_unavailable: ['retry', 69],
  redis_refused: ['retry', 69],
  fenced: ['degrade', 69],
  port_busy: ['retry', 69],
  profile_failed: ['degrade', 69],
  invalid_argument: ['degrade', 64],
  not_found: ['degrade', 1],
  ambiguous: ['degrade', 1],
  forbidden: ['degrade', 77],
  kernel_refused: ['degrade', 69],
  config_not_live: ['degrade', 78],
  not_ready: ['retry', 69],
  busy: ['retry', 69],
  deadline: ['retry', 69],
  daemon_unreachable: ['retry', 69],
  aborted: ['die', 0],
  bug: ['die', 70],
};
const codes = Object.keys(ERROR_CODES) as readonly ErrorCode[];

test('no code is missing here', () => {
  assert.deepEqual([...codes].sort(), Object.keys(EXPECTED).sort());
});

for (const code of codes) {
  test(`${code} has its action, its exit status and a meaning`, () => {
    const [action, exitCode] = EXPECTED[code];
    assert.equal(classify(new DaemonError(code, { op: 'test' })), action);
    assert.equal(ERROR_CODES[code].exitCode, exitCode);
    assert.match(ERROR_CODES[code].meaning, /^([a-z]|Redis ).*[^.\s]$/, 'lower case, no full stop');
  });
}

test('an error says what was being done and, without a message of its own, what its code means', () => {
  const error = new DaemonError('fenced', { op: 'flush' });
  assert.equal(error.message, `flush: ${ERROR_CODES.fenced.meaning}`);
  assert.equal(error.name, 'DaemonError');
  assert.equal(error.op, 'flush');
  assert.equal('cause' in error, false);
});

test('an error keeps its message and its cause', () => {
  const cause = new Error('first');
  const error = new DaemonError('redis_refused', { op: 'write', message: 'READONLY', cause });
  assert.equal(error.message, 'write: READONLY');
  assert.equal(error.cause, cause);
});

test('from() passes a DaemonError on as it is', () => {
  const error = new DaemonError('fenced', { op: 'flush' });
  assert.equal(DaemonError.from(error, 'other'), error);
});

test('from() takes an abort for one, however it was thrown', () => {
  const domException = new DOMException('The operation was aborted', 'AbortError');
  const nodeError = Object.assign(new Error('stopped'), { name: 'AbortError' });
  for (const thrown of [AbortSignal.abort().reason, domException, nodeError]) {
    const error = DaemonError.from(thrown, 'wait');
    assert.equal(error.code, 'aborted');
    assert.equal(error.cause, thrown);
    assert.equal(error.op, 'wait');
  }
});

test('from() calls any other error a bug, with its message and the error as the cause', () => {
  const thrown = new TypeError('x is not a function');
  const error = DaemonError.from(thrown, 'decode');
  assert.equal(error.code, 'bug');
  assert.equal(error.message, 'decode: x is not a function');
  assert.equal(error.cause, thrown);
});

test('from() makes an error of anything that can be thrown, and never throws itself', () => {
  const odd = [undefined, null, Symbol('s'), 1n, Object.create(null), { toString: 1, valueOf: 1 }];
  const anything = fc.oneof(fc.constantFrom(...odd), fc.anything({ withNullPrototype: true, withBigInt: true }));
  fc.assert(
    fc.property(anything, (thrown) => {
      const error = DaemonError.from(thrown, 'op');
      assert.equal(error.code, 'bug');
      assert.match(error.message, /^op: /);
    }),
  );
});
