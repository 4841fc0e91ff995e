import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kernelRows } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { createScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const NEIGHCTL = fileURLToPath(new URL('../../bin/neighctl', import.meta.url));

type ApiScene = AsyncDisposable &
  Scene & {
    readonly socket: string;
    /** Runs curl over the unix socket. */
    readonly curl: (path: string, ...args: readonly string[]) => Promise<Answer>;
    readonly neighctl: (...args: readonly string[]) => Promise<string>;
  };

type Answer = {
  readonly success: boolean;
  readonly data: Record<string, unknown>;
  readonly error?: { readonly code: string; readonly message: string };
};

async function openApiScene(neighbors: number, ...settings: readonly string[]): Promise<ApiScene> {
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'neighsyncd-api-'));
  building.defer(() => rm(directory, { recursive: true }));
  const socket = join(directory, 'api.sock');
  const scene = building.use(await createScene({ neighbors, settings: [`api.unix_socket=${socket}`, ...settings] }));
  await until('the unix socket is served', async () => (await stat(socket).catch(() => undefined)) !== undefined);
  const resources = building.move();
  return {
    ...scene,
    socket,
    curl: async (path, ...args) => {
      const { stdout } = await run('curl', [
        '-sg',
        '-m',
        '60',
        '--unix-socket',
        socket,
        `http://api/api/v1${path}`,
        ...args,
      ]);
      return JSON.parse(stdout) as Answer;
    },
    neighctl: async (...args) => (await run(NEIGHCTL, [...args, '--socket', socket])).stdout,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

test('what is added and deleted over the API is in kernel and database when the answer comes', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(20);
  const body = { ip_address: '10.0.200.1', mac_address: '02:00:00:00:20:01', interface: 'Ethernet0' };
  const json = ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
  for (const round of ['first', 'again']) {
    const added = await scene.curl('/neighbors', ...json);
    assert.equal(added.data['database'], 'acknowledged', `${round}: ${JSON.stringify(added)}`);
    assert.equal(await scene.redis.cli('HGET', 'NEIGH_TABLE:Ethernet0:10.0.200.1', 'neigh'), '02:00:00:00:20:01');
    assert.equal((await kernelRows(scene.namespace)).get('Ethernet0:10.0.200.1'), '02:00:00:00:20:01');
  }
  assert.match(await scene.neighctl('del', '10.0.200.1'), /deleted/);
  assert.equal(await scene.redis.cli('EXISTS', 'NEIGH_TABLE:Ethernet0:10.0.200.1'), '0');
  assert.equal((await kernelRows(scene.namespace)).has('Ethernet0:10.0.200.1'), false);
  assert.equal((await scene.curl('/neighbors/10.0.200.1')).error?.code, 'not_found');
  assert.match(await scene.neighctl('verify'), /^equal: 20 rows/);
});

test('refusals name what is wrong: the interface, the family, the policy', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(2);
  const add = (body: object) =>
    scene.curl('/neighbors', '-H', 'content-type: application/json', '-d', JSON.stringify(body));
  const at = { mac_address: '02:00:00:00:20:01', interface: 'Ethernet0' };
  assert.equal((await add({ ...at, ip_address: '10.0.0.300' })).error?.code, 'invalid_argument');
  assert.match(
    (await add({ ...at, ip_address: '10.0.0.9', interface: 'Ethernet99' })).error?.message ?? '',
    /Ethernet99/,
  );
  const { data } = await add({ ...at, ip_address: 'fe80::9' });
  assert.deepEqual([data['database'], data['rule']], ['no_row', 'link_local']);
  assert.match(await scene.neighctl('explain', 'fe80::9'), /link-local is not enabled/);
  await scene.namespace.ip('neigh', 'add', 'fe80::9', 'lladdr', '02:00:00:00:00:09', 'dev', 'Ethernet4');
  await until('it is on both', async () => (await scene.curl('/neighbors/fe80::9')).error?.code === 'ambiguous');
  // Below 1280 bytes there is no IPv6 on an interface (RFC 8200).
  await scene.namespace.ip('link', 'set', 'Ethernet4', 'mtu', '1000');
  const refused = await add({ ...at, ip_address: '2001:db8::99', interface: 'Ethernet4' });
  assert.equal(refused.error?.code, 'kernel_refused', JSON.stringify(refused));
  assert.match(refused.error?.message ?? '', /EINVAL/);
});

