import assert from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from '../../test/support/contract-world.ts';
import { serviceContract } from '../../test/support/service-contract.ts';
import { openServiceWorld } from '../../test/support/service-world.ts';

serviceContract({ name: 'the service over the engine', open: () => openServiceWorld() });

test('a watch whose reader is too slow for what is remembered is given the whole again', {
  timeout: 60_000,
}, async () => {
  await using made = await openServiceWorld();
  await made.put({ ipAddress: '10.9.0.1', interface: 'Ethernet0' });
  await using watch = follow(made.service, {});
  await watch.upTo(({ kind }) => kind === 'synced');
  for (let change = 0; change < 17_000; change++) {
    const last = (change % 200).toString(16).padStart(2, '0');
    await made.put({ ipAddress: '10.9.0.1', interface: 'Ethernet0', macAddress: `02:00:00:00:01:${last}` });
  }
  const events = await watch.upTo(({ kind }) => kind === 'synced');
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'snapshot'),
    [{ kind: 'snapshot', reason: 'too_slow' }],
  );
});

test('a watch that ended in the middle of many changes goes on with all that it was not told', async () => {
  await using made = await openServiceWorld();
  await made.put({ ipAddress: '10.9.1.1', interface: 'Ethernet0' });
  const addresses = [2, 3, 4, 5, 6].map((last) => `10.9.1.${last}`);
  let revision = '';
  {
    await using watch = follow(made.service, {});
    await watch.upTo(({ kind }) => kind === 'synced');
    for (const ipAddress of addresses) await made.put({ ipAddress, interface: 'Ethernet0' });
    const [first] = await watch.upTo(({ kind }) => kind === 'changed');
    revision = first?.kind === 'changed' ? first.revision : '';
  }
  await using watch = follow(made.service, { fromRevision: revision });
  const told = new Set<string>();
  await watch.upTo((event) => {
    if (event.kind === 'changed') told.add(event.neighbor.ipAddress);
    return addresses.slice(1).every((address) => told.has(address));
  });
});

test('a change that the engine has not seen is not told as acknowledged', { timeout: 60_000 }, async () => {
  await using made = await openServiceWorld();
  await made.put({ ipAddress: '10.9.1.1', interface: 'Ethernet0' });
  await made.world.settled();
  made.world.kernel.close();
  const signal = AbortSignal.timeout(50_000);
  const add = { ipAddress: '10.9.1.2', macAddress: '02:00:00:00:00:02', interface: 'Ethernet0' };
  const results = await Promise.all([
    made.service.add(add, signal),
    made.service.remove({ ipAddress: '10.9.1.1', interface: 'Ethernet0' }, signal),
  ]);
  assert.deepEqual(
    results.map(({ database }) => database),
    ['pending', 'pending'],
  );
});

test('while the rows are being read nothing is told as acknowledged, and rows are told as pending', async () => {
  await using made = await openServiceWorld();
  await made.put({ ipAddress: '10.9.1.1', interface: 'Ethernet0' });
  await made.world.settled();
  const { engine, table } = made.world;
  const before = made.service.get({ ipAddress: '10.9.1.1' });
  engine.tableReachable(false);
  table.refuseReading = true;
  engine.tableReachable(true);
  assert.deepEqual([before.row, made.service.get({ ipAddress: '10.9.1.1' }).row], ['written', 'pending']);
  const removed = made.service.remove({ ipAddress: '10.9.1.1' }, AbortSignal.timeout(200));
  assert.equal((await removed).database, 'pending');
});
