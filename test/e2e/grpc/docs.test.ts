import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ServiceError, status } from '@grpc/grpc-js';
import { DaemonServiceService } from '../../../src/api/grpc/gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceService } from '../../../src/api/grpc/gen/neighsync/v1/neighbor_service.ts';
import { GRPC_STATUS } from '../../../src/api/grpc/status.ts';
import { readOnly } from '../../../src/service/read-only.ts';
import { code, read, tableOf } from '../../support/documents.ts';
import { createFakeService } from '../../support/fake-service.ts';
import { ask, openGrpcScene } from '../../support/grpc.ts';

const DOCUMENT = 'docs/API.md';
const text = read(DOCUMENT);

test('lists every method, and no other', () => {
  const methods = { NeighborService: NeighborServiceService, DaemonService: DaemonServiceService };
  const expected = Object.entries(methods).flatMap(([service, definition]) =>
    Object.values(definition).map(({ path }) => [code(service), code(path.split('/').at(-1) ?? '')]),
  );
  const rows = tableOf(text, '| service | method | kind | what it does |');
  assert.deepEqual(
    rows.map(([service, method]) => [service, method]),
    expected,
  );
});

test('says of each method whether it writes, as the place that may only read sees it', {
  timeout: 30_000,
}, async () => {
  const service = readOnly(createFakeService(), 'reading only');
  await using scene = await openGrpcScene({ over: () => service });
  for (const [, method = '', kind] of tableOf(text, '| service | method | kind | what it does |')) {
    if (kind === 'watches') continue;
    assert.equal(await isForbidden(scene, method.slice(1, -1)), kind === 'writes', method);
  }
});

async function isForbidden({ neighbors, daemon }: Awaited<ReturnType<typeof openGrpcScene>>, method: string) {
  const name = method.charAt(0).toLowerCase() + method.slice(1);
  const client = name in neighbors ? neighbors : daemon;
  const values = new Map();
  const request = { ipAddress: '10.0.0.1', interface: '', macAddress: '', state: 0, vrf: '', kind: 1, values };
  const failed = await ask(client as typeof daemon, name as 'getStats', request).then(
    () => undefined,
    (error: ServiceError) => error.code,
  );
  return failed === status.PERMISSION_DENIED;
}

test('has the status of every error code, and no other', () => {
  const rows = Object.entries(GRPC_STATUS).map(([name, value]) => [code(name), status[value]]);
  assert.deepEqual(tableOf(text, '| code | gRPC status |'), rows);
});
