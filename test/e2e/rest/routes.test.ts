import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DaemonError } from '../../../src/base/errors.ts';
import { readOnly } from '../../../src/service/read-only.ts';
import { at, startRest } from '../../support/rest.ts';

const DEADLINE = { timeout: 30_000 };
const FIRST = { ipAddress: '10.0.0.1', macAddress: '02:00:00:00:00:01', interface: 'Ethernet0', state: 'REACHABLE' };
const SECOND = { ipAddress: 'fe80::1', macAddress: '02:00:00:00:00:02', interface: 'Ethernet0', state: 'STALE' };
const THIRD = { ...SECOND, interface: 'Vlan10' };

async function startWithNeighbors() {
  const rest = await startRest();
  for (const neighbor of [FIRST, SECOND, THIRD]) rest.service.put(neighbor);
  return rest;
}

test('lists neighbors with what the service knows of them, page by page', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const first = await rest.ask('/neighbors?limit=2');
  assert.equal(first.status, 200);
  assert.deepEqual(at(first, 'neighbors.*.ip_address'), ['10.0.0.1', 'fe80::1']);
  assert.equal(at(first, 'total'), 3);
  assert.equal(at(first, 'neighbors.0.mac_address'), '02:00:00:00:00:01');
  const second = await rest.ask(`/neighbors?limit=2&cursor=${encodeURIComponent(`${at(first, 'next_cursor')}`)}`);
  assert.deepEqual(at(second, 'neighbors.*.interface'), ['Vlan10']);
  assert.equal(at(second, 'next_cursor'), null);
});

test('hands every filter on as it was given', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const filter = {
    interface: 'Ethernet0',
    state: 'stale',
    family: 'ipv6',
    vrf: 'default',
    mac: '02:00:00:00:00:02',
    prefix: 'fe80::/10',
    source: 'dynamic',
  };
  const answer = await rest.ask(`/neighbors?${new URLSearchParams(filter)}`);
  assert.deepEqual(at(answer, 'neighbors.*.ip_address'), ['fe80::1']);
  assert.deepEqual(rest.service.calls.at(-1), { op: 'list', args: [{ ...filter, limit: undefined }] });
});

test('an unchanged list is not sent again, and its tag changes with any neighbor', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const { headers } = await rest.ask('/neighbors');
  const again = await rest.ask('/neighbors', { headers: { 'if-none-match': `"x", ${headers['etag']}` } });
  assert.deepEqual([again.status, again.text], [304, '']);
  rest.service.drop('10.0.0.1');
  const changed = await rest.ask('/neighbors', { headers: { 'if-none-match': `${headers['etag']}` } });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers['etag'], headers['etag']);
});

test('gets one neighbor; says which interfaces there are when there are several', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  assert.equal(at(await rest.ask('/neighbors/10.0.0.1'), 'interface'), 'Ethernet0');
  assert.equal(at(await rest.ask('/neighbors/FE80:0::1?interface=Vlan10'), 'interface'), 'Vlan10');
  const several = await rest.ask('/neighbors/fe80::1');
  assert.deepEqual([several.status, several.body?.error?.code], [409, 'ambiguous']);
  assert.match(several.body?.error?.message ?? '', /Ethernet0, Vlan10/);
  const none = await rest.ask('/neighbors/10.9.9.9');
  assert.deepEqual([none.status, none.body?.error?.code], [404, 'not_found']);
});

test('adds and deletes a neighbor, and says what became of its row', DEADLINE, async () => {
  await using rest = await startRest();
  const body = {
    ip_address: '10.0.0.7',
    mac_address: '02:00:00:00:00:07',
    interface: 'Ethernet0',
    state: 'stale',
    extern_learn: true,
    router: true,
  };
  const added = await rest.ask('/neighbors', { method: 'POST', body });
  assert.equal(added.status, 200);
  assert.equal(at(added, 'database'), 'acknowledged');
  assert.deepEqual([at(added, 'neighbor.flags')].flat().toSorted(), ['extern_learn', 'router']);
  assert.equal(at(added, 'neighbor.state'), 'STALE');
  rest.service.say({ database: 'pending' });
  const removed = await rest.ask('/neighbors/10.0.0.7?interface=Ethernet0', { method: 'DELETE' });
  assert.deepEqual([removed.status, at(removed, 'database'), at(removed, 'neighbor')], [202, 'pending', null]);
  const again = await rest.ask('/neighbors/10.0.0.7', { method: 'DELETE' });
  assert.equal(again.status, 404);
});

test('explains a neighbor on each interface; values of the configuration stay as they are', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const answer = await rest.ask('/explain/fe80::1');
  assert.deepEqual(at(answer, 'explanations.*.interface'), ['Ethernet0', 'Vlan10']);
  assert.notDeepEqual(at(answer, 'explanations.0.configuration'), []);
  assert.deepEqual(at(await rest.ask('/explain/fe80::1?interface=Vlan10'), 'explanations.*.interface'), ['Vlan10']);
});

test('shows health with the status of a probe, and statistics, status, profile and tuning', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const health = await rest.ask('/health');
  assert.deepEqual([health.status, at(health, 'status')], [200, 'healthy']);
  rest.service.say({
    health: { ...rest.service.health(), isHealthy: false, status: 'unhealthy', reasons: ['redis: down'] },
  });
  const ill = await rest.ask('/health');
  assert.deepEqual([ill.status, ill.body?.success, at(ill, 'reasons')], [503, true, ['redis: down']]);
  assert.equal(at(await rest.ask('/stats'), 'total_neighbors'), 3);
  assert.equal(at(await rest.ask('/status'), 'vrfs.0.table_id'), 254);
  rest.service.say({ profile: { taken_ms: 1, camelCase: 1 }, tuning: { mode: 'auto', keptAsIs: true } });
  assert.deepEqual((await rest.ask('/profile')).body?.data, { taken_ms: 1, camelCase: 1 });
  assert.deepEqual((await rest.ask('/tuning')).body?.data, { mode: 'auto', keptAsIs: true });
});

