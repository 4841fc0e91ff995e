import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DaemonError } from '../base/errors.ts';
import { parseDatabaseConfig, readDatabaseConfig } from './database-config.ts';

type Json = { [key: string]: unknown };

const REDIS = { hostname: '127.0.0.1', port: 6379, unix_socket_path: '/var/run/redis/redis.sock' };
const DATABASES = {
  APPL_DB: { id: 0, separator: ':', instance: 'redis' },
  CONFIG_DB: { id: 4, separator: '|', instance: 'redis' },
  STATE_DB: { id: 6, separator: '|', instance: 'redis' },
};

function parse(file: Json) {
  return parseDatabaseConfig(JSON.stringify(file), 'db.json');
}

function refused(file: Json, message: string): void {
  assert.throws(
    () => parse(file),
    (error) => {
      assert(error instanceof DaemonError);
      assert.equal(error.code, 'database_config_invalid');
      assert.equal(error.message, `db.json: ${message}`);
      return true;
    },
  );
}

test("SONiC's file, with keys that we do not know", () => {
  const endpoint = { kind: 'unix', path: '/var/run/redis/redis.sock' };
  const instances = { redis: { ...REDIS, persistence_for_warm_boot: 'yes' } };
  const config = parse({ INSTANCES: instances, DATABASES, VERSION: '1.0' });
  assert.deepEqual(config.applDb, { endpoint, id: 0, separator: ':' });
  assert.deepEqual(config.configDb, { endpoint, id: 4, separator: '|' });
  assert.deepEqual(config.stateDb, { endpoint, id: 6, separator: '|' });
  assert.deepEqual([...config.databases.keys()], ['APPL_DB', 'CONFIG_DB', 'STATE_DB']);
});

test('an instance without a unix socket is reached by TCP; the other databases may be absent', () => {
  for (const unix_socket_path of ['', undefined]) {
    const config = parse({
      INSTANCES: { redis: { ...REDIS, unix_socket_path } },
      DATABASES: { APPL_DB: DATABASES.APPL_DB },
    });
    assert.deepEqual(config.applDb.endpoint, { kind: 'tcp', host: '127.0.0.1', port: 6379 });
    assert.equal(config.configDb, undefined);
    assert.equal(config.stateDb, undefined);
  }
});

test('an error names the place and the value', () => {
  const INSTANCES = { redis: REDIS };
  const appl = (change: Json) => ({ INSTANCES, DATABASES: { APPL_DB: { ...DATABASES.APPL_DB, ...change } } });
  const redis = (change: Json) => ({ INSTANCES: { redis: { ...REDIS, ...change } }, DATABASES });
  refused({ DATABASES }, 'INSTANCES: missing');
  refused({ INSTANCES }, 'DATABASES: missing');
  refused({ INSTANCES, DATABASES: {} }, 'DATABASES.APPL_DB: missing');
  refused(appl({ instance: 'redis7' }), 'DATABASES.APPL_DB.instance: "redis7" is not in INSTANCES');
  refused(appl({ instance: 'toString' }), 'DATABASES.APPL_DB.instance: "toString" is not in INSTANCES');
  refused(appl({ id: '0' }), 'DATABASES.APPL_DB.id: invalid input: expected number, received string, got "0"');
  refused(appl({ id: -1 }), 'DATABASES.APPL_DB.id: too small: expected number to be >=0, got -1');
  refused(
    appl({ separator: 7 }),
    'DATABASES.APPL_DB.separator: invalid input: expected string, received number, got 7',
  );
  refused(appl({ separator: undefined }), 'DATABASES.APPL_DB.separator: missing');
  refused(redis({ port: 'x' }), 'INSTANCES.redis.port: invalid input: expected number, received string, got "x"');
  refused(redis({ port: 65536 }), 'INSTANCES.redis.port: too big: expected number to be <=65535, got 65536');
  const nowhere = { unix_socket_path: '', port: undefined };
  refused(redis(nowhere), 'INSTANCES.redis: neither unix_socket_path nor hostname and port');
});

test('what is no JSON, or no file, is said so', (t) => {
  const invalid = (message: RegExp) => ({ code: 'database_config_invalid', message });
  assert.throws(() => parseDatabaseConfig('{', 'db.json'), invalid(/^db\.json: not JSON: /));
  assert.throws(() => parseDatabaseConfig('[]', 'db.json'), invalid(/^db\.json: top level: .*got \[\]$/));
  const directory = mkdtempSync(join(tmpdir(), 'database-config-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'database_config.json');
  assert.throws(() => readDatabaseConfig(path), invalid(/database_config\.json: ENOENT/));
  writeFileSync(path, JSON.stringify({ INSTANCES: { redis: REDIS }, DATABASES }));
  assert.equal(readDatabaseConfig(path).applDb.id, 0);
});
