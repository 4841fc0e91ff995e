import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { outlasts } from '../support/refusal.ts';

test('Redis has too few replicas to take writes: health tells, and they are made again', async (t) => {
  if (!needRoot(t)) return;
  await outlasts(t, {
    begin: ({ redis }) => redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '1'),
    end: ({ redis }) => redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '0'),
    reply: /NOREPLICAS/,
  });
});
