import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  DaemonServiceService,
  ProfileKind,
  UpdateConfigRequest,
} from '../../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import {
  AddressFamily,
  type Neighbor,
  NeighborSource,
  NeighborState,
  RowState,
} from '../../../clients/typescript/gen/neighsync/v1/neighbor.ts';
import {
  AddNeighborRequest,
  DatabaseOutcome,
  ListNeighborsRequest,
  NeighborServiceService,
} from '../../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import {
  DifferenceKind,
  HealthStatus,
  HistoryKind,
  OutputMode,
  VerdictKind,
} from '../../../clients/typescript/gen/neighsync/v1/reports.ts';
import { HEALTH, STATS, STATUS } from '../../support/fake-reports.ts';
import { ask, type GrpcScene, openGrpcScene } from '../../support/grpc.ts';

const DEADLINE = { timeout: 30_000 };
const MAC = '02:00:00:00:00:01';
const AT = '2026-11-24T12:00:00.000Z';

const FIRST: Neighbor = {
  ipAddress: '10.0.0.1',
  macAddress: MAC,
  interface: 'Ethernet0',
  state: NeighborState.NEIGHBOR_STATE_REACHABLE,
  family: AddressFamily.ADDRESS_FAMILY_IPV4,
  vrf: 'default',
  flags: ['router'],
  source: NeighborSource.NEIGHBOR_SOURCE_DYNAMIC,
  lastChanged: AT,
  row: RowState.ROW_STATE_WRITTEN,
};

let scene: GrpcScene;

before(async () => {
  scene = await openGrpcScene();
  scene.service.put({
    ipAddress: '10.0.0.1',
    macAddress: MAC,
    interface: 'Ethernet0',
    state: 'REACHABLE',
    vrf: 'default',
    flags: ['router'],
    source: 'dynamic',
    lastChanged: AT,
    row: 'written',
  });
  for (const name of ['Ethernet0', 'Vlan10'])
    scene.service.put({ ipAddress: 'fe80::1', macAddress: MAC, interface: name, state: 'STALE' });
});

after(() => scene[Symbol.asyncDispose]());

test('a list has every field of a neighbor, in pages', DEADLINE, async () => {
  const list = (request: Partial<ListNeighborsRequest>) =>
    ask(scene.neighbors, 'listNeighbors', ListNeighborsRequest.fromPartial(request));
  const first = await list({ pageSize: 1 });
  assert.deepEqual(first.neighbors, [FIRST]);
  assert.equal(first.totalSize, 3);
  assert.notEqual(first.revision, '');
  const rest = await list({ pageSize: 2, pageToken: first.nextPageToken });
  assert.deepEqual(
    rest.neighbors.map((one) => [one.ipAddress, one.interface]),
    [
      ['fe80::1', 'Ethernet0'],
      ['fe80::1', 'Vlan10'],
    ],
  );
  assert.equal(rest.nextPageToken, '');
});

for (const [what, filter, found] of [
  ['interface', { interface: 'Vlan10' }, ['fe80::1']],
  ['state', { state: NeighborState.NEIGHBOR_STATE_REACHABLE }, ['10.0.0.1']],
  ['family', { family: AddressFamily.ADDRESS_FAMILY_IPV6 }, ['fe80::1', 'fe80::1']],
  ['VRF', { vrf: 'Vrf_none' }, []],
  ['MAC', { macAddress: MAC }, ['10.0.0.1', 'fe80::1', 'fe80::1']],
  ['prefix', { prefix: '10.0.0.0/8' }, ['10.0.0.1']],
  ['source', { source: NeighborSource.NEIGHBOR_SOURCE_STATIC }, []],
] as const) {
  test(`a list by ${what}`, DEADLINE, async () => {
    const request = ListNeighborsRequest.fromPartial({ filter });
    const { neighbors } = await ask(scene.neighbors, 'listNeighbors', request);
    assert.deepEqual(
      neighbors.map((one) => one.ipAddress),
      found,
    );
  });
}

