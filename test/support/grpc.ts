import assert from 'node:assert/strict';
import {
  type CallOptions,
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  type ClientUnaryCall,
  credentials,
  Metadata,
  type ServiceError,
  type status,
} from '@grpc/grpc-js';
import { BadRequest, ErrorInfo } from '../../clients/typescript/gen/google/rpc/error_details.ts';
import { Status } from '../../clients/typescript/gen/google/rpc/status.ts';
import { DaemonServiceClient } from '../../clients/typescript/gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceClient } from '../../clients/typescript/gen/neighsync/v1/neighbor_service.ts';
import { type GrpcOptions, type GrpcServer, openGrpc } from '../../src/api/grpc/server.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createFakeService, type FakeOptions, type FakeService } from './fake-service.ts';

export type GrpcScene = AsyncDisposable & {
  readonly service: FakeService;
  readonly server: GrpcServer;
  /** `127.0.0.1:50051` */
  readonly target: string;
  readonly neighbors: NeighborServiceClient;
  readonly daemon: DaemonServiceClient;
  /** Another client with a connection of its own, closed with the scene. */
  readonly client: <T extends Client>(type: ClientType<T>, options?: ChannelOptions) => T;
};

type ClientType<T> = new (address: string, credentials: ChannelCredentials, options?: Partial<ChannelOptions>) => T;

export type GrpcSceneOptions = FakeOptions & {
  readonly limits?: Partial<GrpcOptions['limits']>;
  readonly stallMs?: number;
  /** In the place of the service in memory. */
  readonly over?: (service: FakeService) => GrpcOptions['service'];
};

/** The limits of the default configuration. */
export const LIMITS: GrpcOptions['limits'] = loadConfig({ file: '/dev/null', settings: [], env: {} }).config.api;

/** A server on a port that the system chooses, over the service in memory, and clients as they are generated. */
export async function openGrpcScene(options: GrpcSceneOptions = {}): Promise<GrpcScene> {
  const { limits, stallMs, over = (given) => given, ...fake } = options;
  const service = createFakeService(fake);
  const server = await openGrpc({
    service: over(service),
    place: { host: '127.0.0.1', port: 0 },
    limits: { ...LIMITS, ...limits },
    ...(stallMs === undefined ? {} : { stallMs }),
  });
  const target = new URL(server.url ?? '').host;
  const clients: Client[] = [];
  const client: GrpcScene['client'] = (type, more = {}) => {
    const made = new type(target, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1, ...more });
    clients.push(made);
    return made;
  };
  return {
    service,
    server,
    target,
    neighbors: client(NeighborServiceClient),
    daemon: client(DaemonServiceClient),
    client,
    [Symbol.asyncDispose]: async () => {
      for (const each of clients) each.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A unary method of a generated client, in its longest form. */
type Method<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

type RequestOf<M> = M extends Method<infer Request, infer _> ? Request : never;
type ResponseOf<M> = M extends Method<infer _, infer Response> ? Response : never;

/** Calls a method of a generated client and waits for the answer; rejects with its ServiceError. */
export function ask<C extends Client, Name extends keyof C>(
  client: C,
  name: Name,
  request: RequestOf<C[Name]>,
  options: Partial<CallOptions> = {},
  metadata = new Metadata(),
): Promise<ResponseOf<C[Name]>> {
  const method = client[name] as Method<RequestOf<C[Name]>, ResponseOf<C[Name]>>;
  return new Promise((resolve, reject) => {
    method.call(client, request, metadata, options, (error, response) =>
      error === null ? resolve(response) : reject(error),
    );
  });
}

export type Refusal = {
  readonly code: status;
  readonly details: string;
  /** Of the ErrorInfo. */
  readonly reason: string;
  readonly fields: BadRequest['fieldViolations'];
};

/** How a call is refused, with what the details say. Fails when it is not. */
export async function refused(answer: Promise<unknown>): Promise<Refusal> {
  const error: ServiceError = await answer.then(
    () => assert.fail('it is answered'),
    (thrown) => thrown,
  );
  return refusalOf(error);
}

export function refusalOf({ code, details, metadata }: ServiceError): Refusal {
  const [bytes] = metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(bytes)) return { code, details, reason: '', fields: [] };
  const said = Status.decode(bytes);
  assert.deepEqual([said.code, said.message], [code, details]);
  const [first, second] = said.details;
  assert.equal(first?.typeUrl, 'type.googleapis.com/google.rpc.ErrorInfo');
  const { reason, domain } = ErrorInfo.decode(first.value);
  assert.equal(domain, 'neighsyncd');
  if (second === undefined) return { code, details, reason, fields: [] };
  assert.equal(second.typeUrl, 'type.googleapis.com/google.rpc.BadRequest');
  return { code, details, reason, fields: BadRequest.decode(second.value).fieldViolations };
}
