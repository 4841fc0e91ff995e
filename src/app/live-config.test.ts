import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configDbSource } from '../config/config-db.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import type { SwitchFacts } from '../neighbor/policy.ts';
import { collectRows, type RowReading } from '../sonic/config-rows.ts';
import { LiveConfig } from './live-config.ts';
import { createLogging } from './logging.ts';

const TABLES = ['PEER_SWITCH', 'VXLAN_EVPN_NVO', 'INTERFACE', 'LOGGER', 'NEIGHSYNCD'];

/** @param stored what CONFIG_DB said at the start; if there is one */
function bench(settings: readonly string[] = [], stored: readonly RowReading[] | 'no CONFIG_DB' = []) {
  const applied: { readonly config: Config; readonly facts: SwitchFacts }[] = [];
  const written: string[] = [];
  let log = '';
  const sources = { settings: ['logging.format=json', ...settings], env: {} };
  const followed = stored !== 'no CONFIG_DB';
  const atStart = followed ? configDbSource(collectRows(TABLES, stored).get('NEIGHSYNCD') ?? new Map()) : undefined;
  const loaded = loadConfig({ ...sources, configDb: atStart });
  const logging = createLogging({
    logging: loaded.config.logging,
    fields: {},
    stdout: (text) => {
      log += text;
    },
    stderr: () => {},
  });
  const live = new LiveConfig({
    loaded,
    followed,
    load: (later) => loadConfig({ ...sources, ...later }),
    logging,
    apply: (config, facts) => void applied.push({ config, facts }),
    writeLoggerField: (field, value) => void written.push(`${field}=${value}`),
  });
  const tell = (...readings: readonly RowReading[]): void => live.onRows(collectRows(TABLES, readings));
  return { live, applied, written, tell, logging, log: () => log };
}

const row = (table: string, key: string, fields: Record<string, string>): RowReading => ({ table, key, row: fields });
const PEER = row('PEER_SWITCH', 'peer', { address_ipv4: '10.1.0.2' });

test('what CONFIG_DB says of the switch is applied once, and again only when it means something else', () => {
  const { tell, applied } = bench();
  tell();
  tell(row('INTERFACE', 'Ethernet0', { NULL: 'NULL' }));
  assert.equal(applied.length, 1);
  tell(PEER);
  tell(PEER, row('INTERFACE', 'Ethernet0', { ipv6_use_link_local_only: 'enable' }));
  assert.deepEqual(
    applied.map(({ facts }) => [facts.dualTor, [...facts.linkLocalInterfaces]]),
    [
      [false, []],
      [true, []],
      [true, ['Ethernet0']],
    ],
  );
});

test('NEIGHSYNCD rows change the configuration, a flag comes before them, and a wrong row changes nothing', () => {
  const { tell, applied, live, log } = bench(['performance.workers=3']);
  tell(row('NEIGHSYNCD', 'performance', { batch_size: '50', workers: '7' }));
  assert.equal(live.config.performance.batch_size, 50);
  assert.equal(live.config.performance.workers, 3);
  tell(row('NEIGHSYNCD', 'performance', { batch_size: '5000' }));
  assert.equal(live.config.performance.batch_size, 50);
  assert.match(log(), /5000 is out of range \(10 to 1000\)/);
  assert.equal(applied.length, 1);
  tell();
  assert.equal(live.config.performance.batch_size, 100, 'without the row the default is back');
});

test('what needs a restart is said, and not taken on', () => {
  const { tell, live, log } = bench();
  tell(row('NEIGHSYNCD', 'metrics', { port: '9100' }));
  assert.equal(live.config.metrics.port, 9091);
  assert.match(log(), /needs a restart/);
});

test('LOGGER turns the log, its missing fields are written once, and a flag comes before it', () => {
  const free = bench();
  free.tell(row('LOGGER', 'neighsyncd', { LOGLEVEL: 'ERROR' }));
  free.tell(row('LOGGER', 'neighsyncd', { LOGLEVEL: 'ERROR', LOGOUTPUT: 'STDOUT' }));
  free.logging.logger.warn('not seen');
  assert.equal(free.log(), '');
  assert.deepEqual(free.written, ['LOGOUTPUT=SYSLOG']);
  const pinned = bench(['logging.level=info']);
  pinned.tell(row('LOGGER', 'neighsyncd', { LOGLEVEL: 'ERROR', LOGOUTPUT: 'STDOUT' }));
  pinned.logging.logger.warn('seen');
  assert.match(pinned.log(), /seen/);
});

test('SIGHUP reads the sources again and applies what has changed', () => {
  const { live, applied, tell } = bench();
  tell(PEER);
  live.reread();
  assert.equal(applied.length, 1);
  assert.equal(applied[0]?.facts.dualTor, true);
});

test('SIGHUP before CONFIG_DB has been read changes nothing: what it says of the switch is not known yet', () => {
  const { live, applied, tell } = bench([], [row('NEIGHSYNCD', 'filtering', { 'interfaces@': 'Vlan*' })]);
  live.reread();
  assert.equal(applied.length, 0);
  assert.deepEqual(live.config.filtering.interfaces, ['Vlan*']);
  tell(PEER, row('NEIGHSYNCD', 'filtering', { 'interfaces@': 'Vlan*' }));
  assert.equal(applied.length, 1);
});

test('SIGHUP where there is no CONFIG_DB applies the sources', () => {
  const { live, applied } = bench([], 'no CONFIG_DB');
  live.reread();
  assert.equal(applied.length, 1);
});

test('the API sets live keys above all other sources, and takes them back', () => {
  const { live, applied } = bench(['performance.workers=4'], 'no CONFIG_DB');
  const workers = () => live.values().find(({ key }) => key === 'performance.workers');
  assert.deepEqual(live.configure({ 'performance.workers': 7, 'vrf.Vrf_a.b.enabled': false }).applied, [
    { key: 'performance.workers', before: 4, after: 7 },
    { key: 'vrf.Vrf_a.b.enabled', before: true, after: false },
  ]);
  assert.deepEqual([workers()?.value, workers()?.origin, applied.length], [7, 'API', 1]);
  assert.deepEqual(live.reload(), { applied: [], needsRestart: [] });
  assert.equal(workers()?.value, 7, 'a reload leaves it');
  live.configure({ 'performance.workers': null });
  assert.deepEqual([workers()?.value, workers()?.origin], [4, '--set']);
});

test('what the API cannot set changes nothing at all', () => {
  const { live, applied } = bench([], 'no CONFIG_DB');
  for (const [values, code] of [
    [{ 'performance.workers': 3, 'metrics.port': 1 }, 'config_not_live'],
    [{ 'performance.workers': 99 }, 'config_invalid'],
    [{ 'performance.workers.more': 1 }, 'config_invalid'],
    [{ 'vrf.enabled': true }, 'config_invalid'],
    [{ __proto__: null, '__proto__.x': 1 }, 'config_invalid'],
    [{ workers: 1 }, 'config_invalid'],
  ] as const) {
    assert.throws(() => live.configure(values), { code });
  }
  assert.equal(applied.length, 0);
});

test('before CONFIG_DB has spoken the API sets nothing; a password is never shown', () => {
  const { live, tell } = bench(['redis.password=geheim']);
  assert.throws(() => live.configure({ 'performance.workers': 3 }), { code: 'not_ready' });
  assert.throws(() => live.reload(), { code: 'not_ready' });
  tell();
  assert.equal(live.configure({ 'performance.workers': 3 }).applied.length, 1);
  assert.ok(!JSON.stringify(live.values()).includes('geheim'));
});
