import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toText, verify } from './verify.ts';

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

const SAID: readonly (readonly [string, Parameters<typeof toText>[0], string])[] = [
  ['nothing', { differences: [], held: [], kept: [], equal: 0 }, 'equal: 0 rows as they should be, 0 kept\n'],
  ['one row', { differences: [], held: [], kept: [], equal: 1 }, 'equal: 1 row as it should be, 0 kept\n'],
  [
    'a row that is kept',
    { differences: [], held: [], kept: [{ key: 'Vlan10:10.0.0.1', reason: 'start_grace' }], equal: 2 },
    'KEPT             REASON\nVlan10:10.0.0.1  start_grace\n\nequal: 2 rows as they should be, 1 kept\n',
  ],
  [
    'a difference',
    { differences: [{ kind: 'missing', key: 'Vlan10:10.0.0.1', expected: 1 }], held: [], kept: [], equal: 1 },
    'WHAT     KEY              KERNEL             DATABASE\n' +
      'missing  Vlan10:10.0.0.1  00:00:00:00:00:01  no row\n\n1 difference: 1 row as it should be, 0 kept\n',
  ],
];
for (const [what, verification, text] of SAID) {
  test(`${what} is said in words`, () => assert.equal(toText(verification), text));
}