test('one neighbor, by address alone and by interface', DEADLINE, async () => {
  for (const name of ['', 'Ethernet0']) {
    const request = { ipAddress: '10.0.0.1', interface: name };
    assert.deepEqual((await ask(scene.neighbors, 'getNeighbor', request)).neighbor, FIRST);
  }
});

test('adds and deletes', DEADLINE, async () => {
  const request = AddNeighborRequest.fromPartial({
    ipAddress: '10.0.0.9',
    macAddress: MAC,
    interface: 'Vlan10',
    state: NeighborState.NEIGHBOR_STATE_STALE,
    externLearn: true,
  });
  const added = await ask(scene.neighbors, 'addNeighbor', request);
  assert.equal(added.database, DatabaseOutcome.DATABASE_OUTCOME_ACKNOWLEDGED);
  assert.deepEqual(
    [added.neighbor?.state, added.neighbor?.flags],
    [NeighborState.NEIGHBOR_STATE_STALE, ['extern_learn']],
  );
  const address = { ipAddress: '10.0.0.9', interface: '' };
  const deleted = await ask(scene.neighbors, 'deleteNeighbor', address);
  assert.deepEqual(deleted, {
    database: DatabaseOutcome.DATABASE_OUTCOME_ACKNOWLEDGED,
    rule: undefined,
    ruleText: undefined,
    neighbor: undefined,
  });
  assert.deepEqual(
    scene.service.calls.filter(({ op }) => op === 'add' || op === 'remove').map(({ args }) => args[0]),
    [
      { ipAddress: '10.0.0.9', macAddress: MAC, interface: 'Vlan10', state: 'STALE', externLearn: true, router: false },
      { ipAddress: '10.0.0.9', interface: undefined },
    ],
  );
});

test('a neighbor that gets no row comes with the rule', DEADLINE, async () => {
  const request = AddNeighborRequest.fromPartial({ ipAddress: '169.254.7.7', macAddress: MAC, interface: 'Vlan10' });
  scene.service.say({ database: 'pending' });
  const { database, rule, ruleText } = await ask(scene.neighbors, 'addNeighbor', request);
  scene.service.say({ database: 'acknowledged' });
  scene.service.drop('169.254.7.7');
  assert.equal(typeof rule, 'string');
  assert.equal(typeof ruleText, 'string');
  assert.equal(database, DatabaseOutcome.DATABASE_OUTCOME_PENDING);
});

test('explains for each interface', DEADLINE, async () => {
  const { explanations } = await ask(scene.neighbors, 'explainNeighbor', { ipAddress: 'fe80::1', interface: '' });
  assert.deepEqual(
    explanations.map((one) => one.interface),
    ['Ethernet0', 'Vlan10'],
  );
  const [first] = explanations;
  assert.ok(first?.verdict !== undefined && first.database !== undefined);
  assert.ok(Object.values(VerdictKind).includes(first.verdict.kind) && first.verdict.kind > 0);
  assert.equal(first.known?.ipAddress, 'fe80::1');
  assert.equal(first.history[0]?.what, HistoryKind.HISTORY_KIND_KERNEL_CHANGED);
});

test('health, statistics and status', DEADLINE, async () => {
  const { health } = await ask(scene.daemon, 'getHealth', {});
  assert.deepEqual(health, { ...HEALTH, status: HealthStatus.HEALTH_STATUS_HEALTHY });
  const { stats } = await ask(scene.daemon, 'getStats', {});
  assert.deepEqual(stats, { ...STATS, totalNeighbors: 3 });
  const { status } = await ask(scene.daemon, 'getStatus', {});
  assert.deepEqual(status, { ...STATUS, neighbors: 3, output: OutputMode.OUTPUT_MODE_PRODUCER });
});

