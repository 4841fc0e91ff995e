import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AbortError,
  ClientClosedError,
  ClientOfflineError,
  ConnectionTimeoutError,
  DisconnectsClientError,
  SimpleError,
  SocketClosedUnexpectedlyError,
  SocketTimeoutError,
  TimeoutError,
} from '@redis/client';
import { DaemonError } from '../base/errors.ts';
import { isNoScript, toRedisError } from './errors.ts';

test('a connection that is gone, or not there yet, is redis_unavailable', () => {
  const failures = [
    new AbortError(),
    new ClientClosedError(),
    new ClientOfflineError(),
    new ConnectionTimeoutError(),
    new DisconnectsClientError(),
    new SocketClosedUnexpectedlyError(),
    new SocketTimeoutError(2000),
    new TimeoutError(),
    new Error('The queue is full'),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  ];
  for (const failure of failures) assert.equal(toRedisError(failure, 'op').code, 'redis_unavailable', failure.message);
});

test('an error reply keeps its text, and its first word decides', () => {
  const codeOf = (text: string) => toRedisError(new SimpleError(text), 'op').code;
  assert.equal(codeOf('LOADING Redis is loading the dataset in memory'), 'redis_unavailable');
  assert.equal(codeOf('MASTERDOWN Link with MASTER is down'), 'redis_unavailable');
  assert.equal(codeOf('BUSY Redis is busy running a script'), 'redis_unavailable');
  assert.equal(codeOf('BUSYKEY Target key name already exists.'), 'redis_refused');
  assert.equal(codeOf('FENCED epoch is 7'), 'fenced');
  for (const word of ['READONLY', 'OOM', 'NOAUTH', 'WRONGPASS', 'WRONGTYPE', 'NOPERM', 'MISCONF', 'ERR']) {
    assert.equal(codeOf(`${word} something`), 'redis_refused');
  }
  assert.equal(toRedisError(new SimpleError('READONLY no'), 'write').message, 'write: READONLY no');
});

test('what no server can cause is a bug, and a DaemonError passes as it is', () => {
  assert.equal(toRedisError(new TypeError('invalid argument'), 'op').code, 'bug');
  assert.equal(toRedisError('a string', 'op').code, 'bug');
  const own = new DaemonError('fenced', { op: 'x' });
  assert.equal(toRedisError(own, 'op'), own);
});

test('only a NOSCRIPT reply asks for the source', () => {
  assert.equal(isNoScript(new SimpleError('NOSCRIPT No matching script. Please use EVAL.')), true);
  assert.equal(isNoScript(new SimpleError('ERR NOSCRIPT')), false);
  assert.equal(isNoScript(new Error('NOSCRIPT')), false);
});
