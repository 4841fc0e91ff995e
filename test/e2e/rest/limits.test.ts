import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { openSocket, parseRaw, sayRaw } from '../../support/raw-http.ts';
import { heard, PREFIX, startRest } from '../../support/rest.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 90_000 };

test('headers are bounded in number and in length', DEADLINE, async () => {
  await using rest = await startRest();
  const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'a']));
  assert.equal((await rest.ask('/health', { headers: headers(50) })).status, 200);
  assert.equal((await rest.ask('/health', { headers: headers(70) })).status, 431);
  const long = `GET ${PREFIX}/health HTTP/1.1\r\nhost: localhost\r\na: ${'x'.repeat(20_000)}\r\n\r\n`;
  assert.equal(parseRaw(await sayRaw(rest.url, long)).status, 431);
});

test('who speaks slowly is told so, and cut off', DEADLINE, async () => {
  await using rest = await startRest({ limits: { requestTimeoutMs: 1_000 } });
  const slow = await openSocket(rest.url);
  const drip = setInterval(() => slow.write('a: b\r\n'), 100);
  slow.write(`GET ${PREFIX}/health HTTP/1.1\r\nhost: localhost\r\n`);
  const silent = heard(await openSocket(rest.url));
  const half = sayRaw(
    rest.url,
    `POST ${PREFIX}/neighbors HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`,
  );
  assert.equal(parseRaw(await heard(slow)).status, 408);
  clearInterval(drip);
  assert.equal(parseRaw(await silent).status, 408);
  assert.equal(parseRaw(await half).status, 408);
});

test('more connections than there may be are closed, and when there is room others come in', DEADLINE, async () => {
  await using rest = await startRest({ limits: { maxConnections: 20 } });
  const sockets = await Promise.all(Array.from({ length: 220 }, () => openSocket(rest.url)));
  const closed = (): number => sockets.filter((socket) => socket.readableEnded || socket.destroyed).length;
  for (const socket of sockets) socket.resume();
  await until('those over the limit are closed', () => closed() >= 200);
  assert.equal(closed(), 200);
  for (const socket of sockets) socket.destroy();
  await until('there is room again', async () => {
    const answer = await rest.ask('/health').catch(() => undefined);
    return answer?.status === 200;
  });
});

test('more requests than there may be are told to come back', DEADLINE, async () => {
  let nowMs = 0;
  await using rest = await startRest({ limits: { maxRequestsPerS: 3 }, clock: { monotonicMs: () => nowMs } });
  nowMs = 10_000;
  const statuses = async () => [(await rest.ask('/stats')).status, (await rest.ask('/nope')).status];
  assert.deepEqual(await statuses(), [200, 404]);
  assert.deepEqual(await statuses(), [200, 429]);
  const { headers, body } = await rest.ask('/stats');
  assert.deepEqual([headers['retry-after'], body?.error?.code], ['1', 'busy']);
  nowMs += 400;
  assert.deepEqual(await statuses(), [200, 429]);
});

test('a request that takes too long is answered, and its work is called off', DEADLINE, async () => {
  await using rest = await startRest();
  let calledOff: unknown;
  const verify = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        calledOff = signal.reason;
        reject(new Error('called off'));
      });
    });
  await using slow = await startRest({ service: { ...rest.service, verify }, limits: { requestTimeoutMs: 200 } });
  const { status, body } = await slow.ask('/verify', { method: 'POST' });
  assert.deepEqual([status, body?.error?.code], [504, 'deadline']);
  assert.match(body?.error?.message ?? '', /no answer within 200 ms/);
  assert.ok(calledOff instanceof Error);
  await using patient = await startRest({
    service: { ...rest.service, verify },
    limits: { requestTimeoutMs: 300_000 },
  });
  calledOff = undefined;
  const socket = await openSocket(patient.url);
  socket.write(`POST ${PREFIX}/verify HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await patient.ask('/health');
  socket.destroy();
  await once(socket, 'close');
  await until('the work is called off', () => calledOff !== undefined);
});
