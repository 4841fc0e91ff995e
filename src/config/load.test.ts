import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import { loadConfig } from './load.ts';
import { type Config, type ConfigKey, configKeys, type SectionName } from './schema.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-config-'));
after(() => rmSync(directory, { recursive: true }));

const path = join(directory, 'test.conf');

/** An empty file, so that a configuration of this machine cannot take part. */
function load(parts: { file?: string; env?: NodeJS.ProcessEnv; settings?: readonly string[] }) {
  writeFileSync(path, parts.file ?? '');
  return loadConfig({ file: path, env: parts.env ?? {}, settings: parts.settings ?? [] });
}

function messageOf(parts: Parameters<typeof load>[0]): string {
  try {
    load(parts);
  } catch (error) {
    assert.ok(error instanceof DaemonError);
    assert.equal(error.code, 'config_invalid');
    return error.message;
  }
  throw new assert.AssertionError({ message: `${JSON.stringify(parts)} was accepted` });
}

const valueAt = (config: Config, { section, key }: ConfigKey): unknown =>
  (config[section] as Readonly<Record<string, unknown>>)[key];
const variable = ({ section, key }: ConfigKey): string => `NEIGHSYNCD_${section}_${key}`.toUpperCase();

type Bad = { readonly value: string; readonly says: string };

/** Values (as TOML) that a key must refuse, with what it must say. */
function badValues({ allowed, secret, default: fallback }: ConfigKey): readonly Bad[] {
  const range = /^(\d+) to (\d+)$/.exec(allowed);
  if (range !== null) {
    const [below, above] = [Number(range[1]) - 1, Number(range[2]) + 1];
    return [
      ...[below, above].map((value) => ({ value: `${value}`, says: `${value} is out of range (${allowed})` })),
      { value: '"many"', says: `"many" is not an integer (${allowed})` },
      { value: '10.5', says: `10.5 is not an integer (${allowed})` },
      { value: 'nan', says: `NaN is not an integer (${allowed})` },
    ];
  }
  if (typeof fallback === 'boolean') return [{ value: '"yes"', says: '"yes" is not true or false' }];
  if (Array.isArray(fallback)) return [{ value: '7', says: `7 is not ${allowed}` }];
  const choices = /^[a-z]+(, [a-z]+)+$/.test(allowed);
  if (choices) return [{ value: '"loud"', says: `"loud" is not one of ${allowed}` }];
  return [{ value: '[1]', says: `${secret ? '***' : '[1]'} is not a string` }];
}

for (const key of configKeys()) {
  const name = `${key.section}.${key.key}`;
  for (const { value, says } of badValues(key)) {
    test(`${name} = ${value} is refused with place, key, value and what is allowed`, () => {
      const file = `[${key.section}]\n${key.key} = ${value}\n`;
      const expected = `${name}: ${says}`;
      const fromFile = messageOf({ file });
      assert.ok(fromFile.startsWith(`configuration: ${path}: ${expected}`), fromFile);
      // Where a string is wanted, any text given from outside a file is one.
      if (says.endsWith(' is not a string')) return;
      const fromEnv = messageOf({ env: { [variable(key)]: value } });
      assert.ok(fromEnv.startsWith(`configuration: environment ${variable(key)}: ${expected}`), fromEnv);
      const fromFlag = messageOf({ settings: [`${name}=${value}`] });
      assert.ok(fromFlag.startsWith(`configuration: --set: ${expected}`), fromFlag);
    });
  }

  test(`${name} is ${JSON.stringify(key.default)} unless it is set`, () => {
    const { config, origin } = load({});
    assert.deepEqual(valueAt(config, key), key.default);
    assert.equal(origin(key.section, key.key), 'default');
  });
}

for (const key of configKeys().filter(({ allowed }) => / to /.test(allowed))) {
  test(`${key.section}.${key.key} takes the ends of its range`, () => {
    for (const end of key.allowed.split(' to ')) {
      // Keys that are related are given both, so that the relation holds.
      const [name, other] = [`${key.section}.${key.key}`, end === '100' ? '200' : '120000'];
      const related = name === 'redis.ping_interval_ms' ? [`redis.socket_timeout_ms=${other}`] : [];
      const also = name === 'redis.socket_timeout_ms' ? ['redis.ping_interval_ms=100'] : related;
      const { config } = load({ settings: [...also, `${name}=${end}`] });
      assert.equal(valueAt(config, key), Number(end));
    }
  });
}

test('a flag goes before the environment, that before the file, and that before the default', () => {
  const file = '[performance]\nbatch_size = 20\nworkers = 3\nmax_neighbors = 2000\n';
  const env = { NEIGHSYNCD_PERFORMANCE_BATCH_SIZE: '30', NEIGHSYNCD_PERFORMANCE_WORKERS: '4' };
  const settings = ['performance.batch_size=40'];
  const { config, origin, file: found } = load({ file, env, settings });
  const { batch_size, workers, max_neighbors, batch_timeout_ms } = config.performance;
  assert.deepEqual([batch_size, workers, max_neighbors, batch_timeout_ms], [40, 4, 2000, 100]);
  const origins = ['batch_size', 'workers', 'max_neighbors', 'batch_timeout_ms'].map((key) =>
    origin('performance', key),
  );
  assert.deepEqual(origins, ['--set', 'environment NEIGHSYNCD_PERFORMANCE_WORKERS', path, 'default']);
  assert.equal(found, path);
});

