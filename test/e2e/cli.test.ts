import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runCli } from '../support/daemon.ts';

const CLI = fileURLToPath(new URL('../../src/cli/neighsyncd.ts', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/neighsyncd', import.meta.url));

test('bin/neighsyncd runs from a checkout, from anywhere, without a build', async () => {
  const { stdout } = await promisify(execFile)(BIN, ['version'], { cwd: tmpdir() });
  assert.match(stdout, /^neighsyncd \d+\.\d+\.\d+ \(Node\.js v26\.10\.0\)$/m);
});

for (const [name, args, code, message] of [
  ['no command', [], 64, /^usage: neighsyncd COMMAND/m],
  [
    'an unknown command',
    ['start'],
    64,
    /start is not one of run, replay, restore, verify, check-config, show-config, version/,
  ],
  ['an unknown option', ['run', '--fast'], 64, /--fast/],
  ['--set without a value', ['run', '--set', 'performance.batch_size'], 64, /not of the form section\.key=value/],
  ['no Redis', ['run'], 78, /no Redis is selected: set redis\.unix_socket/],
  [
    'a value out of range',
    ['run', '--set', 'performance.batch_size=5000'],
    78,
    /performance\.batch_size: 5000 is out of range \(10 to 1000\)/,
  ],
  ['a file that is not there', ['check-config', '--config', '/nowhere.conf'], 78, /\/nowhere\.conf/],
  ['a database_config.json that is not there', ['run', '--sonic-db-config', '/nowhere.json'], 78, /\/nowhere\.json/],
  [
    'a budget out of range',
    ['restore', '--budget', '171'],
    64,
    /--budget: 171 is not a whole number of seconds \(1 to 170\)/,
  ],
  ['a restore without STATE_DB', ['restore', '--set', 'redis.unix_socket=/nowhere.sock'], 78, /names no STATE_DB/],
  ['Redis out of reach', ['verify', '--set', 'redis.unix_socket=/nowhere.sock'], 69, /\/nowhere\.sock/],
] as const) {
  test(`${name} ends with status ${code} and says why`, async () => {
    const outcome = await runCli(undefined, ...args);
    assert.equal(outcome.code, code, outcome.stderr);
    assert.match(outcome.stdout + outcome.stderr, message);
  });
}

test('database_config.json selects server, database and producer output; without APPL_DB it is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cli-'));
  try {
    const good = join(directory, 'good.json');
    const bad = join(directory, 'bad.json');
    const INSTANCES = { redis: { hostname: '127.0.0.1', port: 6379, unix_socket_path: '/var/run/redis/redis.sock' } };
    const APPL_DB = { id: 0, separator: ':', instance: 'redis' };
    await writeFile(good, JSON.stringify({ INSTANCES, DATABASES: { APPL_DB } }));
    await writeFile(
      bad,
      JSON.stringify({ INSTANCES, DATABASES: { CONFIG_DB: { ...APPL_DB, id: 4, separator: '|' } } }),
    );
    const valid = await runCli(undefined, 'check-config', '--sonic-db-config', good);
    assert.equal(valid.code, 0, valid.stderr);
    assert.match(valid.stdout, /unix:\/var\/run\/redis\/redis\.sock database 0 \(.*good\.json\), producer output/);
    const direct = await runCli(
      undefined,
      'check-config',
      '--sonic-db-config',
      good,
      '--set',
      'deployment.output=direct',
    );
    assert.equal(direct.code, 78);
    assert.match(direct.stderr, /direct output: refused/);
    const refused = await runCli(undefined, 'check-config', '--sonic-db-config', bad);
    assert.equal(refused.code, 78);
    assert.match(refused.stderr, /APPL_DB/);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('show-config prints a file that is read back to the same configuration', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cli-'));
  try {
    const file = join(directory, 'shown.conf');
    const settings = ['--set', 'redis.host=127.0.0.1', '--set', 'filtering.interfaces=["Ethernet*"]'];
    const shown = await runCli(undefined, 'show-config', ...settings);
    await writeFile(file, shown.stdout);
    const again = await runCli(undefined, 'show-config', '--config', file);
    const values = (text: string): readonly string[] => text.split('\n').map((line) => line.replace(/ +# .*$/, ''));
    assert.deepEqual(values(again.stdout), values(shown.stdout));
    assert.match(shown.stdout, /interfaces = \["Ethernet\*"\] {2}# --set/);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a log that nobody reads any more does not end the daemon', async () => {
  const settings = ['redis.unix_socket=/nowhere.sock', 'metrics.enabled=false'].flatMap((one) => ['--set', one]);
  const daemon = spawn(process.execPath, [CLI, 'run', ...settings], { stdio: ['ignore', 'pipe', 'ignore'] });
  const exited = once(daemon, 'exit');
  let log = '';
  for await (const text of daemon.stdout) {
    log += String(text);
    if (log.includes('Redis cannot be reached')) break;
  }
  assert.ok(daemon.stdout.destroyed);
  daemon.kill('SIGHUP');
  daemon.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
});
