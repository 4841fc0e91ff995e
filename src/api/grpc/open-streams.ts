import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { Metadata } from '@grpc/grpc-js';

/** Node tells of each HTTP/2 stream here before anybody else sees it. The library itself shows streams to nobody. */
const CHANNEL = 'http2.server.stream.start';

/** In the metadata of each call: the number of its stream. What a client sends under this name is replaced. */
const NUMBER = 'neighsyncd-stream';

/** Names and values together, and how many. Node itself lets pass what is several times as large. */
const MAX_HEADERS = { bytes: 16_384, fields: 64 };

type Started = { readonly stream: ServerHttp2Stream; readonly headers: IncomingHttpHeaders };

/** The HTTP/2 streams of one server. Each ends within a time, however slowly its client sends or reads. */
export type OpenStreams = Disposable & {
  /** Streams of this connection belong to the server. To be called before the first of them. */
  readonly own: (socket: Socket) => void;
  readonly count: () => number;
  /** The stream of a call; it may last from now on. Undefined when it is closed. */
  readonly keep: (metadata: Metadata) => ServerHttp2Stream | undefined;
};

/** Watches over the streams until it is disposed of; one that lasts longer than `lifetimeMs`, or has huge headers, is reset. */
export function watchStreams(lifetimeMs: number): OpenStreams {
  const owner = Symbol('owner');
  const streams = new Map<string, { readonly stream: ServerHttp2Stream; readonly timer: NodeJS.Timeout }>();
  let number = 0;
  const onStart = (message: unknown): void => {
    const { stream, headers } = message as Started;
    const socket = stream.session?.socket;
    if (socket === undefined || Reflect.get(socket, owner) !== true) return;
    if (isTooLarge(headers)) {
      // The library is about to answer some of these without looking whether they are still open, and would throw.
      Reflect.set(stream, 'respond', () => {});
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
      return;
    }
    const key = `${++number}`;
    headers[NUMBER] = key;
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), lifetimeMs);
    streams.set(key, { stream, timer });
    stream.once('close', () => {
      clearTimeout(timer);
      streams.delete(key);
    });
  };
  subscribe(CHANNEL, onStart);
  return {
    own: (socket) => void Reflect.set(socket, owner, true),
    count: () => streams.size,
    keep: (metadata) => {
      const found = streams.get(String(metadata.get(NUMBER)[0]));
      clearTimeout(found?.timer);
      return found?.stream;
    },
    [Symbol.dispose]: () => {
      unsubscribe(CHANNEL, onStart);
      for (const { timer } of streams.values()) clearTimeout(timer);
    },
  };
}

function isTooLarge(headers: IncomingHttpHeaders): boolean {
  const fields = Object.entries(headers);
  const bytes = fields.reduce((sum, [name, value]) => sum + name.length + `${value}`.length, 0);
  return bytes > MAX_HEADERS.bytes || fields.length > MAX_HEADERS.fields;
}
