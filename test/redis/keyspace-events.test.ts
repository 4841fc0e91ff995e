import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConfigDb } from '../../src/app/config-db.ts';
import { loadConfig } from '../../src/config/load.ts';
import { insufficientEvents } from '../../src/sonic/keyspace-events.ts';
import { prepareConnection, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

test('events of hashes and of every type are enough, and less is not', async () => {
  await using redis = await startRedis();
  await using connection = prepareConnection(redis);
  const { signal } = new AbortController();
  connection.open(signal);
  await connection.ready(signal);
  for (const [setting, isEnough] of [
    ['AKE', true],
    ['Kgh', true],
    ['hgK', true],
    ['Kh', false],
    ['AE', false],
    ['', false],
  ] as const) {
    await redis.cli('CONFIG', 'SET', 'notify-keyspace-events', setting);
    const told = await insufficientEvents(connection);
    assert.equal(told === undefined, isEnough, `${setting}: ${told}`);
  }
  await redis.cli('ACL', 'SETUSER', 'default', '-config');
  assert.equal(await insufficientEvents(connection), undefined, 'who may not ask does not know');
});

test('a server without keyspace events is told of once, however often the connection comes up', async () => {
  await using redis = await startRedis({ args: ['--notify-keyspace-events', ''] });
  const { config } = loadConfig({ file: '/dev/null', settings: ['redis.reconnect_max_ms=100'], env: {} });
  const deaf: string[] = [];
  let readings = 0;
  const database = { endpoint: redis.endpoint, id: 4, separator: '|' };
  await using configDb = createConfigDb(config, database, {
    onRows: () => readings++,
    onFailure: () => {},
    onDeaf: (setting) => deaf.push(setting),
  });
  const ending = new AbortController();
  const running = configDb.run(ending.signal);
  using _ = { [Symbol.dispose]: () => ending.abort() };
  await until('it is told', () => deaf.length > 0 && readings === 1);
  const asked = async (): Promise<number> =>
    Number(/cmdstat_config\|get:calls=(\d+)/.exec(await redis.cli('INFO', 'commandstats'))?.[1] ?? 0);
  const before = await asked();
  await redis.cli('CLIENT', 'KILL', 'TYPE', 'normal');
  await until('it is asked again', async () => (await asked()) > before);
  ending.abort();
  await running;
  assert.deepEqual(deaf, ['']);
});
