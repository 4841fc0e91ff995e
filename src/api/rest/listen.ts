import type { Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { DaemonError } from '../../base/errors.ts';
import { clearSocketPath, SOCKET_UMASK } from './unix-socket.ts';

/** Where to listen: a port of an address (0: one that the system chooses), or a unix socket. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** Resolves with where the server can be reached: a URL, or the path. Rejects with `port_busy`. */
export async function listen(server: Server, place: Place): Promise<string> {
  const op = 'path' in place ? `listen on ${place.path}` : `listen on ${place.host} port ${place.port}`;
  try {
    return 'path' in place ? await listenOnPath(server, place.path) : await listenOnPort(server, place);
  } catch (cause) {
    if (cause instanceof DaemonError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('port_busy', { op, message, cause });
  }
}

async function listenOnPath(server: Server, path: string): Promise<string> {
  await clearSocketPath(path);
  const listening = started(server);
  // The socket is made before `listen` returns; nobody else may connect even for a moment.
  const before = process.umask(SOCKET_UMASK);
  try {
    server.listen({ path, exclusive: true });
  } finally {
    process.umask(before);
  }
  await listening;
  return path;
}

async function listenOnPort(server: Server, { host, port }: { readonly host: string; readonly port: number }) {
  const address = host === '::1' && !hasIpv6Loopback() ? '127.0.0.1' : host;
  const listening = started(server);
  server.listen({ host: address, port, exclusive: true });
  await listening;
  const bound = server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return `http://${address.includes(':') ? `[${address}]` : address}:${boundPort}`;
}

function started(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const onListening = (): void => {
      server.off('error', reject);
      resolve();
    };
    server.once('error', (error) => {
      server.off('listening', onListening);
      reject(error);
    });
    server.once('listening', onListening);
  });
}

function hasIpv6Loopback(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}
