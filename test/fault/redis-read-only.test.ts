import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { startRedis } from '../support/redis-server.ts';
import { outlasts } from '../support/refusal.ts';
import { until } from '../support/until.ts';

test('Redis becomes the replica of a server that is not there: it keeps its rows, and takes no writes', async (t) => {
  if (!needRoot(t)) return;
  const port = String(await freePort());
  await outlasts(t, {
    begin: ({ redis }) => redis.cli('REPLICAOF', '127.0.0.1', port),
    end: ({ redis }) => redis.cli('REPLICAOF', 'NO', 'ONE'),
    reply: /READONLY/,
  });
});

test('Redis becomes the replica of an empty server: its rows are gone, and return when it takes writes', async (t) => {
  if (!needRoot(t)) return;
  const port = String(await freePort());
  await using _master = await startRedis({ args: ['--port', port, '--repl-diskless-sync-delay', '0'] });
  await outlasts(t, {
    begin: async ({ redis }) => {
      await redis.cli('REPLICAOF', '127.0.0.1', port);
      await until('its rows are gone', async () => (await redis.cli('DBSIZE')) === '0');
    },
    end: ({ redis }) => redis.cli('REPLICAOF', 'NO', 'ONE'),
    reply: /READONLY/,
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const closed = once(server, 'close');
  server.close();
  await closed;
  if (address === null || typeof address === 'string') throw new Error(`not a port: ${address}`);
  return address.port;
}
