import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatEndpoint } from './endpoint.ts';

test('an endpoint reads as it would be typed', () => {
  assert.equal(formatEndpoint({ kind: 'unix', path: '/run/redis.sock' }), 'unix:/run/redis.sock');
  assert.equal(formatEndpoint({ kind: 'tcp', host: '127.0.0.1', port: 6379 }), '127.0.0.1:6379');
  assert.equal(formatEndpoint({ kind: 'tcp', host: '::1', port: 6379 }), '[::1]:6379');
});
