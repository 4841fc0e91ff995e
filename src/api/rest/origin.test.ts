import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originProblem } from './origin.ts';

test('loopback names and addresses are let in on a port, with any port; others are named', () => {
  for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:8080', '127.1.2.3', '[::1]', '[::1]:8080'])
    assert.equal(originProblem(host, undefined, false), undefined, host);
  for (const host of [
    undefined,
    '',
    'example.com',
    'localhost.example.com',
    '127.0.0.1.nip.io',
    '::1',
    '127.0.0',
    '10.0.0.1',
    'localhost:x',
  ])
    assert.match(originProblem(host, undefined, false) ?? '', /^Host ".*" is not localhost/, `${host}`);
});

test('an origin must be the very place that is asked; on a unix socket there is none', () => {
  assert.equal(originProblem('localhost:8080', 'http://localhost:8080', false), undefined);
  assert.equal(originProblem('localhost:8080', 'HTTP://LOCALHOST:8080', false), undefined);
  for (const origin of [
    'null',
    '',
    'http://localhost',
    'http://localhost:8081',
    'https://localhost:8080',
    'http://evil.example',
  ])
    assert.match(originProblem('localhost:8080', origin, false) ?? '', /^Origin /, origin);
  assert.equal(originProblem('whatever', undefined, true), undefined);
  assert.equal(originProblem(undefined, undefined, true), undefined);
  assert.match(originProblem('localhost', 'http://localhost', true) ?? '', /unix socket/);
});
