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
