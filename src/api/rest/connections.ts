import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { pause } from '../../base/abort.ts';

/** The connections of an HTTP server: what each of them speaks, and how they end. */
export type Connections = {
  /** Waits until those of HTTP/1 are over, for `ms` at most; the rest is cut off. Others belong to who took them. */
  readonly end: (ms: number) => Promise<void>;
};

export type ConnectionOptions = {
  /** Takes over connections that begin as HTTP/2 does, with all that has been read of them. */
  readonly onHttp2: ((socket: Socket) => void) | undefined;
  /** A connection that does not say within that time what it speaks is closed. */
  readonly sayMs: number;
};

const PREFACE = Buffer.from('PRI * HTTP/2.0');

/**
 * Looks at the first bytes of each connection, and hands it on. The server goes on to listen by itself, so that what Node
 * does about slow requests works.
 */
export function watchConnections(server: Server, { onHttp2, sayMs }: ConnectionOptions): Connections {
  const listeners = server.listeners('connection');
  const open = new Set<Socket>();
  const { promise: over, resolve: settle } = Promise.withResolvers<void>();
  let ending = false;

  const track = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => leave(socket));
  };
  const leave = (socket: Socket): void => {
    open.delete(socket);
    if (ending && open.size === 0) settle();
  };
  const accept = (socket: Socket): void => {
    for (const listener of listeners) listener.call(server, socket);
  };

  if (onHttp2 === undefined) server.prependListener('connection', track);
  else {
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      track(socket);
      readStart(socket, sayMs, (isHttp2) => {
        if (!isHttp2) return accept(socket);
        leave(socket);
        onHttp2(socket);
      });
    });
  }
  return {
    end: async (ms) => {
      ending = true;
      if (open.size === 0) return;
      const patience = new AbortController();
      await Promise.race([over, pause(ms, patience.signal)]);
      patience.abort();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Says whether the connection begins as HTTP/2; all that was read is put back. Says nothing when it ends before. */
function readStart(socket: Socket, sayMs: number, say: (isHttp2: boolean) => void): void {
  let start = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), sayMs);
  const ignore = (): void => {};
  const close = (): void => clearTimeout(timer);
  const read = (): void => {
    const chunk: unknown = socket.read();
    if (!Buffer.isBuffer(chunk)) return;
    start = Buffer.concat([start, chunk]);
    const length = Math.min(start.length, PREFACE.length);
    const isHttp2 = start.subarray(0, length).equals(PREFACE.subarray(0, length));
    if (isHttp2 && start.length < PREFACE.length) return;
    clearTimeout(timer);
    socket.off('readable', read).off('error', ignore).off('close', close).off('end', end);
    socket.unshift(start);
    say(isHttp2);
  };
  const end = (): void => void socket.destroy();
  socket.on('readable', read).on('error', ignore).on('close', close).on('end', end);
}
