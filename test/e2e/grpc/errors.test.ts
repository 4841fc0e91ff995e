import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { ProfileKind } from '../../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import { NeighborFilter } from '../../../clients/typescript/gen/neighsync/v1/neighbor.ts';
import {
  AddNeighborRequest,
  ListNeighborsRequest,
} from '../../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import { GRPC_STATUS } from '../../../src/api/grpc/status.ts';
import { DaemonError, ERROR_CODES, type ErrorCode } from '../../../src/base/errors.ts';
import { ask, type GrpcScene, openGrpcScene, refused } from '../../support/grpc.ts';

const DEADLINE = { timeout: 30_000 };
const NEIGHBOR = { ipAddress: '10.0.0.1', macAddress: '02:00:00:00:00:01', interface: 'Vlan10' };

let scene: GrpcScene;

before(async () => {
  scene = await openGrpcScene();
  scene.service.put({ ...NEIGHBOR, ipAddress: 'fe80::1', interface: 'Vlan10' });
  scene.service.put({ ...NEIGHBOR, ipAddress: 'fe80::1', interface: 'Ethernet0' });
});

after(() => scene[Symbol.asyncDispose]());

for (const code of Object.keys(ERROR_CODES) as readonly ErrorCode[]) {
  test(`${code} has its status, and its details say which it is`, DEADLINE, async () => {
    scene.service.fail('stats', new DaemonError(code, { op: 'ask', message: 'ärger' }));
    const refusal = await refused(ask(scene.daemon, 'getStats', {}));
    scene.service.fail('stats', undefined);
    const fields = code === 'invalid_argument' ? [{ field: 'ask', description: 'ärger' }] : [];
    assert.deepEqual(refusal, { code: GRPC_STATUS[code], details: 'ask: ärger', reason: code, fields });
  });
}

test('no error is told as success, or as one of whose outcome nothing is known', () => {
  for (const code of Object.values(GRPC_STATUS)) assert.ok(code !== status.OK && code !== status.UNKNOWN);
});

test('an absent neighbor, and one that is not one', DEADLINE, async () => {
  const absent = await refused(ask(scene.neighbors, 'getNeighbor', { ipAddress: '10.9.9.9', interface: '' }));
  assert.deepEqual([absent.code, absent.reason], [status.NOT_FOUND, 'not_found']);
  const both = await refused(ask(scene.neighbors, 'deleteNeighbor', { ipAddress: 'fe80::1', interface: '' }));
  assert.deepEqual([both.code, both.reason], [status.FAILED_PRECONDITION, 'ambiguous']);
  assert.match(both.details, /Ethernet0, Vlan10/);
});

for (const [what, request, field, text] of [
  ['page that is too large', { pageSize: 1001 }, 'page_size', /^1001 is out of range \(allowed: .*1 to 1000\)$/],
  ['page that is negative', { pageSize: -1 }, 'page_size', /^-1 is out of range/],
  ['page token of nobody', { pageToken: 'x' }, 'page_token', /^"x" is not from this list \(allowed: next_page_token/],
  ['state that is not known', { filter: { state: 99 } }, 'state', /^"99" is unknown/],
  ['prefix that is none', { filter: { prefix: '10.0.0.0/99' } }, 'prefix', /^"10\.0\.0\.0\/99" has no length/],
  ['text that is very long', { filter: { mac: 'x', macAddress: 'y'.repeat(60_000) } }, 'mac', /^"yyy.*\.\.\." is not/],
] as const) {
  test(`a ${what} is refused with the field`, DEADLINE, async () => {
    const { filter, ...paging } = { filter: {}, ...request };
    const list = { ...ListNeighborsRequest.fromPartial(paging), filter: NeighborFilter.fromPartial(filter as object) };
    const { code, reason, fields } = await refused(ask(scene.neighbors, 'listNeighbors', list));
    assert.deepEqual([code, reason], [status.INVALID_ARGUMENT, 'invalid_argument']);
    assert.equal(fields.length, 1);
    assert.equal(fields[0]?.field, field);
    assert.match(fields[0]?.description ?? '', text);
  });
}

test('what can be added only is refused', DEADLINE, async () => {
  const request = AddNeighborRequest.fromPartial({ ...NEIGHBOR, state: 7 });
  const { fields } = await refused(ask(scene.neighbors, 'addNeighbor', request));
  assert.equal(fields[0]?.field, 'state');
  assert.match(fields[0]?.description ?? '', /^FAILED is no state to add with|^"FAILED" is no state/);
});

for (const kind of [ProfileKind.PROFILE_KIND_UNSPECIFIED, 7 as ProfileKind]) {
  test(`a profile of kind ${kind} is refused`, DEADLINE, async () => {
    const { code, fields } = await refused(ask(scene.daemon, 'writeProfile', { kind }));
    assert.deepEqual([code, fields[0]?.field], [status.INVALID_ARGUMENT, 'kind']);
  });
}

test('configuration: unknown keys, keys without a value, and keys with odd names', DEADLINE, async () => {
  const update = (key: string, value: unknown) =>
    refused(ask(scene.daemon, 'updateConfig', { values: new Map([[key, value]]) }));
  assert.equal((await update('performance.none', 1)).reason, 'config_invalid');
  assert.equal((await update('redis.database_config', '/x')).reason, 'config_not_live');
  await ask(scene.daemon, 'updateConfig', { values: new Map([['__proto__', null]]) }).catch(() => {});
  const [given] = scene.service.calls.findLast(({ op }) => op === 'configure')?.args ?? [];
  assert.ok(Object.hasOwn(given as object, '__proto__'), 'it is not lost on the way');
});

test('a method that does not exist is not implemented', DEADLINE, async () => {
  const unknown = new Promise((resolve, reject) => {
    const [path, none] = ['/neighsync.v1.NeighborService/Steal', Buffer.alloc(0)];
    const done = (error: Error | null, value?: Buffer): void => (error === null ? resolve(value) : reject(error));
    scene.neighbors.makeUnaryRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes) => bytes,
      none,
      new Metadata(),
      done,
    );
  });
  assert.equal((await refused(unknown)).code, status.UNIMPLEMENTED);
});
