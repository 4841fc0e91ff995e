import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { type Config, validate } from '../config/schema.ts';
import { type RedisSelection, selectRedis } from './select-redis.ts';

const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-select-'));
after(() => rmSync(directory, { recursive: true }));

/** SONiC's own file, where there is one, and a second one that an operator names. */
const SONIC = join(directory, 'database_config.json');
const NAMED = join(directory, 'named.json');
const ABSENT = join(directory, 'absent.json');
const BROKEN = join(directory, 'broken.json');
writeFileSync(SONIC, databaseConfig('/run/sonic.sock', 0));
writeFileSync(NAMED, databaseConfig('/run/named.sock', 3));
writeFileSync(BROKEN, '{');

function databaseConfig(socket: string, id: number): string {
  return JSON.stringify({
    INSTANCES: { redis: { hostname: '127.0.0.1', port: 6379, unix_socket_path: socket } },
    DATABASES: {
      APPL_DB: { id, separator: ':', instance: 'redis' },
      STATE_DB: { id: 6, separator: '|', instance: 'redis' },
    },
  });
}

type Sections = { readonly redis?: Record<string, unknown>; readonly deployment?: Record<string, unknown> };

function select(sections: Sections, sonic: string): RedisSelection {
  const config = validate(sections);
  assert.ok(!Array.isArray(config), JSON.stringify(config));
  return selectRedis(config as Config, sonic);
}

const unix = (path: string, id = 0) => ({ endpoint: { kind: 'unix', path }, id, separator: ':' });
const tcp = (host: string, port: number, id = 0) => ({ endpoint: { kind: 'tcp', host, port }, id, separator: ':' });
const plain = { configDb: undefined, stateDb: undefined, embedded: undefined, selectedByDatabaseConfig: false };
const byFile = (socket: string, id = 0) => ({
  ...plain,
  applDb: unix(socket, id),
  stateDb: { ...unix(socket, 6), separator: '|' },
  selectedByDatabaseConfig: true,
});
const explicit = { ...plain, source: 'configuration', output: 'direct' };
const DIRECTORY = resolve('.run');
const PRIVATE = {
  applDb: unix(`${DIRECTORY}/redis.sock`),
  source: 'a private redis-server',
  output: 'direct',
  configDb: undefined,
  stateDb: undefined,
  selectedByDatabaseConfig: false,
  embedded: { directory: DIRECTORY, socket: `${DIRECTORY}/redis.sock` },
};

/** What is configured, whether SONiC's own file is there, and what is selected. */
const SELECTED: readonly (readonly [string, Sections, string, unknown])[] = [
  ['a unix socket', { redis: { unix_socket: '/a' } }, ABSENT, { applDb: unix('/a'), ...explicit }],
  ['a unix socket goes before SONiC', { redis: { unix_socket: '/a' } }, SONIC, { applDb: unix('/a'), ...explicit }],
  ['a host', { redis: { host: 'h' } }, ABSENT, { applDb: tcp('h', 6379), ...explicit }],
  [
    'a host with port and database',
    { redis: { host: '::1', port: 7000, database: 5 } },
    SONIC,
    { applDb: tcp('::1', 7000, 5), ...explicit },
  ],
  [
    'a host goes before the private server',
    { redis: { host: 'h', embedded: true } },
    ABSENT,
    { applDb: tcp('h', 6379), ...explicit },
  ],
  [
    'producer output on an explicit server',
    { redis: { host: 'h' }, deployment: { output: 'producer' } },
    ABSENT,
    { applDb: tcp('h', 6379), ...explicit, output: 'producer' },
  ],
  [
    'a file that is named',
    { redis: { database_config: NAMED } },
    SONIC,
    { ...byFile('/run/named.sock', 3), source: NAMED, output: 'producer' },
  ],
  ["SONiC's own file", {}, SONIC, { ...byFile('/run/sonic.sock'), source: SONIC, output: 'producer' }],
  [
    "SONiC's own file goes before the private server, and redis.database is not for it",
    { redis: { embedded: true, database: 9 } },
    SONIC,
    { ...byFile('/run/sonic.sock'), source: SONIC, output: 'producer' },
  ],
  [
    'direct output with a file, by force',
    { deployment: { output: 'direct', force_direct: true } },
    SONIC,
    { ...byFile('/run/sonic.sock'), source: SONIC, output: 'direct' },
  ],
  [
    'force alone does not make output direct',
    { deployment: { force_direct: true } },
    SONIC,
    {
      ...byFile('/run/sonic.sock'),
      source: SONIC,
      output: 'producer',
    },
  ],
  ['the private server', { redis: { embedded: true } }, ABSENT, PRIVATE],
  [
    'the private server with producer output',
    { redis: { embedded: true }, deployment: { output: 'producer' } },
    ABSENT,
    { ...PRIVATE, output: 'producer' },
  ],
  [
    'the private server elsewhere',
    { redis: { embedded: true, embedded_dir: '/var/x/' } },
    ABSENT,
    { ...PRIVATE, applDb: unix('/var/x/redis.sock'), embedded: { directory: '/var/x', socket: '/var/x/redis.sock' } },
  ],
];
for (const [what, sections, sonic, selection] of SELECTED) {
  test(`selects ${what}`, () => assert.deepEqual(select(sections, sonic), selection));
}

const REFUSED: readonly (readonly [string, Sections, string, string, RegExp])[] = [
  [
    'when nothing selects a server: whoever listens on 6379 is not ours',
    {},
    ABSENT,
    'config_invalid',
    /^select Redis: no Redis is selected: set redis\.unix_socket, redis\.host or redis\.database_config/,
  ],
  ['a port without a host', { redis: { port: 6379 } }, ABSENT, 'config_invalid', /no Redis is selected/],
  ['a file that is not there', { redis: { database_config: ABSENT } }, SONIC, 'database_config_invalid', /ENOENT/],
  ['a broken file, embedded or not', { redis: { embedded: true } }, BROKEN, 'database_config_invalid', /not JSON/],
  [
    'direct output with a file',
    { deployment: { output: 'direct' } },
    SONIC,
    'output_refused',
    /^direct output: refused, because Redis was selected by .*database_config\.json: orchagent reads it/,
  ],
];
for (const [what, sections, sonic, code, message] of REFUSED) {
  test(`refuses ${what}`, () => assert.throws(() => select(sections, sonic), { code, message }));
}
