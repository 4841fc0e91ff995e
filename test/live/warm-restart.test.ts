import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startConsumer } from '../support/consumer.ts';
import { read, tableOf } from '../support/documents.ts';
import { kernelRows, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { watchWrites } from '../support/redis-writes.ts';
import { macs, sorted, storeRows } from '../support/rows.ts';
import { createWarmSwitch, type WarmSwitch } from '../support/warm-switch.ts';

const OWN = 'WARM_RESTART_TABLE|neighsyncd';
const FOREIGN_MAC = '02:66:66:66:66:66';

/** Goes with what is told, and is no news. */
const COMPANIONS =
  /^0 (SADD NEIGH_TABLE_KEY_SET|PUBLISH NEIGH_TABLE_CHANNEL@0 G$|DEL _NEIGH_TABLE:|DEL NEIGH_TABLE_DEL_SET$|SREM NEIGH_TABLE_DEL_SET)/;

/** MONITOR's lines in the words of docs/RELIABILITY.md. Keys are told in the order of the alphabet: they have none. */
function told(writes: readonly string[]): readonly string[] {
  const words: string[] = [];
  const keys: string[] = [];
  for (const write of writes) {
    const [database = '', command = '', key = '', ...rest] = write.split(' ');
    const staged = key.startsWith('_NEIGH_TABLE:') ? key.slice('_NEIGH_TABLE:'.length) : undefined;
    if (database === '6' && key === OWN) words.push(...keys.splice(0).sort(), `${rest[0]}=${rest[1]}`);
    else if (database === '0' && command === 'SPOP') words.push('pending keys dropped');
    else if (database === '0' && command === 'HSET' && staged !== undefined) keys.push(`SET ${staged} ${rest[1]}`);
    else if (write.startsWith('0 SADD NEIGH_TABLE_DEL_SET')) keys.push(...rest.map((one) => `DEL ${one}`));
    else if (!COMPANIONS.test(write)) words.push(`unexpected: ${write}`);
  }
  return [...words, ...keys].filter((word, place) => word !== words[place - 1]);
}

/** What docs/RELIABILITY.md says is written in the sequence of this name. */
function documented(sequence: string): readonly string[] {
  const rows = tableOf(read('docs/RELIABILITY.md'), '| sequence | written to Redis, in this order |');
  const [, cell] = rows.find(([name]) => name === sequence) ?? [];
  assert.ok(cell !== undefined, `docs/RELIABILITY.md does not know the sequence: ${sequence}`);
  return cell.slice(1, -1).split('`, `');
}

/** Four neighbors in the kernel, and the same rows in the database. */
async function furnish({ namespace, redis }: WarmSwitch): Promise<void> {
  await namespace.batch(neighborCommands(4));
  await storeRows(redis, await kernelRows(namespace));
}

type Sequence = {
  readonly name: string;
  /** Before the daemon starts, in a furnished switch. */
  readonly before?: (made: WarmSwitch) => Promise<unknown>;
  /** In the window: the table has been read, the flag is not set. */
  readonly within?: (made: WarmSwitch) => Promise<unknown>;
  readonly cold?: boolean;
};

const SEQUENCES: readonly Sequence[] = [
  { name: 'not enabled', cold: true, before: ({ state }) => state('DEL', 'WARM_RESTART_ENABLE_TABLE|system') },
  { name: 'enabled, but no daemon before', cold: true, before: ({ state }) => state('DEL', OWN) },
  { name: 'nothing changed' },
  {
    name: 'only swss is restarted',
    before: async ({ state }) => {
      await state('DEL', 'WARM_RESTART_ENABLE_TABLE|system');
      await state('HSET', 'WARM_RESTART_ENABLE_TABLE|swss', 'enable', 'true');
    },
  },
  {
    name: 'a MAC changed, a neighbor came, a neighbor went meanwhile',
    before: ({ namespace }) =>
      namespace.batch([
        'neigh replace 10.0.0.2 lladdr 02:77:00:00:00:01 dev Ethernet0 nud permanent',
        'neigh add 10.1.0.1 lladdr 02:77:00:00:00:02 dev Ethernet4 nud permanent',
        'neigh del 10.0.0.4 dev Ethernet0',
      ]),
  },
  { name: 'a field vanished', before: ({ redis }) => redis.cli('HDEL', 'NEIGH_TABLE:Ethernet0:10.0.0.2', 'family') },
  {
    name: 'another MAC, gone, and that MAC again in the window',
    within: ({ namespace }) =>
      namespace.batch([
        'neigh replace 10.0.0.2 lladdr 02:77:00:00:00:01 dev Ethernet0 nud permanent',
        'neigh del 10.0.0.2 dev Ethernet0',
        'neigh add 10.0.0.2 lladdr 02:77:00:00:00:01 dev Ethernet0 nud permanent',
      ]),
  },
  {
    name: 'failed and reachable again in the window',
    within: async ({ namespace }) => {
      await namespace.batch(['neigh replace 10.0.0.2 lladdr 02:00:00:00:02:04 dev Ethernet0 nud failed']);
      await namespace.batch(['neigh replace 10.0.0.2 lladdr 02:00:00:00:02:04 dev Ethernet0 nud reachable']);
    },
  },
  {
    name: 'a former daemon left pending keys',
    before: async ({ redis }) => {
      await redis.cli('SADD', 'NEIGH_TABLE_KEY_SET', 'Ethernet0:10.0.0.2', 'Ethernet0:10.0.0.9');
      await redis.cli('SADD', 'NEIGH_TABLE_DEL_SET', 'Ethernet0:10.0.0.2');
      await redis.cli('HSET', '_NEIGH_TABLE:Ethernet0:10.0.0.9', 'neigh', FOREIGN_MAC, 'family', 'IPv4');
    },
  },
];

for (const { name, before, within, cold = false } of SEQUENCES) {
  test(`a start: ${name}`, async (t) => {
    if (!needRoot(t)) return;
    await using made = await createWarmSwitch();
    await furnish(made);
    await before?.(made);
    await using writes = await watchWrites(made.redis);
    const daemon = await made.start();
    if (!cold) {
      await made.reached('restored');
      await within?.(made);
      await made.setFlag();
      await made.reached('reconciled');
    }
    await daemon.logged('in step');
    const seen = (await writes.soFar()).filter(
      (write) => !write.includes('NEIGH_RESTORE_TABLE') && !write.includes('LOGGER|neighsyncd'),
    );
    assert.deepEqual(told(seen), documented(name));
    await using consumer = await startConsumer(made.redis);
    await consumer.drained();
    assert.deepEqual(sorted(await macs(made.redis)), sorted(await kernelRows(made.namespace)));
    assert.equal(await made.redis.cli('KEYS', '*NEIGH_TABLE_*_SET'), '');
    assert.equal(await made.redis.cli('KEYS', '_NEIGH_TABLE:*'), '', 'nor is anything staged');
  });
}

test('every sequence in docs/RELIABILITY.md is played', () => {
  const rows = tableOf(read('docs/RELIABILITY.md'), '| sequence | written to Redis, in this order |');
  assert.deepEqual(rows.map(([name]) => name).sort(), SEQUENCES.map(({ name }) => name).sort());
});

test('nothing is written before flag and timer, whatever the kernel says, and health tells why', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createWarmSwitch({ timerS: 3 });
  await furnish(made);
  const daemon = await made.start();
  await made.reached('restored');
  await using writes = await watchWrites(made.redis);
  await made.namespace.batch(neighborCommands(200, { mac: '02:00:77' }));
  await pause(1500);
  const health = async (): Promise<string> => (await daemon.get('/health')).body;
  assert.match(await health(), /"healthy".*waiting for the restored flag/);
  assert.match(await health(), /"graces":\["warm_start"\]/);
  await made.setFlag();
  await daemon.logged('neighbors are restored; comparing when neighsyncd_timer has run out');
  assert.match(await health(), /waiting for neighsyncd_timer/);
  assert.deepEqual(
    (await writes.soFar()).filter((write) => !write.includes('NEIGH_RESTORE_TABLE')),
    [],
  );
  await made.reached('reconciled');
  await daemon.logged('in step');
  assert.equal((await macs(made.redis, '_NEIGH_TABLE:')).size, 200);
  assert.equal(await daemon.metric('neighsyncd_start_phase{phase="reconciled"}'), 1);
});

test('each start is counted, whether the daemon before was stopped or killed', async (t) => {
  if (!needRoot(t)) return;
  await using made = await createWarmSwitch();
  await furnish(made);
  await made.setFlag();
  for (let start = 1; start <= 3; start++) {
    await made.state('HDEL', OWN, 'state');
    const daemon = await made.start();
    await made.reached('reconciled');
    assert.equal(await made.state('HGET', OWN, 'restore_count'), String(start));
    if (start % 2 === 0) await daemon.stop();
    else {
      daemon.kill('SIGKILL');
      await daemon.ended();
    }
  }
});
