import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareConnection } from '../support/redis-server.ts';
import { watchStates } from '../support/watch-states.ts';

const LIMIT = { timeout: 60_000 };

test('a server that is still loading is not up', LIMIT, async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'redis-fake-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'redis.sock');
  const info = '# Server\r\nrun_id:fake\r\n';
  let pings = 0;
  // What a real server says of itself before its data set is there: INFO is answered, PING is not.
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      for (const [, name] of text.matchAll(/\$\d+\r\n(HELLO|INFO|PING|CLIENT)\r\n/g)) {
        if (name === 'HELLO') socket.write('%0\r\n');
        else if (name === 'INFO') socket.write(`$${info.length}\r\n${info}\r\n`);
        else socket.write(pings++ === 0 ? '-LOADING Redis is loading the dataset in memory\r\n' : '+PONG\r\n');
      }
    });
  });
  server.listen(path);
  t.after(() => server.close());
  await once(server, 'listening');
  await using connection = prepareConnection({ endpoint: { kind: 'unix', path } });
  const { next } = watchStates(connection);
  connection.open(new AbortController().signal);
  const { reason } = await next('down');
  assert.equal(reason.code, 'redis_unavailable');
  assert.match(reason.message, /LOADING/);
  assert.deepEqual(await next('up'), { kind: 'up', runId: 'fake', sameServer: false });
});
