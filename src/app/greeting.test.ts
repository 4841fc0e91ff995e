import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGINE_STATUS } from '../../test/support/engine-status.ts';
import { type Config, validate } from '../config/schema.ts';
import { type GreetingFacts, greeting } from './greeting.ts';
import { selectRedis } from './select-redis.ts';

const NO_SONIC = '/nonexistent/database_config.json';

const STATUS = { ...ENGINE_STATUS, pending: 0, inFlight: 0 };

function facts(sections: Record<string, unknown>, changes: Partial<GreetingFacts> = {}): GreetingFacts {
  const config = validate(sections) as Config;
  return { config, selection: selectRedis(config, NO_SONIC), status: STATUS, url: 'http://[::1]:9091', ...changes };
}

test('a daemon that was not started with a private server greets nobody', () => {
  assert.equal(greeting(facts({ redis: { host: 'h' } })), '');
});

test('the greeting says what is mirrored, where, and how to look at it', () => {
  assert.equal(
    greeting(facts({ redis: { embedded: true } })),
    [
      '',
      '  Mirroring 7 neighbors of 4 interfaces into 3 rows NEIGH_TABLE:*',
      `  in unix:${process.cwd()}/.run/redis.sock (a private redis-server, direct output). Ctrl-C ends it.`,
      '',
      '  From another terminal, in this directory and this network namespace:',
      "  rows     redis-cli -s .run/redis.sock --scan --pattern '*NEIGH_TABLE:*'",
      "  metrics  curl -g 'http://[::1]:9091/metrics'    health  curl -g 'http://[::1]:9091/health'",
      '  ask      bin/neighctl show',
      '  proof    bin/neighsyncd verify --set redis.embedded=true',
      '',
      '',
    ].join('\n'),
  );
});

test('it says how to ask where that is possible, and not where it is not', () => {
  const elsewhere = greeting(facts({ redis: { embedded: true }, api: { unix_socket: '/tmp/my api.sock' } }));
  assert.match(elsewhere, /^ {2}ask {6}bin\/neighctl show --socket '\/tmp\/my api\.sock'$/m);
  for (const api of [{ enabled: false }, { unix_socket: '' }])
    assert.doesNotMatch(greeting(facts({ redis: { embedded: true }, api })), /neighctl/);
});

test('without a metrics server its line is left out', () => {
  const text = greeting(facts({ redis: { embedded: true } }, { url: undefined }));
  assert.doesNotMatch(text, /curl|undefined/);
  assert.match(text, /redis-cli/);
});

test('without rows it says how to see one', () => {
  const embedded = { redis: { embedded: true } };
  assert.match(
    greeting(facts(embedded, { status: { ...STATUS, rows: 0 } })),
    /ip -n demo neigh add 10\.0\.0\.2 lladdr/,
  );
  assert.doesNotMatch(greeting(facts(embedded)), /ip netns/);
});

test('one of each is said in the singular', () => {
  const one = { ...STATUS, neighbors: 1, links: 1, rows: 1 };
  const text = greeting(facts({ redis: { embedded: true } }, { status: one }));
  assert.match(text, /Mirroring 1 neighbor of 1 interface into 1 row NEIGH_TABLE/);
});

test('rows that wait for orchagent are said to wait', () => {
  const text = greeting(facts({ redis: { embedded: true }, deployment: { output: 'producer' } }));
  assert.match(text, /into 3 rows _NEIGH_TABLE:\* \(until orchagent takes them\)\n.*producer output/);
});

const ELSEWHERE: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ host: 'h', port: 7000 }, 'redis-cli -h h -p 7000 --scan'],
  [{ host: 'h', database: 5 }, 'redis-cli -h h -p 6379 -n 5 --scan'],
  [{ unix_socket: '/run/r.sock' }, 'redis-cli -s /run/r.sock --scan'],
  [{ unix_socket: '/run/my r.sock' }, "redis-cli -s '/run/my r.sock' --scan"],
  [{ host: 'h', username: 'u', password: 'secret' }, 'redis-cli -h h -p 6379 --user u --askpass --scan'],
];
for (const [redis, command] of ELSEWHERE) {
  test(`npm start with another Redis shows ${command}`, () => {
    assert.ok(greeting(facts({ redis: { embedded: true, ...redis } })).includes(`  rows     ${command}`));
  });
}

const VERIFY = 'bin/neighsyncd verify';
const PROOFS: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ redis: { host: 'h' } }, `${VERIFY} --set redis.host=h`],
  [{ redis: { unix_socket: "/a'b" } }, `${VERIFY} --set 'redis.unix_socket=/a'\\''b'`],
  [{ redis: { host: 'h', password: 'secret' } }, `NEIGHSYNCD_REDIS_PASSWORD=... ${VERIFY} --set redis.host=h`],
  [{ redis: { embedded_dir: 'x' } }, `${VERIFY} --set redis.embedded=true --set redis.embedded_dir=x`],
  [{ metrics: { port: 9192 } }, `${VERIFY} --set redis.embedded=true --set metrics.port=9192`],
  // The port that the system chose, as the URL tells.
  [{ metrics: { port: 0 } }, `${VERIFY} --set redis.embedded=true`],
  [{ metrics: { enabled: false } }, `${VERIFY} --set redis.embedded=true --set metrics.enabled=false`],
  [{ deployment: { output: 'producer' } }, `${VERIFY} --set redis.embedded=true --set deployment.output=producer`],
  [
    { filtering: { interfaces: ['Ethernet*'], ipv6_enabled: false } },
    `${VERIFY} --set redis.embedded=true --set filtering.ipv6_enabled=false --set 'filtering.interfaces=["Ethernet*"]'`,
  ],
  [
    { vrf: { Vrf_red: { enabled: false }, mgmt: { ipv4_enabled: true, ipv6_enabled: false } } },
    `${VERIFY} --set redis.embedded=true --set vrf.Vrf_red.enabled=false --set vrf.mgmt.ipv6_enabled=false`,
  ],
  // What changes nothing of the comparison is left out.
  [{ logging: { level: 'debug' }, performance: { workers: 4 } }, `${VERIFY} --set redis.embedded=true`],
];
for (const [sections, command] of PROOFS) {
  test(`the proof for ${JSON.stringify(sections)} sees the same configuration`, () => {
    const text = greeting(facts({ ...sections, redis: { embedded: true, ...(sections['redis'] ?? {}) } }));
    assert.equal(/^ {2}proof {4}(.*)$/m.exec(text)?.[1], command);
    assert.doesNotMatch(text, /secret/);
  });
}

test('with a database_config.json that is found by itself the proof needs no setting', () => {
  const { config, selection, ...rest } = facts({ redis: { embedded: true } });
  const text = greeting({ config, selection: { ...selection, embedded: undefined }, ...rest });
  assert.match(text, /^ {2}proof {4}bin\/neighsyncd verify$/m);
});
