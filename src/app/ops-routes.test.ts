import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE_STATUS } from '../../test/support/engine-status.ts';
import { loadConfig } from '../config/load.ts';
import { NO_STRAIN } from '../health/strain.ts';
import type { EngineStatus } from '../sync/status.ts';
import { opsRoutes } from './ops-routes.ts';
import { createTuner } from './tuner.ts';

const TUNER = createTuner({
  config: loadConfig({ settings: [], env: {} }).config,
  output: 'direct',
  logger: { info: () => {}, warn: () => {} },
});

/** What a path answers while the engine is in this state. */
async function answer(path: string, changes: Partial<EngineStatus> = {}) {
  const engine = { status: () => ({ ...ENGINE_STATUS, ...changes }) };
  const route = opsRoutes(
    { engine, limits: { full: () => [] }, strain: () => NO_STRAIN, tuner: TUNER },
    async () => ({ contentType: 'text/plain', render: async () => 'x 1\n' }),
    { answer: async () => ({ status: 200, body: { judged: '1m' } }) },
  )[path];
  assert.ok(route !== undefined, path);
  return route();
}

test('/health tells status, readiness and numbers', async () => {
  assert.deepEqual(await answer('/health'), {
    status: 200,
    body: {
      status: 'healthy',
      reasons: [],
      ready: true,
      neighbors: 7,
      rows: 3,
      pending: 3,
      kept: [],
      graces: [],
    },
  });
});

const READINESS: readonly (readonly [string, Partial<EngineStatus>, boolean])[] = [
  ['both sides are known and reachable', {}, true],
  ['a side has never been seen whole', { ready: false }, false],
  ['Redis is away', { tableUp: false, tableLoaded: false }, false],
  ['the event socket is away', { kernel: undefined, kernelSynced: false }, false],
  ['the database is being read again', { tableLoaded: false }, true],
];
for (const [when, changes, ready] of READINESS) {
  test(`/readyz and the ready of /health both say ${ready} when ${when}`, async () => {
    assert.equal((await answer('/readyz', changes)).status, ready ? 200 : 503);
    const { body } = await answer('/health', changes);
    assert.equal((body as { readonly ready: boolean }).ready, ready);
  });
}

test('what keeps no row now is a grace, and not among the kept', async () => {
  const { body } = await answer('/health', {
    keeps: [
      { reason: 'start_grace', rows: 0, leftMs: 1234.5 },
      { reason: 'link_local_disabled', rows: 2, leftMs: 999.6 },
    ],
  });
  const { kept, graces } = body as { readonly kept: unknown; readonly graces: unknown };
  assert.deepEqual(kept, [{ reason: 'link_local_disabled', rows: 2, left_ms: 1000 }]);
  assert.deepEqual(graces, ['start_grace', 'link_local_disabled']);
});

test('an unhealthy engine answers 503 on /health, and still is alive', async () => {
  const ill = { tableUp: false, tableLoaded: false, unsettledMs: 60_000 };
  assert.equal((await answer('/health', ill)).status, 503);
  assert.deepEqual(await answer('/livez', ill), { status: 200, body: 'alive\n' });
});

test('/metrics is what the registry renders', async () => {
  assert.deepEqual(await answer('/metrics'), { status: 200, contentType: 'text/plain', body: 'x 1\n' });
});

test('/tuning shows what is in force, and what has been decided', async () => {
  const { status, body } = await answer('/tuning');
  assert.equal(status, 200);
  const view = body as { readonly knobs: object; readonly decisions: readonly unknown[] };
  assert.deepEqual(Object.keys(view.knobs), [
    'batch_size',
    'batch_timeout_ms',
    'workers',
    'coalesce_ms',
    'receive_buffer_bytes',
  ]);
  assert.deepEqual(view.decisions, []);
});
