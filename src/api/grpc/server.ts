import type { Socket } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { onAbort, pause } from '../../base/abort.ts';
import type { Config } from '../../config/schema.ts';
import type { NeighsyncService } from '../../service/service.ts';
import { admission } from './admission.ts';
import { listen, type Place } from './listener.ts';
import { watchStreams } from './open-streams.ts';
import { addServices } from './services.ts';

export type GrpcOptions = {
  readonly service: NeighsyncService;
  /** A TCP port to listen on besides; without one only connections that are handed over are served. */
  readonly place?: Place;
  readonly limits: Pick<
    Config['api'],
    'request_timeout_ms' | 'max_body_bytes' | 'max_connections' | 'max_requests_per_s'
  >;
  /** A watcher that takes nothing for so long is ended. Default 30 seconds. */
  readonly stallMs?: number;
};

export type GrpcServer = AsyncDisposable & {
  /** Where it listens; undefined without a place. */
  readonly url: string | undefined;
  /** Serves a connection that was accepted elsewhere, and of which nothing has been read, or all has been put back. */
  readonly accept: (socket: Socket) => void;
};

/** Of each connection. */
const MAX_STREAMS = 100;
/** Of the server: what clients do not read must be kept. */
const MAX_CALLS = 256;
const STALL_MS = 30_000;
/** A client that answers no ping, or does not speak HTTP/2, is gone after the sum of both. */
const KEEPALIVE_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;
const IDLE_MS = 300_000;
const CLOSE_MS = 2_000;
/** For an answer to be taken, after the time to give it. */
const TAKE_MS = 5_000;

/**
 * Serves gRPC without TLS. Disposing of it takes no more connections and calls, ends watches, gives other calls two seconds,
 * and cuts off what is left. Rejects with `port_busy`.
 */
export async function openGrpc({ service, place, limits, stallMs = STALL_MS }: GrpcOptions): Promise<GrpcServer> {
  const streams = watchStreams(limits.request_timeout_ms + TAKE_MS);
  const stopping = new AbortController();
  const stopped = new AbortController();
  const sockets = new Set<Socket>();
  const server = new Server({
    'grpc.max_receive_message_length': limits.max_body_bytes,
    'grpc.max_concurrent_streams': MAX_STREAMS,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_TIMEOUT_MS,
    'grpc.max_connection_idle_ms': IDLE_MS,
    'grpc.enable_channelz': 0,
    interceptors: [admission({ perSecond: limits.max_requests_per_s, maxCalls: MAX_CALLS, open: streams.count })],
  });
  addServices(server, service, {
    calls: { timeoutMs: limits.request_timeout_ms, stopping: stopped.signal },
    streams: { streams, stallMs, stopping: stopping.signal },
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const accept = (socket: Socket): void => {
    if (stopping.signal.aborted || sockets.size >= limits.max_connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    streams.own(socket);
    injector.injectConnection(socket);
  };
  const close = async (): Promise<void> => {
    stopping.abort();
    const empty = new AbortController();
    const look = (): void => (sockets.size === 0 ? empty.abort() : undefined);
    for (const socket of sockets) socket.once('close', look);
    look();
    // What it calls back about does not wait for calls: Node closes the sessions with their server before it does.
    server.tryShutdown(() => {});
    await pause(CLOSE_MS, empty.signal);
    stopped.abort();
    server.forceShutdown();
    // It knows no sessions when it does not count for channelz.
    for (const socket of sockets) socket.destroy();
    streams[Symbol.dispose]();
  };
  try {
    const listener = place && (await listen(place, limits.max_connections, accept));
    onAbort(stopping.signal, () => listener?.close());
    return { url: listener?.url, accept, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