test('configuration is told and changed', DEADLINE, async () => {
  const values = new Map<string, unknown>([['performance.batch_size', 200]]);
  const { report } = await ask(scene.daemon, 'updateConfig', { values });
  assert.deepEqual(report, {
    applied: [{ key: 'performance.batch_size', before: 100, after: 200 }],
    needsRestart: [],
  });
  const config = await ask(scene.daemon, 'getConfig', {});
  const found = config.values.find(({ key }) => key === 'performance.batch_size');
  assert.deepEqual([found?.value, found?.defaultValue, found?.live], [200, 100, true]);
  const back = UpdateConfigRequest.fromPartial({ values: new Map([['performance.batch_size', null]]) });
  await ask(scene.daemon, 'updateConfig', back);
  assert.deepEqual(scene.service.calls.findLast(({ op }) => op === 'configure')?.args, [
    { 'performance.batch_size': null },
  ]);
  const reloaded = await ask(scene.daemon, 'reloadConfig', {});
  assert.deepEqual(reloaded.report, { applied: [], needsRestart: [] });
});

test('a comparison names each kind of difference', DEADLINE, async () => {
  const kinds = ['missing', 'wrong', 'unwanted', 'malformed'] as const;
  const differences = kinds.map((kind) => ({ kind, key: 'Vlan10:10.0.0.1', kernel: MAC, database: 'nothing' }));
  scene.service.say({ verify: { equal: false, rowsEqual: 7, differences, kept: [{ key: 'a:b', reason: 'c' }] } });
  const told = await ask(scene.daemon, 'verify', {});
  assert.deepEqual([told.equal, told.rowsEqual, told.kept], [false, 7, [{ key: 'a:b', reason: 'c' }]]);
  assert.deepEqual(
    told.differences.map(({ kind }) => kind),
    [
      DifferenceKind.DIFFERENCE_KIND_MISSING,
      DifferenceKind.DIFFERENCE_KIND_WRONG,
      DifferenceKind.DIFFERENCE_KIND_UNWANTED,
      DifferenceKind.DIFFERENCE_KIND_MALFORMED,
    ],
  );
});

test('profile and tuning are told as JSON', DEADLINE, async () => {
  scene.service.say({ profile: { takenMs: 1.5, windows: [{ name: '1m', p99Ms: undefined }] } });
  const { profile } = await ask(scene.daemon, 'getProfile', {});
  assert.deepEqual(profile, { taken_ms: 1.5, windows: [{ name: '1m', p99_ms: null }] });
  const { tuning } = await ask(scene.daemon, 'getTuning', {});
  assert.deepEqual(tuning, scene.service.tuning());
  assert.ok(tuning !== undefined && 'mode' in tuning);
});

test('commands reach the service', DEADLINE, async () => {
  await ask(scene.daemon, 'resync', { vrf: '' });
  await ask(scene.daemon, 'resync', { vrf: 'Vrf_red' });
  await ask(scene.daemon, 'restart', {});
  const { file } = await ask(scene.daemon, 'writeProfile', { kind: ProfileKind.PROFILE_KIND_HEAP });
  assert.match(file, /heapsnapshot$/);
  const commands = scene.service.calls.filter(({ op }) => ['resync', 'restart', 'writeProfile'].includes(op));
  assert.deepEqual(
    commands.map(({ op, args }) => [op, ...args]),
    [['resync'], ['resync', 'Vrf_red'], ['restart'], ['writeProfile', 'heap']],
  );
});

test('every operation of the service has been asked for, but for watches', () => {
  const { service, calls } = { service: scene.service, calls: scene.service.calls };
  const methods = [...Object.keys(NeighborServiceService), ...Object.keys(DaemonServiceService)];
  const ops = new Set(calls.map(({ op }) => op));
  assert.equal(methods.length, 18);
  assert.equal(ops.size, 17, [...ops].join());
  assert.ok([...ops].every((op) => op in service));
});
