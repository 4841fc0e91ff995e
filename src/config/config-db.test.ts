import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { configDbSource } from './config-db.ts';
import { type LoadedConfig, loadConfig } from './load.ts';
import { configKeys } from './schema.ts';
import { environmentSource } from './sources.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-config-db-'));
after(() => rmSync(directory, { recursive: true }));

type Rows = { readonly [section: string]: Readonly<Record<string, string>> };

const source = (rows: Rows) => configDbSource(new Map(Object.entries(rows)));

/** The file is one of ours, so that a configuration of this machine cannot take part. */
function load(rows: Rows, other: { file?: string; env?: NodeJS.ProcessEnv; settings?: string[] } = {}): LoadedConfig {
  const file = join(directory, 'test.conf');
  writeFileSync(file, other.file ?? '');
  return loadConfig({ file, settings: other.settings ?? [], env: other.env ?? {}, configDb: source(rows) });
}

test('flags go before the environment, that before CONFIG_DB, that before the file', () => {
  const file = '[performance]\nbatch_size = 20\nworkers = 3\nbatch_timeout_ms = 30\nconsumer_batch = 64\n';
  const rows = { performance: { batch_size: '30', workers: '4', batch_timeout_ms: '40' } };
  const env = { NEIGHSYNCD_PERFORMANCE_BATCH_SIZE: '40', NEIGHSYNCD_PERFORMANCE_WORKERS: '5' };
  const { config, origin } = load(rows, { file, env, settings: ['performance.batch_size=50'] });
  const { batch_size, workers, batch_timeout_ms, consumer_batch } = config.performance;
  assert.deepEqual([batch_size, workers, batch_timeout_ms, consumer_batch], [50, 5, 40, 64]);
  assert.equal(origin('performance', 'batch_timeout_ms'), 'CONFIG_DB NEIGHSYNCD|performance');
  assert.equal(origin('performance', 'consumer_batch'), join(directory, 'test.conf'));
});

test('no rows mean the same as no CONFIG_DB', () => {
  assert.deepEqual(load({}).config, loadConfig({ file: '/dev/null', settings: [], env: {} }).config);
});

test('a row without fields says nothing', () => {
  assert.deepEqual(source({ metrics: { NULL: 'NULL' }, filtering: {} }).values, { metrics: {}, filtering: {} });
  load({ metrics: { NULL: 'NULL' } });
});

for (const text of ['50', '0x32', 'fifty', '', 'true', '["Ethernet*"]', '"quoted"']) {
  test(`the text ${JSON.stringify(text)} means the same as in the environment`, () => {
    for (const [section, key] of [
      ['performance', 'batch_size'],
      ['metrics', 'address'],
      ['filtering', 'interfaces'],
    ] as const) {
      const fromEnv = environmentSource({ [`NEIGHSYNCD_${section}_${key}`.toUpperCase()]: text });
      assert.deepEqual(
        Object.entries(source({ [section]: { [key]: text } }).values[section] as object),
        Object.entries(fromEnv.values[section] as object),
      );
    }
  });
}

for (const [text, list] of [
  ['Ethernet*,Vlan100', ['Ethernet*', 'Vlan100']],
  ['Ethernet0', ['Ethernet0']],
  ['', []],
] as const) {
  test(`a list may be written as SONiC does: interfaces@ = ${JSON.stringify(text)}`, () => {
    assert.deepEqual(load({ filtering: { 'interfaces@': text } }).config.filtering.interfaces, list);
  });
}

const REFUSED: readonly (readonly [Rows, string])[] = [
  [
    { performance: { batch_size: '5000' } },
    'CONFIG_DB NEIGHSYNCD|performance: performance.batch_size: 5000 is out of range (10 to 1000)',
  ],
  [
    { performance: { 'workers@': '2' } },
    'CONFIG_DB NEIGHSYNCD|performance: performance.workers: ["2"] is not an integer (1 to 16)',
  ],
  [{ metrics: { enabled: 'True' } }, 'CONFIG_DB NEIGHSYNCD|metrics: metrics.enabled: "True" is not true or false'],
  [
    { metrics: { prt: '1' } },
    'CONFIG_DB NEIGHSYNCD|metrics: metrics.prt: unknown key (known here: enabled, address, port)',
  ],
  [{ metrics: { null: 'NULL' } }, 'CONFIG_DB NEIGHSYNCD|metrics: metrics.null: unknown key'],
  [{ metrics: JSON.parse('{"__proto__":"1"}') }, 'CONFIG_DB NEIGHSYNCD|metrics: metrics.__proto__: unknown key'],
  [{ Metrics: {} }, 'CONFIG_DB NEIGHSYNCD|Metrics: Metrics: unknown section (known here: redis, netlink, '],
  [{ 'metrics|x': {} }, 'CONFIG_DB NEIGHSYNCD|metrics|x: metrics|x: unknown section'],
  [{ redis: {} }, 'CONFIG_DB NEIGHSYNCD|redis: redis: has no effect in CONFIG_DB, which is found by it'],
  [
    { logging: { level: 'debug' } },
    'CONFIG_DB NEIGHSYNCD|logging: logging.level: has no effect in CONFIG_DB, where LOGGER|neighsyncd LOGLEVEL says it',
  ],
  [
    { logging: { output: 'stdout' } },
    'CONFIG_DB NEIGHSYNCD|logging: logging.output: has no effect in CONFIG_DB, where LOGGER|neighsyncd LOGOUTPUT says it',
  ],
];
for (const [rows, says] of REFUSED) {
  test(`${JSON.stringify(rows)} is refused with its place`, () => {
    assert.throws(
      () => load(rows),
      ({ code, message }: { code?: unknown; message: string }) => {
        assert.equal(code, 'config_invalid');
        assert.ok(message.startsWith(`configuration: ${says}`), message);
        return true;
      },
    );
  });
}

test('everything that has no effect there is named at once', () => {
  const rows = { redis: { host: 'a' }, logging: { level: 'debug', format: 'json' } };
  assert.throws(() => source(rows), /redis: has no effect.*\n.*logging\.level: has no effect[^\n]*$/);
});

test('every other key may stand in CONFIG_DB', () => {
  const elsewhere = new Set(['logging.level', 'logging.output']);
  for (const { section, key, default: value } of configKeys()) {
    if (section === 'redis' || elsewhere.has(`${section}.${key}`)) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    assert.equal(load({ [section]: { [key]: text } }).origin(section, key), `CONFIG_DB NEIGHSYNCD|${section}`);
  }
});
