import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigDbRows } from '../config/config-db.ts';
import { loadConfig } from '../config/load.ts';
import type { Source } from '../config/sources.ts';
import { startConfig } from './start-config.ts';

const places = { file: '/dev/null', settings: ['performance.workers=4'], env: {} };
const loaded = loadConfig(places);
const load = (configDb: Source) => loadConfig({ ...places, configDb });
const start = (readStored: () => Promise<ConfigDbRows>) => startConfig({ loaded, load, readStored });

test('what CONFIG_DB says counts from the start, behind the flags', async () => {
  const rows = { metrics: { port: '9092' }, performance: { workers: '8' } };
  const { config, origin } = await start(async () => new Map(Object.entries(rows)));
  assert.equal(config.metrics.port, 9092);
  assert.equal(origin('metrics', 'port'), 'CONFIG_DB NEIGHSYNCD|metrics');
  assert.equal(config.performance.workers, 4);
});

const UNFIT: readonly (readonly [string, () => Promise<ConfigDbRows>])[] = [
  ['that cannot be read', () => Promise.reject(new Error('connect ENOENT'))],
  ['with a wrong value', async () => new Map([['metrics', { port: '99999' }]])],
  ['with a section that has no effect there', async () => new Map([['redis', { port: '1' }]])],
];
for (const [what, readStored] of UNFIT) {
  test(`a CONFIG_DB ${what} does not keep the daemon from starting`, async () => {
    assert.equal(await start(readStored), loaded);
  });
}
