import { createServer, type Socket } from 'node:net';
import { DaemonError } from '../../base/errors.ts';
import { listenOnPort } from '../listen-on-port.ts';

/** A TCP port that is listened on. */
export type Listener = {
  /** `http://127.0.0.1:50051` */
  readonly url: string;
  /** Takes no more connections. Those that there are stay. */
  readonly close: () => void;
};

export type Place = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
};

/** Listens and hands on connections, `maxConnections` at a time; more are closed at once. Rejects with `port_busy`. */
export async function listen(
  { host, port }: Place,
  maxConnections: number,
  accept: (socket: Socket) => void,
): Promise<Listener> {
  const server = createServer({ noDelay: true }, accept);
  server.maxConnections = maxConnections;
  try {
    const url = await listenOnPort(server, host, port);
    // A failed accept must not end the daemon.
    server.on('error', () => {});
    return { url, close: () => void server.close() };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('port_busy', { op: `listen on ${host} port ${port}`, message, cause });
  }
}
