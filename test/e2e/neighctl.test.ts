import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DaemonError, ERROR_CODES, type ErrorCode } from '../../src/base/errors.ts';
import { readOnly } from '../../src/service/read-only.ts';
import type { NeighsyncService } from '../../src/service/service.ts';
import { openCtlScene, openFilledScene, startNeighctl } from '../support/run-neighctl.ts';

const BIN = fileURLToPath(new URL('../../bin/neighctl', import.meta.url));

test('bin/neighctl runs from a checkout, from anywhere, without a build', async () => {
  const { stdout } = await promisify(execFile)(BIN, ['version'], { cwd: tmpdir() });
  assert.match(stdout, /^neighctl \d+\.\d+\.\d+ \(Node\.js v26\.10\.0\)$/m);
});

test('lists neighbors, those for which the conditions hold, and how many pages it takes does not matter', async () => {
  await using scene = await openFilledScene();
  const stale = await scene.run('show', 'nud', 'stale', '--family', 'ipv4');
  assert.equal(stale.code, 0, stale.stderr);
  assert.match(
    stale.stdout,
    /^ADDRESS +MAC .*\n10\.0\.0\.2 +02:00:00:00:00:01 +Ethernet0 +STALE +default +\d+s +dynamic +written\n$/,
  );
  for (let place = 0; place < 2_500; place++)
    scene.service.put({ ipAddress: `10.1.${place >> 8}.${place & 255}`, interface: 'Vlan10' });
  const before = scene.service.calls.length;
  const all = await scene.run('show', '10.0.0.0/8', '--json');
  const { total, neighbors } = JSON.parse(all.stdout) as {
    readonly total: number;
    readonly neighbors: readonly object[];
  };
  assert.deepEqual([total, neighbors.length, scene.service.calls.length - before], [2_504, 2_502, 3]);
});

