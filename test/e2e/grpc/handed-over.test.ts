import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { credentials, status } from '@grpc/grpc-js';
import { DaemonServiceClient } from '../../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceClient } from '../../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import { WatchNeighborsRequest } from '../../../clients/typescript/gen/neighsync/v1/watch.ts';
import { openGrpc } from '../../../src/api/grpc/server.ts';
import { createFakeService, type FakeService } from '../../support/fake-service.ts';
import { ask, LIMITS, refused } from '../../support/grpc.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 30_000 };
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

type Shared = AsyncDisposable & {
  readonly path: string;
  readonly service: FakeService;
  readonly sockets: readonly Socket[];
};

/** A unix socket for two protocols: what begins with the preface of HTTP/2 is handed over, everything else is greeted. */
async function openShared(limits: Partial<typeof LIMITS> = {}): Promise<Shared> {
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-grpc-'));
  const path = join(directory, 'api.sock');
  const service = createFakeService();
  const grpc = await openGrpc({ service, limits: { ...LIMITS, ...limits } });
  assert.equal(grpc.url, undefined);
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', (bytes) => {
      socket.pause();
      socket.unshift(bytes);
      if (bytes.toString('latin1').startsWith(PREFACE)) grpc.accept(socket);
      else socket.end('other\n');
    });
  }).listen(path);
  await once(server, 'listening');
  return {
    path,
    service,
    sockets,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await grpc[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true });
    },
  };
}

test('connections that were accepted elsewhere are served, beside those of another protocol', DEADLINE, async () => {
  await using shared = await openShared();
  const client = new NeighborServiceClient(`unix:${shared.path}`, credentials.createInsecure());
  const request = {
    ipAddress: '10.0.0.1',
    macAddress: '02:00:00:00:00:01',
    interface: 'Vlan10',
    state: 0,
    externLearn: false,
    router: false,
  } as const;
  const { neighbor } = await ask(client, 'addNeighbor', request);
  assert.equal(neighbor?.ipAddress, '10.0.0.1');
  const other = connect(shared.path);
  other.write('GET / HTTP/1.1\r\n\r\n');
  assert.equal(await text(other), 'other\n');
  client.close();
});

test('a client that goes away ends its watch', DEADLINE, async () => {
  await using shared = await openShared();
  const client = new NeighborServiceClient(`unix:${shared.path}`, credentials.createInsecure());
  const watch = client.watchNeighbors(WatchNeighborsRequest.fromPartial({}));
  const failed = once(watch, 'error');
  await once(watch, 'data');
  assert.equal(shared.service.openWatches(), 1);
  shared.sockets[0]?.destroy();
  await failed;
  await until('the watch is over', () => shared.service.openWatches() === 0);
  client.close();
});

test('connections that are too many are closed', DEADLINE, async () => {
  await using shared = await openShared({ max_connections: 1 });
  const options = { 'grpc.use_local_subchannel_pool': 1 };
  const [first, second] = [1, 2].map(
    () => new DaemonServiceClient(`unix:${shared.path}`, credentials.createInsecure(), options),
  );
  assert.ok(first !== undefined && second !== undefined);
  await ask(first, 'getHealth', {});
  assert.equal((await refused(ask(second, 'getHealth', {}))).code, status.UNAVAILABLE);
  await ask(first, 'getHealth', {});
  for (const client of [first, second]) client.close();
});
