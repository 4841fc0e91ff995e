import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openEvents, type StreamedEvent } from '../../support/event-source.ts';
import { createFakeService } from '../../support/fake-service.ts';
import { askRaw, heard, PREFIX, type RestUnderTest, startRest } from '../../support/rest.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 60_000 };
const FIRST = { ipAddress: '10.0.0.1', macAddress: '02:00:00:00:00:01', interface: 'Ethernet0', state: 'REACHABLE' };
const SECOND = { ...FIRST, ipAddress: '10.0.0.2' };

const kinds = (events: readonly StreamedEvent[]): readonly string[] => events.map(({ event }) => event);

async function revisionOf({ service }: RestUnderTest): Promise<string> {
  return (await service.list({}, new AbortController().signal)).revision;
}

test('tells all there is, then what changes, then that it is alive', DEADLINE, async () => {
  await using rest = await startRest();
  rest.service.put(FIRST);
  await using watch = await openEvents(rest.url, `${PREFIX}/watch`);
  assert.deepEqual(kinds(await watch.take(3)), ['snapshot', 'present', 'synced']);
  rest.service.put({ ...FIRST, state: 'STALE' });
  const [changed] = await watch.take(1);
  assert.deepEqual([changed?.event, changed?.id], ['changed', await revisionOf(rest)]);
  assert.equal(changed?.data['kind'], 'changed');
  rest.service.drop('10.0.0.1');
  const [gone] = await watch.take(1);
  assert.deepEqual([gone?.data['kind'], gone?.data['ip_address']], ['gone', '10.0.0.1']);
  rest.service.heartbeat();
  assert.deepEqual(kinds(await watch.take(1)), ['heartbeat']);
});

test('goes on from the last event that was seen, whichever way that is said', DEADLINE, async () => {
  await using rest = await startRest();
  rest.service.put(FIRST);
  const revision = await revisionOf(rest);
  rest.service.put(SECOND);
  await using byQuery = await openEvents(rest.url, `${PREFIX}/watch?from_revision=${revision}`);
  assert.deepEqual(kinds(await byQuery.take(1)), ['changed']);
  await using byHeader = await openEvents(rest.url, `${PREFIX}/watch?from_revision=unknown`, {
    'last-event-id': revision,
  });
  assert.deepEqual(kinds(await byHeader.take(1)), ['changed']);
  await using unknown = await openEvents(rest.url, `${PREFIX}/watch?from_revision=unknown`);
  const [first] = await unknown.take(1);
  assert.equal(first?.data['reason'], 'revision_unknown');
});

test('begins at once, though nothing happens', DEADLINE, async () => {
  await using rest = await startRest();
  const revision = await revisionOf(rest);
  await using watch = await openEvents(rest.url, `${PREFIX}/watch?from_revision=${revision}`);
  rest.service.put(FIRST);
  assert.deepEqual(kinds(await watch.take(1)), ['changed']);
});

test('is refused before anything is told, with the envelope', DEADLINE, async () => {
  await using rest = await startRest();
  const wrong = await rest.ask('/watch?prefix=10.0.0.0/40');
  assert.deepEqual([wrong.status, wrong.body?.error?.code], [400, 'invalid_argument']);
  const unknown = await rest.ask('/watch?limit=3');
  assert.deepEqual(unknown.body?.error?.details?.[0]?.field, 'limit');
});

test('too many watches are told to come back later', DEADLINE, async () => {
  await using rest = await startRest({ service: createFakeService({ maxWatches: 1 }) });
  await using watch = await openEvents(rest.url, `${PREFIX}/watch`);
  await watch.take(1);
  const { status, body } = await rest.ask('/watch');
  assert.deepEqual([status, body?.error?.code], [429, 'busy']);
});

test('a client that goes away ends its watch', DEADLINE, async () => {
  await using rest = await startRest();
  {
    await using watch = await openEvents(rest.url, `${PREFIX}/watch`);
    await watch.take(1);
    assert.equal(rest.service.openWatches(), 1);
  }
  await until('no watch is open', () => rest.service.openWatches() === 0);
});

test('a client that reads nothing is not served from memory, and is closed after a while', DEADLINE, async () => {
  await using rest = await startRest({ watchStallMs: 2_000 });
  const neighbors = 100_000;
  for (let at = 0; at < neighbors; at++)
    rest.service.put({ ...FIRST, ipAddress: `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}` });
  const { hostname, port } = new URL(rest.url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write(`GET ${PREFIX}/watch HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  await until('events are taken', () => rest.service.pulled() > 0);
  await until('no watch is open', () => rest.service.openWatches() === 0);
  const taken = rest.service.pulled();
  assert.ok(taken < neighbors, `${taken} events were taken`);
  socket.destroy();
});

test('many watches that read nothing do not stop others from being answered', DEADLINE, async () => {
  await using rest = await startRest();
  for (let at = 0; at < 20_000; at++) rest.service.put({ ...FIRST, ipAddress: `10.0.${at >> 8}.${at & 255}` });
  const { hostname, port } = new URL(rest.url);
  const sockets = Array.from({ length: 20 }, () => connect(Number(port), hostname));
  for (const socket of sockets) {
    socket.pause();
    socket.write(`GET ${PREFIX}/watch HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  }
  await until('all watch', () => rest.service.openWatches() === sockets.length);
  assert.equal((await rest.ask('/neighbors?limit=10')).status, 200);
  for (const socket of sockets) socket.destroy();
  await until('no watch is open', () => rest.service.openWatches() === 0);
});

test('closing the server ends watches in an orderly way', DEADLINE, async () => {
  const rest = await startRest();
  const { hostname, port } = new URL(rest.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${PREFIX}/watch HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const all = heard(socket);
  await until('a watch is open', () => rest.service.openWatches() === 1);
  await rest.close();
  assert.match(await all, /event: synced[\s\S]*\r\n0\r\n\r\n$/);
  assert.equal(rest.service.openWatches(), 0);
  await assert.rejects(askRaw(rest.url, `${PREFIX}/health`, {}), /ECONNREFUSED/);
});
