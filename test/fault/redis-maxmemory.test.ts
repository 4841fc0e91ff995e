import { test } from 'node:test';
import { startConsumer } from '../support/consumer.ts';
import { needRoot } from '../support/need.ts';
import { outlasts } from '../support/refusal.ts';

test('Redis has no memory left: health tells, and the writes are made again when there is room', async (t) => {
  if (!needRoot(t)) return;
  await outlasts(t, {
    begin: ({ redis }) => redis.cli('CONFIG', 'SET', 'maxmemory', '100kb'),
    end: ({ redis }) => redis.cli('CONFIG', 'SET', 'maxmemory', '0'),
    reply: /OOM command not allowed/,
    options: { redisArgs: ['--maxmemory-policy', 'noeviction'] },
  });
});

test('Redis has no memory left for what orchagent should read: nothing is lost or half-written in the end', async (t) => {
  if (!needRoot(t)) return;
  await outlasts(t, {
    begin: ({ redis }) => redis.cli('CONFIG', 'SET', 'maxmemory', '100kb'),
    end: async ({ redis }, resources) => {
      await redis.cli('CONFIG', 'SET', 'maxmemory', '0');
      // Not before: a consumer that runs out of memory itself loses what it has popped.
      resources.use(await startConsumer(redis));
    },
    reply: /OOM command not allowed/,
    options: { settings: ['deployment.output=producer'] },
  });
});
