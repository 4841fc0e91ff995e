import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { askDaemon } from './ask-daemon.ts';

const METRICS = { enabled: true, address: '::1', port: 9091 };
const never = new AbortController().signal;

/** Lets the hosts given answer; the others refuse. Returns what was asked. */
function answering(t: TestContext, answers: Readonly<Record<string, string>>): readonly string[] {
  const asked: string[] = [];
  t.mock.method(globalThis, 'fetch', async (input: string) => {
    asked.push(input);
    const body = answers[new URL(input).hostname];
    if (body === undefined) throw new TypeError('fetch failed');
    return new Response(body);
  });
  return asked;
}

test('the graces of the daemon are taken from its health', async (t) => {
  const asked = answering(t, { '[::1]': '{"status":"healthy","graces":["start_grace"]}' });
  assert.deepEqual(await askDaemon(METRICS, never), { graces: ['start_grace'], silent: undefined });
  assert.deepEqual(asked, ['http://[::1]:9091/health']);
});

test('where IPv6 is off the daemon is found on 127.0.0.1', async (t) => {
  answering(t, { '127.0.0.1': '{"graces":[]}' });
  assert.deepEqual(await askDaemon(METRICS, never), { graces: [], silent: undefined });
});

for (const [what, answers] of [
  ['nobody answers', {}],
  ['what answers is no JSON', { '[::1]': 'hello' }],
  ['what answers is no neighsyncd', { '[::1]': '{"status":"UP"}' }],
  ['what answers says null', { '[::1]': 'null' }],
] as const) {
  test(`when ${what}, the place is named`, async (t) => {
    const asked = answering(t, answers);
    assert.deepEqual(await askDaemon(METRICS, never), { graces: [], silent: '[::1]:9091' });
    assert.equal(asked.length, 2);
  });
}

test('an address that was configured is the only one that is asked', async (t) => {
  const asked = answering(t, {});
  const { silent } = await askDaemon({ enabled: true, address: '127.0.0.5', port: 80 }, never);
  assert.equal(silent, '127.0.0.5:80');
  assert.deepEqual(asked, ['http://127.0.0.5:80/health']);
});

test('without metrics nobody is asked', async (t) => {
  const asked = answering(t, {});
  assert.deepEqual(await askDaemon({ ...METRICS, enabled: false }, never), { graces: [], silent: undefined });
  assert.deepEqual(asked, []);
});

test('an interruption is no answer', async (t) => {
  answering(t, {});
  await assert.rejects(askDaemon(METRICS, AbortSignal.abort()), { name: 'AbortError' });
});