test('adds, deletes and explains neighbors', async () => {
  await using scene = await openFilledScene();
  const added = await scene.run('add', '10.0.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'Vlan10', 'stale', 'router');
  assert.deepEqual(
    [added.code, added.stdout],
    [0, '10.0.0.9 on Vlan10: added; the database has its row\n'],
    added.stderr,
  );
  const { state, flags } = scene.service.get({ ipAddress: '10.0.0.9' });
  assert.deepEqual([state, flags], ['STALE', ['router']]);
  const explained = await scene.run('explain', '10.0.0.9');
  assert.match(
    explained.stdout,
    /^10\.0\.0\.9 on Vlan10\n {2}kernel +STALE .*\n {2}verdict +row with 02:00:00:00:00:09, by rule resolved/,
  );
  const deleted = await scene.run('del', 'fe80::1', 'dev', 'Vlan10');
  assert.deepEqual([deleted.code, deleted.stdout], [0, 'fe80::1 on Vlan10: deleted; the database has no row of it\n']);
  assert.equal(scene.service.get({ ipAddress: 'fe80::1' }).interface, 'Ethernet0');
  const nothing = await scene.run('explain', '10.9.9.9');
  assert.deepEqual([nothing.code, nothing.stdout.slice(0, 26)], [1, '10.9.9.9: the kernel has n']);
});

for (const [args, op, text] of [
  [['stats'], 'stats', /^total neighbors +4$/m],
  [['status'], 'status', /^output +producer$/m],
  [['health'], 'health', /^status +healthy$/m],
  [['verify'], 'verify', /^equal: 3 rows/],
  [['resync', '--vrf', 'Vrf_red'], 'resync', /^the neighbors of Vrf_red are being read again$/m],
  [['restart'], 'restart', /^the pipeline begins anew/],
  [['tune'], 'tuning', /^batch_size +128 +100$/m],
  [['profile'], 'profile', /^bottleneck +write \(redis\)/m],
  [['profile', 'cpu'], 'writeProfile', /^written to .*\.cpuprofile$/m],
  [['config'], 'configuration', /^performance\.batch_size = 100 {2}# default$/m],
  [
    ['config', 'get', 'logging', 'redis.host'],
    'configuration',
    /^redis\.host = "" {2}# default; a change needs a restart$/m,
  ],
  [['config', 'unset', 'performance.batch_size'], 'configure', /^nothing has changed$/m],
  [['config', 'reload'], 'reload', /^nothing has changed$/m],
] as const) {
  test(`${args.join(' ')} asks the daemon, in words and as JSON`, async () => {
    await using scene = await openFilledScene();
    const [said, json] = await Promise.all([scene.run(...args), scene.run(...args, '--json')]);
    assert.equal(said.code, 0, said.stderr);
    assert.equal(scene.service.calls.at(-1)?.op, op);
    assert.equal(typeof JSON.parse(json.stdout), 'object');
    assert.match(said.stdout, text);
  });
}

test('sets keys of the configuration by their kind, and takes them back', async () => {
  await using scene = await openFilledScene();
  const set = await scene.run('config', 'set', 'performance.batch_size=200', 'logging.level=debug');
  assert.deepEqual(
    [set.stdout, set.stderr],
    ['logging.level: "info" -> "debug"\nperformance.batch_size: 100 -> 200\n', ''],
  );
  const get = await scene.run('config', 'get', 'performance.batch_size');
  assert.equal(get.stdout, 'performance.batch_size = 200  # API\n');
  const unset = await scene.run('config', 'unset', 'performance.batch_size', '--json');
  assert.deepEqual(JSON.parse(unset.stdout), {
    applied: [{ key: 'performance.batch_size', before: 200, after: 100 }],
    needs_restart: [],
  });
});

test('the exit status says how the daemon is, and whether kernel and database are equal', async () => {
  await using scene = await openFilledScene();
  const { service } = scene;
  for (const [status, code] of [
    ['healthy', 0],
    ['degraded', 1],
    ['unhealthy', 2],
  ] as const) {
    service.say({ health: { ...service.health(), status } });
    assert.equal((await scene.run('health')).code, code, status);
  }
  service.say({ verify: { equal: false, rowsEqual: 0, differences: [], kept: [] } });
  assert.equal((await scene.run('verify')).code, 1);
});

for (const [args, code, message] of [
  [['del', 'fe80::1'], 'ambiguous', 'neighctl: get: fe80::1 is on Ethernet0, Vlan10; name one of them (ambiguous)\n'],
  [['del', '10.9.9.9'], 'not_found', 'neighctl: get: 10.9.9.9 is not a neighbor (not_found)\n'],
  [
    ['show', '--state', 'dead'],
    'invalid_argument',
    'neighctl: state: "dead" is unknown (allowed: NONE, INCOMPLETE, REACHABLE, STALE, DELAY, PROBE, FAILED, NOARP, PERMANENT) (invalid_argument)\n',
  ],
  [
    ['config', 'set', 'performance.batch_size=5000'],
    'config_invalid',
    'neighctl: configuration: API: performance.batch_size: 5000 is out of range (10 to 1000) (config_invalid)\n',
  ],
  [['config', 'get', 'nothing'], 'not_found', 'neighctl: there is no key or section nothing in the configuration\n'],
  [['show', '--fast'], 'usage', /^neighctl: Unknown option '--fast'.* \(see neighctl --help\)\n$/],
  [['stats', 'now'], 'usage', 'neighctl: stats takes no now (see neighctl --help)\n'],
] as const satisfies readonly (readonly [readonly string[], ErrorCode, string | RegExp])[]) {
  test(`${args.join(' ')} ends with the status of ${code}, and says why`, async () => {
    await using scene = await openFilledScene();
    const { code: status, stdout, stderr } = await scene.run(...args);
    assert.deepEqual([status, stdout], [ERROR_CODES[code].exitCode, '']);
    if (typeof message === 'string') assert.equal(stderr, message);
    else assert.match(stderr, message);
  });
}

test('every error of the daemon has its exit status, and what is none of its codes is a bug', async () => {
  await using scene = await openFilledScene();
  for (const code of ['not_ready', 'busy', 'permission', 'redis_unavailable'] as const) {
    scene.service.fail('stats', new DaemonError(code, { op: 'ask', message: 'not now' }));
    const { code: status, stderr } = await scene.run('stats');
    assert.deepEqual([status, stderr], [ERROR_CODES[code].exitCode, `neighctl: ask: not now (${code})\n`]);
  }
});

test('commands are refused where only questions are allowed', async () => {
  const face = (service: NeighsyncService): NeighsyncService => readOnly(service, 'ask on the socket');
  await using scene = await openCtlScene({ face });
  for (const args of [['restart'], ['resync'], ['config', 'reload'], ['profile', 'heap'], ['del', '10.0.0.1']]) {
    const { code, stderr } = await scene.run(...args);
    assert.equal(code, 77);
    assert.match(stderr, /: ask on the socket \(forbidden\)\n$/);
  }
});

test('what could do something to a terminal is taken out, of errors too', async () => {
  await using scene = await openFilledScene();
  const evil = '\x1b]0;owned\x07\u202e';
  scene.service.say({ health: { ...scene.service.health(), reasons: [evil] } });
  scene.service.fail('stats', new DaemonError('busy', { op: 'ask', message: evil }));
  for (const args of [['health'], ['health', '--json'], ['stats']]) {
    const { stdout, stderr } = await scene.run(...args);
    assert.match(stdout + stderr, /\ufffd\]0;owned\ufffd\ufffd/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    assert.doesNotMatch(stdout + stderr, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  }
});

test('says that there is no daemon, and what to do', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'neighctl-'));
  try {
    const file = join(directory, 'file');
    await writeFile(file, '');
    for (const socket of [join(directory, 'nowhere'), file, join(file, 'x')]) {
      assert.deepEqual(await startNeighctl(socket, 'show').ended, {
        code: 69,
        stdout: '',
        stderr: `neighctl: cannot reach the daemon at ${socket}; is it running? try \`systemctl status neighsyncd\` or bin/neighsyncd run\n`,
      });
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

for (const [what, reply, status, message] of [
  ['is not neighsyncd', '<html>', 200, /^neighctl: what answers at .* is not neighsyncd \(HTTP 200, text\/html\)\n$/],
  ['is JSON of something else', '{"data":1}', 404, /is not neighsyncd \(HTTP 404, text\/html\)\n$/],
  ['does not answer', undefined, 200, /^neighctl: the daemon at .* did not answer within 1 s \(--timeout\)\n$/],
] as const) {
  test(`says that what it has reached ${what}`, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'neighctl-'));
    const socket = join(directory, 'api.sock');
    const server = createServer((_request, response) => {
      if (reply !== undefined) response.writeHead(status, { 'content-type': 'text/html' }).end(reply);
    });
    try {
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      for (const command of ['show', 'watch']) {
        const { code, stderr } = await startNeighctl(socket, command, '--timeout', '1').ended;
        assert.equal(code, 69);
        assert.match(stderr, message);
      }
    } finally {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true });
    }
  });
}

test('help names every command, and the help of a command its options', async () => {
  const [all, none, one, same] = await Promise.all([
    startNeighctl('/nowhere', 'help').ended,
    startNeighctl('/nowhere').ended,
    startNeighctl('/nowhere', 'help', 'add').ended,
    startNeighctl('/nowhere', 'add', '--help').ended,
  ]);
  assert.match(all.stdout, /^ {2}show +list neighbors/m);
  assert.deepEqual([none.code, none.stdout, none.stderr], [64, '', all.stdout]);
  assert.match(one.stdout, /^usage: neighctl add IP lladdr MAC dev IF .*\n\nput a neighbor/);
  assert.match(one.stdout, /^ {2}--state STATE +as nud: permanent, reachable, stale$/m);
  assert.deepEqual(same, one);
});
