import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ReplayResult } from '../capture/replay.ts';
import { replay, toText } from './replay.ts';

const CAPTURES = new URL('../../test/fixtures/captures/', import.meta.url);

const RESULT: ReplayResult = {
  rows: new Map([
    ['Ethernet0:10.0.0.3', { key: 'Ethernet0:10.0.0.3', neigh: undefined, family: 'IPv4' }],
    ['Ethernet0:10.0.0.2', { key: 'Ethernet0:10.0.0.2', neigh: '02:00:00:00:00:02', family: 'IPv4' }],
  ]),
  events: 7,
  writes: 3,
  digest: 'abc',
  recordedMs: 1234.5,
  unanswered: 0,
  skipped: 0,
  complete: true,
};

test('a replay is printed as the table it ends with, and what it did', () => {
  assert.equal(
    toText(RESULT, true),
    [
      'KEY                 NEIGH              FAMILY',
      'Ethernet0:10.0.0.2  02:00:00:00:00:02  IPv4',
      'Ethernet0:10.0.0.3  (no neigh)         IPv4',
      '',
      '1.234 s of recording: 7 events',
      '3 writes, sha256 abc',
      '2 rows in the end',
      '',
    ].join('\n'),
  );
});

test('what a replay could not follow is told, and that a recording was cut short', () => {
  const text = toText({ ...RESULT, unanswered: 1, skipped: 2, complete: false }, false);
  assert.match(text, /^1\.234 s of recording, which does not end in order: 7 events$/m);
  assert.match(text, /^the engine went its own way: 1 questions have no answer there, 2 were not asked$/m);
  assert.doesNotMatch(text, /KEY/);
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} before the recording came to its end does not end with the status of success`, {
    timeout: 30_000,
  }, async (t) => {
    const [file = ''] = readdirSync(CAPTURES).filter((name) => name.endsWith('.capture'));
    const written = t.mock.method(process.stderr, 'write', () => true);
    const running = replay.run([fileURLToPath(new URL(file, CAPTURES)), '--real-time']);
    process.emit(signal);
    assert.equal(await running, code);
    assert.deepEqual(
      written.mock.calls.map(({ arguments: [text] }) => text),
      ['neighsyncd: replay: interrupted before the recording came to its end\n'],
    );
  });
}
