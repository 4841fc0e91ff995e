import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { environmentSource, fileSource, findConfigFile, flagSource } from './sources.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-sources-'));
const startedIn = process.cwd();
before(() => process.chdir(directory));
after(() => {
  process.chdir(startedIn);
  rmSync(directory, { recursive: true });
});

/** Whether a null-prototype object has these contents. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('a flag names the file, whatever else there is', () => {
  writeFileSync('neighsyncd.conf', '');
  assert.equal(findConfigFile('flag.conf', { NEIGHSYNCD_CONFIG: 'env.conf' }), 'flag.conf');
  rmSync('neighsyncd.conf');
});

test('the environment names the file before the usual places do', () => {
  writeFileSync('neighsyncd.conf', '');
  assert.equal(findConfigFile(undefined, { NEIGHSYNCD_CONFIG: 'env.conf' }), 'env.conf');
  rmSync('neighsyncd.conf');
});

test('the file of the working directory is found, and an empty variable does not prevent that', () => {
  writeFileSync('neighsyncd.conf', '');
  const found = findConfigFile(undefined, { NEIGHSYNCD_CONFIG: '' });
  // A machine with SONiC's file has that first.
  assert.ok(found === 'neighsyncd.conf' || found === '/etc/sonic/neighsyncd/neighsyncd.conf', String(found));
  rmSync('neighsyncd.conf');
});

test('without any there is no file', () => {
  const found = findConfigFile(undefined, {});
  assert.ok(found === undefined || found === '/etc/sonic/neighsyncd/neighsyncd.conf', String(found));
});

test('a file that was named must exist', () => {
  const missing = join(directory, 'missing.conf');
  assert.throws(() => fileSource(missing), { code: 'config_invalid', message: /ENOENT.*missing\.conf/ });
});

test('a directory is no file', () => {
  assert.throws(() => fileSource(directory), { code: 'config_invalid', message: /EISDIR/ });
});

const malformed: readonly (readonly [string, string])[] = [
  ['[redis]\nhost = \n', '2:8'],
  ['[redis\n', '1:7'],
  ['[redis]\nport = 1\nport = 2\n', '3:1'],
  ['[redis]\n\n  host = "a\n', '3:12'],
];
for (const [text, place] of malformed) {
  test(`${JSON.stringify(text)} is no TOML at ${place}`, () => {
    const path = join(directory, 'bad.conf');
    writeFileSync(path, text);
    assert.throws(
      () => fileSource(path),
      ({ code, message }: { code?: unknown; message: string }) => {
        assert.equal(code, 'config_invalid');
        assert.ok(message.startsWith(`read configuration: ${path}:${place}: `), message);
        assert.doesNotMatch(message, /\n/);
        return true;
      },
    );
  });
}

test('a file speaks for itself', () => {
  const path = join(directory, 'good.conf');
  writeFileSync(path, '[redis]\nhost = "a" # a comment\n[filtering]\ninterfaces = ["Ethernet*"]\n');
  const { values, where } = fileSource(path);
  assert.deepEqual(plain(values), { redis: { host: 'a' }, filtering: { interfaces: ['Ethernet*'] } });
  assert.equal(where(['redis', 'host']), path);
});

test('a variable is its section, up to the first underscore, and its key', () => {
  const { values, where } = environmentSource({
    NEIGHSYNCD_REDIS_CONNECT_TIMEOUT_MS: '500',
    NEIGHSYNCD_LOGGING_LEVEL: 'debug',
    NEIGHSYNCD_CONFIG: '/some/file',
    NEIGHSYNC_OTHER: 'x',
    PATH: '/bin',
  });
  assert.deepEqual(plain(values), { redis: { connect_timeout_ms: 500 }, logging: { level: 'debug' } });
  assert.equal(where(['redis', 'connect_timeout_ms']), 'environment NEIGHSYNCD_REDIS_CONNECT_TIMEOUT_MS');
  assert.equal(where(['filtering', 'interfaces', '0']), 'environment NEIGHSYNCD_FILTERING_INTERFACES');
});

test('a variable with our prefix that names no section is refused by its name', () => {
  assert.throws(() => environmentSource({ NEIGHSYNCD_REDDIS_HOST: 'x' }), {
    code: 'config_invalid',
    message: /environment NEIGHSYNCD_REDDIS_HOST: unknown section "reddis" \(known: redis, /,
  });
});

test('a variable that names a section only is refused by its name', () => {
  assert.throws(() => environmentSource({ NEIGHSYNCD_REDIS: 'x' }), {
    code: 'config_invalid',
    message: /environment NEIGHSYNCD_REDIS: names a section and no key \(NEIGHSYNCD_REDIS_<KEY>\)/,
  });
});

/** A setting, and the value that it must become. */
const settings: readonly (readonly [string, unknown])[] = [
  ['performance.batch_size=50', 50],
  ['performance.batch_size= 50 ', 50],
  ['performance.batch_size=0x32', 50],
  ['performance.batch_size=fifty', 'fifty'],
  ['performance.batch_size=', ''],
  ['metrics.enabled=false', false],
  ['metrics.enabled=no', 'no'],
  ['filtering.interfaces=["Ethernet*", "lo"]', ['Ethernet*', 'lo']],
  ['filtering.interfaces=[]', []],
  ['filtering.interfaces=Ethernet0', 'Ethernet0'],
  ['redis.host=example.org', 'example.org'],
  ['redis.host="example.org"', 'example.org'],
  ["redis.host='example.org'", 'example.org'],
  ['redis.host=', ''],
  ['redis.host=""', ''],
  ['redis.password=12345', '12345'],
  ['redis.password=true', 'true'],
  ['redis.password=a=b#c "d" .e', 'a=b#c "d" .e'],
  ['redis.password=1\n[x]', '1\n[x]'],
  ['redis.unix_socket=/run/a.sock', '/run/a.sock'],
  ['logging.level=debug', 'debug'],
];
for (const [setting, value] of settings) {
  const [, section = '', key = ''] = /^(\w+)\.(\w+)=/.exec(setting) ?? [];

  test(`--set ${JSON.stringify(setting)} is ${JSON.stringify(value)}`, () => {
    const { values, where } = flagSource([setting]);
    assert.deepEqual(plain(values), { [section]: { [key]: value } });
    assert.equal(where([section, key]), '--set');
  });

  test(`the environment means the same with ${JSON.stringify(setting)}`, () => {
    const text = setting.slice(setting.indexOf('=') + 1);
    const { values } = environmentSource({ [`NEIGHSYNCD_${section}_${key}`.toUpperCase()]: text });
    assert.deepEqual(plain(values), { [section]: { [key]: value } });
  });
}

for (const setting of ['', 'x', 'x=1', 'redis.host', '.host=1', 'redis.=1', 'redis.host.x=1', 're dis.host=1']) {
  test(`--set ${JSON.stringify(setting)} is an error of usage`, () => {
    assert.throws(() => flagSource([setting]), {
      code: 'usage',
      message: `read flags: --set ${JSON.stringify(setting)} is not of the form section.key=value`,
    });
  });
}

test('flags of several sections and keys come together', () => {
  const { values } = flagSource(['redis.host=a', 'metrics.port=1', 'redis.port=2', 'redis.host=b']);
  assert.deepEqual(plain(values), { redis: { host: 'b', port: 2 }, metrics: { port: 1 } });
});
