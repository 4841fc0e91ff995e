import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError, ERROR_CODES, type ErrorCode } from '../../base/errors.ts';
import { failureBody, fieldError } from './envelope.ts';
import { failureOf, formatClientError } from './protocol-error.ts';
import { HTTP_STATUS } from './status.ts';

test('every code has a status of its kind, and the message of the error', () => {
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const { status, error } = failureOf(new DaemonError(code, { op: 'try it', message: 'no' }), 'GET /');
    assert.equal(status, HTTP_STATUS[code]);
    assert.ok(status >= 400 && status <= 599, code);
    assert.deepEqual(error, { code, message: 'try it: no' });
  }
});

test('a wrong field is named apart, be it ours or that of the service', () => {
  const own = failureOf(fieldError({ field: 'limit', message: 'a' }, { field: 'vrf', message: 'b' }), 'GET /');
  assert.equal(own.error.message, 'limit: a; vrf: b');
  assert.deepEqual(own.error.details, [
    { field: 'limit', message: 'a' },
    { field: 'vrf', message: 'b' },
  ]);
  const theirs = failureOf(new DaemonError('invalid_argument', { op: 'prefix', message: '"x" is none' }), 'GET /');
  assert.deepEqual(theirs.error.details, [{ field: 'prefix', message: '"x" is none' }]);
});

test('only what the framework itself refuses keeps its status; whatever else is thrown is a bug', () => {
  const thrown = (code: string) => Object.assign(new Error('too large'), { code, statusCode: 413 });
  assert.deepEqual(failureOf(thrown('FST_ERR_CTP_BODY_TOO_LARGE'), 'POST /'), {
    status: 413,
    error: { code: 'invalid_argument', message: 'POST /: too large' },
  });
  assert.equal(failureOf(thrown('ENOENT'), 'POST /').status, 500);
  assert.equal(failureOf('text', 'POST /').error.code, 'bug');
});

test('bytes that are no request are answered with a whole response', () => {
  const [head = '', body = ''] = formatClientError('HPE_HEADER_OVERFLOW').split('\r\n\r\n');
  assert.match(head, /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  assert.match(head, new RegExp(`content-length: ${Buffer.byteLength(body)}\r\n`));
  assert.deepEqual(
    JSON.parse(body),
    failureBody({
      error: { code: 'invalid_argument', message: 'read a request: the headers are longer than 16 KiB' },
    }),
  );
  assert.match(formatClientError('HPE_INVALID_METHOD'), /^HTTP\/1\.1 400 Bad Request/);
  assert.match(formatClientError('ERR_HTTP_REQUEST_TIMEOUT'), /^HTTP\/1\.1 408 [\s\S]*"deadline"/);
});
