import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ETHERNET0, image, ip, mac, rowsOf, type World, world } from '../../test/support/sync-world.ts';
import { until } from '../../test/support/until.ts';

/** Five neighbors in step, compared again and again with hardly a pause. */
async function watched(): Promise<World> {
  const fill: Parameters<typeof world>[0] = (kernel) => {
    for (const last of [1, 2, 3, 4, 5]) kernel.putNeighbor(ETHERNET0, ip(last), { lladdr: mac(last) });
  };
  return await world(fill, { verifyIntervalMs: 1 });
}

/** Waits for two whole passes that began after this moment. */
async function compared({ engine }: World): Promise<void> {
  const { counters } = engine.status();
  const before = counters.verifyPasses;
  await until('two more passes', () => counters.verifyPasses >= before + 3);
}

const writesOf = ({ table }: World): readonly string[] => table.writes.map(({ kind, key }) => `${kind} ${key}`);

test('a wrong, a missing and an unwanted row are found, counted and put right; nothing else is written', async () => {
  await using made = await watched();
  made.table.writes.length = 0;
  made.table.put('Ethernet0:10.0.0.1', '02:66:66:66:66:66');
  made.table.rows.delete('Ethernet0:10.0.0.2');
  made.table.put('Ethernet0:10.0.0.77', '02:00:00:00:00:77');
  made.table.put('lo:10.0.0.78', '02:00:00:00:00:78');
  const { counters } = made.engine.status();
  await until('all three are put right', () => counters.driftRepaired === 3);
  await compared(made);
  assert.deepEqual([...counters.driftFound].sort(), [
    ['missing', 1],
    ['unwanted', 1],
    ['wrong', 1],
  ]);
  assert.deepEqual([...writesOf(made)].sort(), [
    'delete Ethernet0:10.0.0.77',
    'set Ethernet0:10.0.0.1',
    'set Ethernet0:10.0.0.2',
  ]);
  assert.equal(made.table.rows.has('lo:10.0.0.78'), true, 'a row of an interface that is not ours');
  const drift = made.reports.filter(({ kind }) => kind === 'drift');
  assert.deepEqual(drift.length > 0 && drift.length <= 2, true, JSON.stringify(drift));
});

test('a field that vanished is put back', async () => {
  await using made = await watched();
  made.table.rows.set('Ethernet0:10.0.0.3', {
    key: 'Ethernet0:10.0.0.3',
    neigh: '02:00:00:00:00:03',
    family: undefined,
  });
  await until('it is back', () => made.table.rows.get('Ethernet0:10.0.0.3')?.family === 'IPv4');
});

test('an unwanted row goes only after the kernel was asked about that very neighbor', async () => {
  await using made = await watched();
  const asked: number[] = [];
  const getNeighbors = made.kernel.getNeighbors.bind(made.kernel);
  made.kernel.getNeighbors = (targets) => {
    asked.push(...targets.map(({ ip: address }) => address[3] ?? 0));
    return getNeighbors(targets);
  };
  made.kernel.quietly(() => made.kernel.putNeighbor(ETHERNET0, ip(9), { lladdr: mac(9) }));
  made.kernel.faults.forgetfulDumps = 1000;
  made.table.put('Ethernet0:10.0.0.9', '02:00:00:00:00:09');
  made.table.put('Ethernet0:10.0.0.10', '02:00:00:00:00:10');
  await until('the row of nobody is gone', () => !made.table.rows.has('Ethernet0:10.0.0.10'));
  assert.ok(asked.includes(10));
  assert.equal(made.table.rows.get('Ethernet0:10.0.0.9')?.neigh, '02:00:00:00:00:09');
  assert.ok(!writesOf(made).includes('delete Ethernet0:10.0.0.9'));
});

test('what the daemon itself writes while the table is read is no drift', async () => {
  await using made = await watched();
  let round = 0;
  made.table.duringRead = () => {
    round++;
    made.kernel.putNeighbor(ETHERNET0, ip(1 + (round % 7)), { lladdr: mac(round) });
    if (round % 3 === 0) made.kernel.deleteNeighbor(ETHERNET0, ip(1 + ((round + 2) % 7)));
    made.kernel.deliver();
  };
  await until('the table was read a hundred times', () => round >= 100);
  made.table.duringRead = () => {};
  await made.settled();
  assert.deepEqual([...made.engine.status().counters.driftFound], []);
  assert.deepEqual([...rowsOf(made.table)].sort(), [...image(made.kernel)].sort());
});

test('a row that a write was sent for while its key was read again is left for the next pass', async () => {
  await using made = await watched();
  const { table, kernel } = made;
  const readKeys = table.readKeys.bind(table);
  let asked = 0;
  table.readKeys = async (keys) => {
    const found = await readKeys(keys);
    asked++;
    kernel.putNeighbor(ETHERNET0, ip(1), { lladdr: mac(100 + asked) });
    kernel.deliver();
    return found;
  };
  table.put('Ethernet0:10.0.0.1', '02:66:66:66:66:66');
  await compared(made);
  assert.ok(asked > 0);
  assert.deepEqual([...made.engine.status().counters.driftFound], []);
  assert.deepEqual([...rowsOf(table)].sort(), [...image(kernel)].sort());
});

test('a table that cannot be read is said, and compared later', async () => {
  await using made = await watched();
  made.table.refuseReading = true;
  await until('it is said', () => made.reports.some((report) => report.kind === 'failed' && report.op === 'verify'));
  assert.equal(made.engine.status().tableLoaded, true);
  made.table.refuseReading = false;
  await compared(made);
});

test('lost events are made up for although a pass is under way, and the pass goes on', async () => {
  await using made = await watched();
  await compared(made);
  made.kernel.quietly(() => made.kernel.putNeighbor(ETHERNET0, ip(50), { lladdr: mac(50) }));
  made.engine.onKernelEvent({ kind: 'overrun' });
  await until('the row is there', () => made.table.rows.has('Ethernet0:10.0.0.50'));
  await compared(made);
});

test('keys that no neighbor can have are seen when they come, and forgotten when they go', async () => {
  await using made = await watched();
  made.table.put('Ethernet0:10.0.0.010', '02:00:00:00:00:10');
  await until('it is seen', () => made.engine.status().malformed.join() === 'Ethernet0:10.0.0.010');
  made.table.rows.delete('Ethernet0:10.0.0.010');
  await until('it is forgotten', () => made.engine.status().malformed.length === 0);
  assert.deepEqual([...made.engine.status().counters.driftFound], []);
});

test('keys that no neighbor can have are told of once, in whatever order, and however often, the database tells them', async () => {
  await using made = await watched();
  const [one, other] = ['Ethernet0:10.0.0.010', 'Ethernet0:10.0.0.011'];
  for (const key of [other, one]) made.table.put(key, '02:00:00:00:00:10');
  await until('they are seen', () => made.engine.status().malformed.length === 2);
  assert.deepEqual(made.engine.status().malformed, [one, other]);
  const read = made.table.read.bind(made.table);
  made.table.read = async function* () {
    const slices = await Array.fromAsync(read());
    yield* [...slices, ...slices].reverse();
  };
  await compared(made);
  made.engine.refresh();
  await compared(made);
  assert.equal(made.reports.filter(({ kind }) => kind === 'malformed').length, 1);
});

test('with an interval of 0 nothing is compared', async () => {
  await using made = await world();
  made.table.put('Ethernet0:10.0.0.77', '02:00:00:00:00:77');
  made.engine.knobsChanged();
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  assert.equal(made.engine.status().counters.verifyPasses, 0);
  assert.equal(made.table.rows.has('Ethernet0:10.0.0.77'), true);
});
