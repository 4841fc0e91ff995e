import type { Server } from 'node:http';
import { DaemonError } from '../../base/errors.ts';
import { listenOnPort, started } from '../listen-on-port.ts';
import { clearSocketPath, SOCKET_UMASK } from './unix-socket.ts';

/** Where to listen: a port of an address (0: one that the system chooses), or a unix socket. */
export type Place = { readonly host: string; readonly port: number } | { readonly path: string };

/** Resolves with where the server can be reached: a URL, or the path. Rejects with `port_busy`. */
export async function listen(server: Server, place: Place): Promise<string> {
  const op = 'path' in place ? `listen on ${place.path}` : `listen on ${place.host} port ${place.port}`;
  try {
    return 'path' in place
      ? await listenOnPath(server, place.path)
      : await listenOnPort(server, place.host, place.port);
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
