import type { Server } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Listens on a port of an address (0: one that the system chooses), and resolves with its URL; 127.0.0.1 takes the place of ::1
 * where IPv6 is off. Rejects with what the system says.
 */
export async function listenOnPort(server: Server, host: string, port: number): Promise<string> {
  const address = host === '::1' && !hasIpv6Loopback() ? '127.0.0.1' : host;
  const listening = started(server);
  server.listen({ host: address, port, exclusive: true });
  await listening;
  const bound = server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return `http://${address.includes(':') ? `[${address}]` : address}:${boundPort}`;
}

/** Resolves when the server listens, rejects when it cannot. */
export function started(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const onListening = (): void => {
      server.off('error', onError);
      resolve();
    };
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      reject(error);
    };
    server.once('error', onError);
    server.once('listening', onListening);
  });
}

function hasIpv6Loopback(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
}
