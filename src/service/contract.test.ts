import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from '../../test/support/contract-world.ts';
import { createFakeService } from '../../test/support/fake-service.ts';
import { serviceContract } from '../../test/support/service-contract.ts';
import { DaemonError } from '../base/errors.ts';
import type { WatchEvent } from './watch-event.ts';

serviceContract({
  name: 'the in-memory service of tests',
  open: async () => {
    const service = createFakeService();
    return {
      service,
      put: service.put,
      drop: ({ ipAddress, interface: name }) => service.drop(ipAddress, name),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

const KINDS = (events: readonly WatchEvent[]): readonly string[] =>
  events.map((event) => (event.kind === 'snapshot' ? `snapshot ${event.reason}` : event.kind));

test('a reader that is too slow for the changes that are kept is given the whole again', async () => {
  const service = createFakeService({ keptChanges: 3 });
  service.put({ ipAddress: '10.0.0.1', interface: 'Vlan10' });
  await using watch = follow(service, {});
  await watch.upTo(({ kind }) => kind === 'synced');
  for (let change = 0; change < 3; change++) service.put({ ipAddress: '10.0.0.2', interface: 'Vlan10' });
  assert.deepEqual(KINDS(await watch.upTo(({ kind }) => kind === 'changed')), ['changed']);
  for (let change = 0; change < 3; change++) service.put({ ipAddress: '10.0.0.3', interface: 'Vlan10' });
  assert.deepEqual(KINDS(await watch.upTo(({ kind }) => kind === 'synced')), [
    'snapshot too_slow',
    'present',
    'present',
    'present',
    'synced',
  ]);
});

test('what a reader does not take is not made', async () => {
  const service = createFakeService({ keptChanges: 10 });
  await using watch = follow(service, {});
  await watch.upTo(({ kind }) => kind === 'synced');
  const before = service.pulled();
  for (let last = 1; last < 200; last++) service.put({ ipAddress: `10.0.0.${last}`, interface: 'Vlan10' });
  assert.deepEqual([service.pulled() - before, service.openWatches()], [0, 1]);
});

test('a watch is alive when nothing happens', async () => {
  const service = createFakeService({ heartbeatMs: 1 });
  await using watch = follow(service, {});
  assert.deepEqual(KINDS(await watch.upTo(({ kind }) => kind === 'heartbeat')), [
    'snapshot start',
    'synced',
    'heartbeat',
  ]);
});

test('an operation fails as long as a test wants it to, and all are recorded', async () => {
  const service = createFakeService();
  const error = new DaemonError('busy', { op: 'verify' });
  service.fail('verify', error);
  await assert.rejects(service.verify(AbortSignal.timeout(1_000)), error);
  service.fail('verify', undefined);
  assert.equal((await service.verify(AbortSignal.timeout(1_000))).equal, true);
  service.restart();
  assert.deepEqual(service.calls, [
    { op: 'verify', args: [] },
    { op: 'verify', args: [] },
    { op: 'restart', args: [] },
  ]);
});
