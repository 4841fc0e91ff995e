import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { heard } from './rest.ts';

/** A connection to a URL or to the path of a unix socket. Errors of it are let pass: the other end may close it. */
export async function openSocket(url: string): Promise<Socket> {
  const socket = url.startsWith('/') ? connect(url) : connect(Number(new URL(url).port), new URL(url).hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes, and hears what is said to them until the connection ends. */
export async function sayRaw(url: string, bytes: string | Uint8Array): Promise<string> {
  const socket = await openSocket(url);
  socket.write(bytes);
  return await heard(socket);
}

/** The status and the body of an answer in such a text. */
export function parseRaw(text: string): { readonly status: number; readonly body: unknown } {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const status = Number(head.split(' ')[1]);
  return { status, body: JSON.parse(rest.join('\r\n\r\n') || 'null') };
}