test('shows, sets and reloads the configuration', DEADLINE, async () => {
  await using rest = await startRest();
  const level = { 'logging.level': 'debug' };
  const set = await rest.ask('/config', { method: 'PATCH', body: { values: level } });
  assert.equal(set.status, 200, set.text);
  assert.equal(at(set, 'applied.0.after'), 'debug');
  const shown = await rest.ask('/config');
  const place = [at(shown, 'values.*.key')].flat().indexOf('logging.level');
  assert.equal(at(shown, `values.${place}.origin`), 'API');
  const back = await rest.ask('/config', { method: 'PATCH', body: { values: { 'logging.level': null } } });
  assert.equal(at(back, 'applied.0.after'), 'info');
  const unknown = await rest.ask('/config', { method: 'PATCH', body: { values: { 'logging.nope': 1 } } });
  assert.deepEqual([unknown.status, unknown.body?.error?.code], [400, 'config_invalid']);
  const later = await rest.ask('/config', { method: 'PATCH', body: { values: { 'redis.port': 6380 } } });
  assert.deepEqual([later.status, later.body?.error?.code], [409, 'config_not_live']);
  assert.equal((await rest.ask('/config/reload', { method: 'POST' })).status, 200);
});

test('verifies, resyncs, restarts and writes profiles', DEADLINE, async () => {
  await using rest = await startRest();
  assert.equal(at(await rest.ask('/verify', { method: 'POST' }), 'equal'), true);
  assert.equal((await rest.ask('/resync', { method: 'POST' })).status, 202);
  assert.equal((await rest.ask('/resync', { method: 'POST', body: {} })).status, 202);
  assert.equal((await rest.ask('/resync', { method: 'POST', body: { vrf: 'Vrf_red' } })).status, 202);
  assert.equal((await rest.ask('/resync', { method: 'POST', body: { vrf: 'Vrf_none' } })).status, 404);
  assert.equal((await rest.ask('/restart', { method: 'POST' })).status, 202);
  const empty = { method: 'POST', headers: { 'content-type': 'application/json' } };
  assert.equal((await rest.ask('/restart', empty)).status, 202);
  assert.match(`${at(await rest.ask('/profile/cpu', { method: 'POST' }), 'file')}`, /cpuprofile$/);
  assert.match(`${at(await rest.ask('/profile/heap', { method: 'POST' }), 'file')}`, /heapsnapshot$/);
  assert.equal((await rest.ask('/profile/disk', { method: 'POST' })).status, 400);
  const asked = rest.service.calls.map(({ op, args }) => [op, ...args]);
  assert.deepEqual(asked, [
    ['verify'],
    ['resync'],
    ['resync'],
    ['resync', 'Vrf_red'],
    ['resync', 'Vrf_none'],
    ['restart'],
    ['restart'],
    ['writeProfile', 'cpu'],
    ['writeProfile', 'heap'],
  ]);
});

test('HEAD says what GET would, without the body', DEADLINE, async () => {
  await using rest = await startWithNeighbors();
  const { status, text, headers } = await rest.ask('/neighbors', { method: 'HEAD' });
  assert.deepEqual([status, text], [200, '']);
  assert.ok(Number(headers['content-length']) > 100);
});

test('an error has its status, its code and its message; those that pass say when to come back', DEADLINE, async () => {
  await using rest = await startRest();
  rest.service.fail('status', new DaemonError('redis_unavailable', { op: 'read', message: 'gone' }));
  const gone = await rest.ask('/status');
  assert.deepEqual([gone.status, gone.body?.error], [503, { code: 'redis_unavailable', message: 'read: gone' }]);
  assert.equal(gone.headers['retry-after'], '1');
  const add = { ip_address: '10.0.0.1', mac_address: '02:00:00:00:00:01', interface: 'Ethernet0' };
  rest.service.fail('add', new DaemonError('kernel_refused', { op: 'add', message: 'neighbor table is full' }));
  const full = await rest.ask('/neighbors', { method: 'POST', body: add });
  assert.deepEqual([full.status, full.body?.error?.message], [422, 'add: neighbor table is full']);
});

test('who may only read is told why', DEADLINE, async () => {
  await using whole = await startRest();
  const service = { ...whole.service, ...readOnly(whole.service, 'writes go over the unix socket') };
  await using rest = await startRest({ service });
  const { status, body } = await rest.ask('/restart', { method: 'POST' });
  assert.deepEqual([status, body?.error?.code], [403, 'forbidden']);
  assert.match(body?.error?.message ?? '', /unix socket/);
  assert.equal((await rest.ask('/neighbors')).status, 200);
});

test('whatever is thrown besides is a bug: it is told, and answered without its stack', DEADLINE, async () => {
  const told: DaemonError[] = [];
  await using rest = await startRest({ onFailure: (error) => void told.push(error) });
  const service = { ...rest.service, stats: () => JSON.parse('{') };
  await using broken = await startRest({ service, onFailure: (error) => void told.push(error) });
  const { status, body, text } = await broken.ask('/stats');
  assert.deepEqual([status, body?.error?.code, told.map(({ code }) => code)], [500, 'bug', ['bug']]);
  assert.doesNotMatch(text, /\.ts/);
});
