import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { needRoot } from '../support/need.ts';
import { outlasts } from '../support/refusal.ts';
import type { Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

test('Redis cannot save its data and stops taking writes: health tells, and they are made again', async (t) => {
  if (!needRoot(t)) return;
  await outlasts(t, {
    begin: async (scene) => {
      // As a full disk, but for one file: a folder stands where the copy should go.
      await mkdir(copyOf(scene));
      await writeFile(join(copyOf(scene), 'in-the-way'), '');
      await save(scene, 'err');
    },
    end: async (scene) => {
      await rm(copyOf(scene), { recursive: true });
      await save(scene, 'ok');
    },
    reply: /MISCONF/,
    options: { redisArgs: ['--save', '3600 1', '--stop-writes-on-bgsave-error', 'yes'] },
  });
});

function copyOf({ redis }: Scene): string {
  return join(dirname(redis.socket), 'dump.rdb');
}

async function save({ redis }: Scene, outcome: 'ok' | 'err'): Promise<void> {
  await redis.cli('BGSAVE');
  const over = new RegExp(`rdb_last_bgsave_status:${outcome}\r`);
  await until('the copy is made, or has failed', async () => over.test(await redis.cli('INFO', 'persistence')));
}