test('a database that is away leaves the row pending, and the kernel changed', { timeout: 120_000 }, async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(2);
  process.kill(scene.redis.pid, 'SIGSTOP');
  const body = { ip_address: '10.0.200.1', mac_address: '02:00:00:00:20:01', interface: 'Ethernet0' };
  const { data } = await scene.curl('/neighbors', '-H', 'content-type: application/json', '-d', JSON.stringify(body));
  assert.equal(data['database'], 'pending');
  process.kill(scene.redis.pid, 'SIGCONT');
  const row = 'NEIGH_TABLE:Ethernet0:10.0.200.1';
  await until('the row is there', async () => (await scene.redis.cli('HGET', row, 'neigh')) === '02:00:00:00:20:01');
});

test('a watch over the unix socket shows what the kernel does', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(5);
  const watch = execFile(NEIGHCTL, ['watch', '--json', '--socket', scene.socket]);
  let told = '';
  watch.stdout?.on('data', (text: string) => {
    told += text;
  });
  try {
    await until('all that is there is told', () => told.includes('synced'));
    await scene.namespace.ip('neigh', 'add', '10.0.200.1', 'lladdr', '02:00:00:00:20:01', 'dev', 'Ethernet0');
    await until('the new one is told, and that its row is written', () => /10\.0\.200\.1.*"written"/.test(told));
    await scene.namespace.ip('neigh', 'del', '10.0.200.1', 'dev', 'Ethernet0');
    await until('its end is told', () => /"gone".*10\.0\.200\.1|10\.0\.200\.1.*"gone"/.test(told));
  } finally {
    watch.kill('SIGTERM');
  }
});

test('TCP may read, and is told where writes go; live keys take effect, others are refused', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(3, 'api.rest_port=0', 'api.grpc_port=0');
  const served = () =>
    scene.daemon.log.find(({ message, ['what']: what }) => message === 'serving the API' && what === 'REST, read-only');
  await until('REST is served', () => served() !== undefined);
  const line = served();
  const url = `${String(line?.['where'])}/api/v1`;
  const inside = async (...args: readonly string[]): Promise<Answer> => {
    const [program, rest] = scene.namespace.command('curl', '-sg', '-m', '60', ...args);
    return JSON.parse((await run(program, [...rest])).stdout) as Answer;
  };
  assert.equal(
    (await inside(`${url}/stats`)).data['total_neighbors'],
    (await scene.curl('/stats')).data['total_neighbors'],
  );
  const refused = await inside('-X', 'DELETE', `${url}/neighbors/10.0.0.2`);
  assert.equal(refused.error?.code, 'forbidden');
  assert.ok(refused.error?.message.includes(scene.socket));
  assert.match(await scene.neighctl('config', 'set', 'performance.workers=3'), /workers/);
  assert.match(await scene.neighctl('config', 'get', 'performance.workers'), /3.*API/);
  await assert.rejects(scene.neighctl('config', 'set', 'redis.port=1'), /config_not_live/);
});

test('a restart of the pipeline reads both sides anew and loses nothing', async (t) => {
  if (!needRoot(t)) return;
  await using scene = await openApiScene(50);
  const before = await scene.daemon.metric('neighsyncd_table_reloads_total');
  await scene.neighctl('restart');
  await until('the table has been read again', async () => {
    return (await scene.daemon.metric('neighsyncd_table_reloads_total')) > before;
  });
  await scene.namespace.ip('neigh', 'add', '10.0.200.1', 'lladdr', '02:00:00:00:20:01', 'dev', 'Ethernet0');
  const row = 'NEIGH_TABLE:Ethernet0:10.0.200.1';
  await until('events come', async () => (await scene.redis.cli('HGET', row, 'neigh')) === '02:00:00:00:20:01');
  assert.match(await scene.neighctl('verify'), /^equal: 51 rows/);
});
