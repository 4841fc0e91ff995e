import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatChange, planReload } from './reload.ts';
import { type Config, configKeys, validate } from './schema.ts';

const config = (raw: Readonly<Record<string, unknown>>): Config => validate(raw) as Config;
const nameOf = ({ section, key }: { readonly section: string; readonly key: string }): string => `${section}.${key}`;

/** Every key with another value than its default, all of them valid together. */
const OTHERS = config({
  redis: {
    unix_socket: '/a',
    port: 1,
    database: 1,
    username: 'u',
    password: 'p',
    embedded: true,
    embedded_dir: 'd',
    connect_timeout_ms: 100,
    ping_interval_ms: 100,
    socket_timeout_ms: 200,
    reconnect_max_ms: 50,
  },
  netlink: { receive_buffer_bytes: 4096 },
  logging: { level: 'debug', format: 'json', output: 'syslog' },
  performance: {
    batch_size: 10,
    batch_timeout_ms: 10,
    consumer_batch: 1,
    workers: 1,
    coalesce_ms: 0,
    max_neighbors: 1000,
  },
  metrics: { enabled: false, address: '127.0.0.1', port: 1 },
  api: {
    enabled: false,
    unix_socket: 's',
    rest_enabled: false,
    rest_address: '::1',
    rest_port: 1,
    grpc_enabled: false,
    grpc_address: '::1',
    grpc_port: 2,
    request_timeout_ms: 100,
    max_body_bytes: 1024,
    max_connections: 1,
    max_requests_per_s: 1,
    max_watches: 1,
  },
  deployment: { output: 'direct', force_direct: true, start_grace_ms: 0, fast_boot_hold_ms: 0, verify_interval_ms: 0 },
  filtering: {
    ipv4_enabled: false,
    ipv6_enabled: false,
    loopback_enabled: true,
    interfaces: ['Ethernet*'],
    link_local_interfaces: ['Ethernet0'],
    link_local_grace_ms: 0,
    failed_table: true,
  },
  tuning: {
    profiler: 'light',
    profile_buckets_ms: [1, 2],
    profile_dir: 'd',
    cpu_profile_ms: 100,
    mode: 'advise',
    strategy: 'balanced',
    interval_ms: 1000,
    target_p99_ms: 20,
    target_rate: 5000,
  },
});
/** Excluded by `redis.unix_socket`. */
const UNCHANGED = ['redis.host', 'redis.database_config'];

test('the keys that a running daemon takes on are these', () => {
  const live = configKeys().filter((key) => key.live);
  assert.deepEqual(live.map(nameOf), [
    'logging.level',
    'logging.output',
    'performance.batch_size',
    'performance.batch_timeout_ms',
    'performance.consumer_batch',
    'performance.workers',
    'performance.coalesce_ms',
    'deployment.verify_interval_ms',
    'filtering.ipv4_enabled',
    'filtering.ipv6_enabled',
    'filtering.loopback_enabled',
    'filtering.interfaces',
    'filtering.link_local_interfaces',
    'filtering.link_local_grace_ms',
    'filtering.failed_table',
    'tuning.profiler',
    'tuning.profile_buckets_ms',
    'tuning.profile_dir',
    'tuning.cpu_profile_ms',
    'tuning.mode',
    'tuning.strategy',
    'tuning.interval_ms',
    'tuning.target_p99_ms',
    'tuning.target_rate',
  ]);
});

test('every changed key is told once, in the order of the schema, as live or as needing a restart', () => {
  const { live, restart } = planReload(config({}), OTHERS);
  const keys = configKeys().filter((key) => !UNCHANGED.includes(nameOf(key)));
  assert.deepEqual(live.map(nameOf), keys.filter((key) => key.live).map(nameOf));
  assert.deepEqual(restart.map(nameOf), keys.filter((key) => !key.live).map(nameOf));
});

test('the same configuration, loaded twice, changes nothing', () => {
  const again = config(JSON.parse(JSON.stringify(OTHERS)));
  assert.deepEqual(planReload(OTHERS, again), { live: [], restart: [], config: OTHERS });
});

test('a change has both values', () => {
  const { live, restart } = planReload(config({}), config({ performance: { workers: 3 }, metrics: { port: 1 } }));
  assert.deepEqual(live, [{ section: 'performance', key: 'workers', before: 2, after: 3 }]);
  assert.deepEqual(restart, [{ section: 'metrics', key: 'port', before: 9091, after: 1 }]);
});

test('a list whose elements changed has changed, also in their order', () => {
  const interfaces = (...names: readonly string[]): Config => config({ filtering: { interfaces: names } });
  assert.equal(planReload(interfaces('a', 'b'), interfaces('b', 'a')).live.length, 1);
  assert.equal(planReload(interfaces('a', 'b'), interfaces('a', 'b')).live.length, 0);
});

test('what is in force is the old configuration with the live changes, and the rest is told again next time', () => {
  const before = config({});
  const plan = planReload(before, OTHERS);
  assert.deepEqual(plan.config.filtering, OTHERS.filtering);
  assert.deepEqual(plan.config.logging, { ...OTHERS.logging, format: 'text' });
  assert.deepEqual(plan.config.metrics, before.metrics);
  assert.deepEqual(before, config({}), 'what is given is not changed');
  assert.deepEqual(planReload(plan.config, OTHERS), { live: [], restart: plan.restart, config: plan.config });
});

test('a change is shown with key and both values, but a secret is not', () => {
  const changes = planReload(config({}), config({ redis: { password: 'p' }, filtering: { interfaces: ['lo'] } }));
  assert.deepEqual([...changes.live, ...changes.restart].map(formatChange), [
    'filtering.interfaces: [] -> ["lo"]',
    'redis.password: "" -> "***"',
  ]);
});
