import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Metadata, status } from '@grpc/grpc-js';
import { DaemonServiceClient } from '../../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import { ListNeighborsRequest } from '../../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import { WatchNeighborsRequest } from '../../../clients/typescript/gen/neighsync/v1/watch.ts';
import { openGrpc } from '../../../src/api/grpc/server.ts';
import { readOnly } from '../../../src/service/read-only.ts';
import { createFakeService } from '../../support/fake-service.ts';
import { ask, LIMITS, openGrpcScene, refused } from '../../support/grpc.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 60_000 };

test('a busy port is said, and nothing is left behind', DEADLINE, async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const open = () => openGrpc({ service: createFakeService(), place: { host: '127.0.0.1', port }, limits: LIMITS });
  await assert.rejects(open, { code: 'port_busy', message: new RegExp(`^listen on 127\\.0\\.0\\.1 port ${port}: `) });
  other.close();
  await once(other, 'close');
  await using server = await open();
  assert.equal(server.url, `http://127.0.0.1:${port}`);
});

test('a message that is too large is refused, and the next one is answered', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: { max_body_bytes: 1024 } });
  const large = { ipAddress: 'x'.repeat(2_000), interface: '' };
  assert.equal((await refused(ask(scene.neighbors, 'getNeighbor', large))).code, status.RESOURCE_EXHAUSTED);
  await ask(scene.daemon, 'getHealth', {});
});

test('a message that becomes too large when it is decompressed is refused', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: { max_body_bytes: 1024 } });
  const client = scene.client(DaemonServiceClient, { 'grpc.default_compression_algorithm': 2 });
  const vrf = 'x'.repeat(100_000);
  assert.equal((await refused(ask(client, 'resync', { vrf }))).code, status.RESOURCE_EXHAUSTED);
  assert.equal(scene.service.calls.length, 0);
});

test('calls are too many in a second, and then again not', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: { max_requests_per_s: 5 } });
  const answers = Array.from({ length: 40 }, () => ask(scene.daemon, 'getHealth', {}));
  const settled = await Promise.allSettled(answers);
  const failed = settled.findIndex(({ status: how }) => how === 'rejected');
  const many = await refused(answers[failed] ?? Promise.resolve());
  assert.deepEqual([many.code, many.reason], [status.RESOURCE_EXHAUSTED, 'busy']);
  assert.ok(settled.filter(({ status: how }) => how === 'fulfilled').length >= 5);
  await until('calls are answered again', () =>
    ask(scene.daemon, 'getHealth', {}).then(
      () => true,
      () => false,
    ),
  );
});

test('calls are too many at once', DEADLINE, async () => {
  await using scene = await openGrpcScene({
    limits: { max_requests_per_s: 100_000 },
    over: (service) => ({ ...service, verify: () => new Promise(() => {}) }),
  });
  const clients = Array.from({ length: 3 }, () => scene.client(DaemonServiceClient));
  const codes: (status | undefined)[] = [];
  const calls = clients.flatMap((client) =>
    Array.from({ length: 90 }, () => client.verify({}, (error) => codes.push(error?.code))),
  );
  await until('the last are refused', () => codes.length === 270 - 256);
  assert.ok(codes.every((code) => code === status.RESOURCE_EXHAUSTED));
  for (const call of calls) call.cancel();
  await until('all are over', () => codes.length === 270);
  await ask(scene.daemon, 'getHealth', {});
});

test('connections are too many', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: { max_connections: 2 } });
  await ask(scene.daemon, 'getHealth', {});
  await ask(scene.client(DaemonServiceClient), 'getHealth', {});
  const late = refused(ask(scene.client(DaemonServiceClient), 'getHealth', {}));
  assert.equal((await late).code, status.UNAVAILABLE);
  await ask(scene.daemon, 'getHealth', {});
});

for (const [what, count, length] of [
  ['too large', 30, 1_000],
  ['too many', 70, 10],
] as const) {
  test(`headers that are ${what} do not reach a method`, DEADLINE, async () => {
    await using scene = await openGrpcScene();
    const metadata = new Metadata();
    for (let number = 0; number < count; number++) metadata.set(`x-${number}`, 'y'.repeat(length));
    const { code } = await refused(ask(scene.daemon, 'getHealth', {}, {}, metadata));
    assert.equal(code, status.RESOURCE_EXHAUSTED);
    assert.equal(scene.service.calls.length, 0);
    await ask(scene.daemon, 'getHealth', {});
  });
}

for (const [what, path, type] of [
  ['a method that there is not', '/neighsync.v1.None/None', 'application/grpc'],
  ['something that is not gRPC', '/neighsync.v1.DaemonService/GetHealth', 'text/plain'],
] as const) {
  test(`too many headers for ${what} end their stream and nothing else`, DEADLINE, async () => {
    await using scene = await openGrpcScene();
    const session = connectHttp2(`http://${scene.target}`);
    const more = Object.fromEntries(Array.from({ length: 90 }, (_, number) => [`x-${number}`, 'y']));
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': type, te: 'trailers', ...more });
    stream.on('error', () => {}).resume();
    await new Promise((resolve) => stream.once('close', resolve));
    assert.equal(stream.rstCode, 11);
    await ask(scene.daemon, 'getHealth', {});
    session.destroy();
  });
}

test('a request that is never finished is cut off', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: { request_timeout_ms: 100 } });
  const session = connectHttp2(`http://${scene.target}`);
  const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
  const stream = session.request({ ...headers, ':path': '/neighsync.v1.NeighborService/WatchNeighbors' });
  stream.on('error', () => {});
  stream.write(Buffer.from([0, 0, 0]));
  await once(stream, 'close');
  assert.equal(stream.rstCode, 8);
  assert.equal(scene.service.openWatches(), 0);
  session.destroy();
});

test('what may only read refuses every command, and still answers and watches', DEADLINE, async () => {
  await using scene = await openGrpcScene({ over: (service) => readOnly(service, 'reading only') });
  const { code, reason } = await refused(ask(scene.daemon, 'restart', {}));
  assert.deepEqual([code, reason], [status.PERMISSION_DENIED, 'forbidden']);
  await ask(scene.neighbors, 'listNeighbors', ListNeighborsRequest.fromPartial({}));
  const watch = scene.neighbors.watchNeighbors(WatchNeighborsRequest.fromPartial({}));
  await once(watch, 'data');
  watch.on('error', () => {});
  watch.cancel();
});
