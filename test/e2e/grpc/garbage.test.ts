import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { test } from 'node:test';
import { status } from '@grpc/grpc-js';
import { DaemonServiceClient } from '../../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import { DaemonServiceService } from '../../../src/api/grpc/gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceService } from '../../../src/api/grpc/gen/neighsync/v1/neighbor_service.ts';
import { ask, type GrpcScene, openGrpcScene } from '../../support/grpc.ts';
import { randomFrom } from '../../support/random-from.ts';

const DEADLINE = { timeout: 60_000 };
const RUNS = 400;
const LIMITS = { max_requests_per_s: 100_000, request_timeout_ms: 2_000 };
const PATHS = [NeighborServiceService, DaemonServiceService].flatMap((service) =>
  Object.values(service).map(({ path }) => path),
);

async function stillAnswers(scene: GrpcScene): Promise<void> {
  const { health } = await ask(scene.client(DaemonServiceClient), 'getHealth', {});
  assert.equal(health?.isHealthy, true);
}

/** A message with its five bytes of length before it. */
function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** Sends what is no request as one, and gives the status that comes back; NaN when the stream is reset instead. */
async function send(session: ClientHttp2Session, path: string, body: Uint8Array): Promise<number> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let code = Number.NaN;
  const note = (headers: object): void => {
    if ('grpc-status' in headers) code = Number(headers['grpc-status']);
  };
  stream
    .on('response', note)
    .on('trailers', note)
    .on('error', () => {});
  stream.end(body);
  // A watch that is understood after all has no end.
  stream.once('data', () => stream.close());
  stream.resume();
  await once(stream, 'close');
  return code;
}

test('bytes that are no message are answered as such', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: LIMITS });
  const session = connectHttp2(`http://${scene.target}`);
  for (const [what, bytes] of [
    ['a length without its bytes', [10, 255, 1]],
    ['a varint without end', Array.from({ length: 12 }, () => 255)],
    ['text that is no UTF-8', [10, 2, 0xc3, 0x28]],
    ['a wire type that there is not', [15, 15]],
  ] as const) {
    const code = await send(session, '/neighsync.v1.NeighborService/GetNeighbor', framed(Uint8Array.from(bytes)));
    assert.equal(code, status.INVALID_ARGUMENT, what);
  }
  session.destroy();
});

test('values that are nested without end are answered', DEADLINE, async () => {
  await using scene = await openGrpcScene({ limits: LIMITS });
  const session = connectHttp2(`http://${scene.target}`);
  // google.protobuf.Value: list_value = 6, ListValue: values = 1, both with a length before them.
  let value: Buffer = Buffer.alloc(0);
  const lengthened = (tag: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([tag, (bytes.length & 0x7f) | 0x80, (bytes.length >> 7) & 0x7f]), bytes]);
  for (let depth = 0; depth < 2_000; depth++) value = lengthened(0x32, lengthened(0x0a, value));
  const entry = lengthened(0x12, value);
  const code = await send(session, '/neighsync.v1.DaemonService/UpdateConfig', framed(lengthened(0x0a, entry)));
  assert.equal(code, status.INVALID_ARGUMENT);
  await stillAnswers(scene);
  session.destroy();
});

test('random messages to every method are answered, and never as something impossible', DEADLINE, async () => {
  const random = randomFrom(7);
  await using scene = await openGrpcScene({ limits: LIMITS });
  const session = connectHttp2(`http://${scene.target}`);
  session.on('error', () => {});
  for (let run = 0; run < RUNS; run++) {
    const path = PATHS[run % PATHS.length] ?? '';
    const length = Math.floor(random() * 40);
    const message = Uint8Array.from({ length }, () => Math.floor(random() * (random() < 0.5 ? 32 : 256)));
    const code = await send(session, path, framed(message));
    assert.ok(code !== status.INTERNAL && code !== status.UNKNOWN, `${path} ${Buffer.from(message).toHex()}: ${code}`);
  }
  await stillAnswers(scene);
  session.destroy();
});

test('random bytes in the place of framed messages, and random paths, do no harm', DEADLINE, async () => {
  const random = randomFrom(8);
  await using scene = await openGrpcScene({ limits: LIMITS });
  const session = connectHttp2(`http://${scene.target}`);
  session.on('error', () => {});
  for (let run = 0; run < RUNS; run++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 30) }, () => Math.floor(random() * 256)));
    const known = PATHS[run % PATHS.length] ?? '';
    const path = run % 3 === 0 ? `/${encodeURI(bytes.toString('latin1'))}` : known;
    const code = await send(session, path, bytes);
    assert.notEqual(code, status.OK);
  }
  await stillAnswers(scene);
  session.destroy();
});

for (const [what, bytes] of [
  ['nothing of HTTP/2', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  [
    'a preface and frames that are none',
    Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(4_000, 0xee)]),
  ],
  [
    'a preface and headers that cannot be decompressed',
    Buffer.concat([
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
      Buffer.from('000000040000000000', 'hex'),
      Buffer.from('000008010500000001ffffffffffffffff', 'hex'),
    ]),
  ],
] as const) {
  test(`a connection with ${what} is cut off, and does no harm`, DEADLINE, async () => {
    await using scene = await openGrpcScene({ limits: LIMITS });
    const socket = connect(Number(scene.target.split(':').at(-1)), '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    socket.write(bytes);
    await once(socket, 'close');
    await stillAnswers(scene);
  });
}
