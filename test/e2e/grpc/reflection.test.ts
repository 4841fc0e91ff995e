import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { type ClientDuplexStream, status } from '@grpc/grpc-js';
import {
  ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionClient as V1,
} from '../../../src/api/grpc/gen/grpc/reflection/v1/reflection.ts';
import { ServerReflectionClient as V1Alpha } from '../../../src/api/grpc/gen/grpc/reflection/v1alpha/reflection.ts';
import { DaemonServiceService } from '../../../src/api/grpc/gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceService } from '../../../src/api/grpc/gen/neighsync/v1/neighbor_service.ts';
import { openGrpcScene } from '../../support/grpc.ts';

const DEADLINE = { timeout: 30_000 };
const SERVICES = [
  'grpc.health.v1.Health',
  'grpc.reflection.v1.ServerReflection',
  'grpc.reflection.v1alpha.ServerReflection',
  'neighsync.v1.DaemonService',
  'neighsync.v1.NeighborService',
];

type Conversation = ClientDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;
type Question = NonNullable<ServerReflectionRequest['messageRequest']>;

/** Asks one question after the other in one call. */
async function ask(call: Conversation, questions: readonly Question[]): Promise<readonly ServerReflectionResponse[]> {
  const replies: ServerReflectionResponse[] = [];
  const iterator: AsyncIterator<ServerReflectionResponse> = call[Symbol.asyncIterator]();
  for (const messageRequest of questions) {
    call.write(ServerReflectionRequest.fromPartial({ host: 'here', messageRequest }));
    replies.push((await iterator.next()).value);
  }
  call.end();
  assert.equal((await iterator.next()).done, true);
  return replies;
}

function registryOf(reply: ServerReflectionResponse | undefined): FileRegistry {
  assert.ok(reply?.messageResponse?.$case === 'fileDescriptorResponse', JSON.stringify(reply?.messageResponse));
  const file = reply.messageResponse.value.fileDescriptorProto.map((bytes) =>
    fromBinary(FileDescriptorProtoSchema, bytes),
  );
  return createFileRegistry(create(FileDescriptorSetSchema, { file: file.reverse() }));
}

for (const [version, type] of [
  ['v1', V1],
  ['v1alpha', V1Alpha],
] as const) {
  test(`${version} lists every service`, DEADLINE, async () => {
    await using scene = await openGrpcScene();
    const [reply] = await ask(scene.client(type).serverReflectionInfo(), [{ $case: 'listServices', value: '*' }]);
    assert.deepEqual([reply?.validHost, reply?.originalRequest?.host], ['here', 'here']);
    assert.ok(reply?.messageResponse?.$case === 'listServicesResponse');
    assert.deepEqual(
      reply.messageResponse.value.service.map(({ name }) => name),
      SERVICES,
    );
  });
}

test('every file comes with what it imports, and declares the services as they are served', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const replies = await ask(
    scene.client(V1).serverReflectionInfo(),
    SERVICES.map((value): Question => ({ $case: 'fileContainingSymbol', value })),
  );
  for (const [at, name] of SERVICES.entries()) {
    const service = registryOf(replies[at]).getService(name);
    assert.ok(service !== undefined, name);
    const served = {
      'neighsync.v1.DaemonService': DaemonServiceService,
      'neighsync.v1.NeighborService': NeighborServiceService,
    }[name];
    if (served === undefined) continue;
    assert.deepEqual(
      service.methods.map((method) => `/${name}/${method.name}`),
      Object.values(served).map(({ path }) => path),
    );
  }
});

test('files by name, messages, methods, and what there is not', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const [file, method, message, nothing, extension, empty] = await ask(scene.client(V1).serverReflectionInfo(), [
    { $case: 'fileByFilename', value: 'neighsync/v1/watch.proto' },
    { $case: 'fileContainingSymbol', value: 'neighsync.v1.NeighborService.GetNeighbor' },
    { $case: 'fileContainingSymbol', value: '.google.rpc.BadRequest.FieldViolation' },
    { $case: 'fileByFilename', value: '__proto__' },
    { $case: 'allExtensionNumbersOfType', value: 'neighsync.v1.Neighbor' },
    { $case: 'fileContainingSymbol', value: '' },
  ]);
  assert.ok(registryOf(file).getMessage('neighsync.v1.GoneEvent') !== undefined);
  assert.ok(registryOf(method).getService('neighsync.v1.NeighborService') !== undefined);
  assert.ok(registryOf(message).getMessage('google.rpc.BadRequest') !== undefined);
  for (const reply of [nothing, extension, empty]) {
    assert.ok(reply?.messageResponse?.$case === 'errorResponse');
    assert.equal(reply.messageResponse.value.errorCode, status.NOT_FOUND);
  }
});

test('questions without end are ended', DEADLINE, async () => {
  await using scene = await openGrpcScene();
  const questions = Array.from({ length: 1_100 }, (): Question => ({ $case: 'listServices', value: '' }));
  await assert.rejects(ask(scene.client(V1).serverReflectionInfo(), questions), { code: status.RESOURCE_EXHAUSTED });
});