test('of one key set twice by flags the later one counts', () => {
  assert.equal(load({ settings: ['metrics.port=1', 'metrics.port=2'] }).config.metrics.port, 2);
});

test('all problems are named at once, each with its place, and none twice', () => {
  const message = messageOf({ file: '[performance]\nworkers = 1e300\nbatch_size = 5', settings: ['metrics.port=-1'] });
  assert.match(message, /^configuration: /);
  const lines = message.slice('configuration: '.length).split('\n');
  assert.deepEqual(lines.sort(), [
    '--set: metrics.port: -1 is out of range (0 to 65535)',
    `${path}: performance.batch_size: 5 is out of range (10 to 1000)`,
    `${path}: performance.workers: 1e+300 is out of range (1 to 16)`,
  ]);
});

for (const key of ['nope', 'Batch_size', '__proto__', 'constructor', 'toString']) {
  test(`the unknown key ${key} is refused, and blamed on the file that has it`, () => {
    const message = messageOf({ file: `[performance]\n${key} = 1\n`, settings: ['performance.workers=1'] });
    assert.match(
      message,
      new RegExp(`^configuration: ${path}: performance\\.${key}: unknown key \\(known here: batch_size, `),
    );
  });
}

for (const section of ['nope', 'Redis', '__proto__', 'constructor']) {
  test(`the unknown section ${section} is refused, and blamed on the file that has it`, () => {
    const message = messageOf({ file: `[${section}]\nx = 1\n`, settings: ['redis.port=1'] });
    assert.match(
      message,
      new RegExp(`^configuration: ${path}: ${section}: unknown section \\(known here: redis, netlink, `),
    );
    assert.match(
      messageOf({ settings: [`${section}.x=1`] }),
      new RegExp(`^configuration: --set: ${section}: unknown section`),
    );
  });
}

for (const file of ['redis = 5', 'redis = "x"', '[[redis]]\nhost = "a"']) {
  test(`${JSON.stringify(file)} is no section, and other places do not hide that`, () => {
    const expected = `configuration: ${path}: redis: is a section, and needs keys`;
    assert.equal(messageOf({ file }), expected);
    assert.equal(messageOf({ file, settings: ['redis.host=a'], env: { NEIGHSYNCD_REDIS_PORT: '1' } }), expected);
  });
}

test('a key at the top of the file is refused', () => {
  assert.match(messageOf({ file: 'batch_size = 100' }), /: batch_size: unknown section/);
});

const selections: readonly (readonly [string, string, string])[] = [
  ['unix_socket', 'host', 'redis.unix_socket also selects a server; set only one of them'],
  ['host', 'database_config', 'redis.host also selects a server; set only one of them'],
  ['unix_socket', 'database_config', 'redis.unix_socket also selects a server; set only one of them'],
];
for (const [one, other, says] of selections) {
  test(`redis.${one} and redis.${other} exclude one another`, () => {
    const message = messageOf({ file: `[redis]\n${one} = "a"`, settings: [`redis.${other}=b`] });
    assert.equal(message, `configuration: --set: redis.${other}: ${says}`);
  });
}

test('all three selections of a server at once are named', () => {
  const message = messageOf({ settings: ['redis.host=a', 'redis.unix_socket=b', 'redis.database_config=c'] });
  assert.match(message, /redis\.database_config: redis\.unix_socket and redis\.host also selects a server/);
});

test('silence must be given more time than passes between two pings', () => {
  const parts = ['redis.ping_interval_ms=2000', 'redis.socket_timeout_ms=2000'];
  assert.match(
    messageOf({ settings: parts }),
    /redis\.socket_timeout_ms: 2000 is not more than redis\.ping_interval_ms \(2000\)/,
  );
  load({ settings: ['redis.ping_interval_ms=2000', 'redis.socket_timeout_ms=2001'] });
});

for (const address of ['::1', 'localhost', '127.0.0.1', '127.255.255.254']) {
  test(`metrics may be served on ${address}`, () => {
    assert.equal(load({ settings: [`metrics.address=${address}`] }).config.metrics.address, address);
  });
}

for (const address of [
  '0.0.0.0',
  '::',
  '10.0.0.1',
  '128.0.0.1',
  '127.0.0.256',
  '127.0.0.1.example.org',
  '::ffff:127.0.0.1',
  '',
]) {
  test(`metrics may not be served on ${JSON.stringify(address)}`, () => {
    const message = messageOf({ settings: [`metrics.address=${address}`] });
    assert.ok(message.includes(`metrics.address: ${JSON.stringify(address)} is not a loopback address`), message);
  });
}

for (const pattern of ['Ethernet0', 'Ethernet*', '*', 'Vlan.100', 'a-b_c', 'x'.repeat(15)]) {
  test(`${pattern} is a pattern of interface names`, () => {
    const { config } = load({ settings: [`filtering.interfaces=["${pattern}"]`] });
    assert.deepEqual(config.filtering.interfaces, [pattern]);
  });
}

for (const pattern of ['', 'a b', 'a/b', 'a:b', '*a', 'a*b', 'x'.repeat(16)]) {
  test(`${JSON.stringify(pattern)} is no pattern of interface names`, () => {
    const section: SectionName = 'filtering';
    const message = messageOf({ file: `[${section}]\nlink_local_interfaces = ["ok", "${pattern}"]` });
    const at = `configuration: ${path}: filtering.link_local_interfaces.1: ${JSON.stringify(pattern)} is not an interface name`;
    assert.ok(message.startsWith(at), message);
  });
}
