import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from './verify.ts';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} before the comparison is complete does not end with the status of equal`, {
    timeout: 30_000,
  }, async (t) => {
    const written = t.mock.method(process.stderr, 'write', () => true);
    const running = verify.run(['--config', '/dev/null', '--set', 'redis.unix_socket=/nonexistent/redis.sock']);
    process.emit(signal);
    assert.equal(await running, 69);
    assert.deepEqual(
      written.mock.calls.map(({ arguments: [text] }) => text),
      ['neighsyncd: verify: interrupted before the comparison was complete\n'],
    );
  });
}
