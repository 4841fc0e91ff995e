import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { RedisServer } from './redis-server.ts';

/** What becomes of what the server says: pieces of at most `pieceBytes`, each after `delayMs` between the two numbers. */
export type Slowness = { readonly pieceBytes: number; readonly delayMs: readonly [least: number, most: number] };

/** What the proxy keeps to itself. */
export type Held = {
  /** True once it holds something. */
  readonly caught: boolean;
  /** Lets it go to the server, as far as that still listens; resolves when that connection has ended. */
  readonly release: () => Promise<void>;
};

/** A man in the middle of a server's unix socket and its clients. */
export type RedisProxy = AsyncDisposable & {
  readonly socket: string;
  /** Slows down what the server says, on all connections; `undefined` ends that. */
  readonly slow: (how: Slowness | undefined) => void;
  /** Holds what one client says, from the first words with `text` on, also when it has gone; all others pass. */
  readonly hold: (text: string) => Held;
};

type Trap = { readonly text: string; readonly opened: Promise<void>; caught: Promise<void> | undefined };

/** Starts one on a socket beside the server's; disposing ends all connections. */
export async function startProxy(redis: Pick<RedisServer, 'socket'>): Promise<RedisProxy> {
  const socket = `${redis.socket}.proxy`;
  const sockets = new Set<Socket>();
  let trap: Trap | undefined;
  let slowness: Slowness | undefined;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ path: redis.socket, allowHalfOpen: true });
    // Why a socket ends does not matter here: that it has ended is passed on.
    for (const each of [client, upstream]) sockets.add(each.on('error', () => {}));
    const ended = closing(upstream);
    void relay(client, upstream, async function* (chunk) {
      if (trap !== undefined && trap.caught === undefined && chunk.includes(trap.text)) {
        trap.caught = ended;
        await trap.opened;
      }
      yield chunk;
    });
    void relay(upstream, client, async function* (chunk) {
      const [least, most] = slowness?.delayMs ?? [0, 0];
      const bytes = slowness?.pieceBytes ?? chunk.length;
      for (let at = 0; at < chunk.length; at += bytes) {
        if (slowness !== undefined) await pause(least + Math.random() * (most - least));
        yield chunk.subarray(at, at + bytes);
      }
    });
  });
  server.listen(socket);
  await once(server, 'listening');

  return {
    socket,
    slow(how) {
      slowness = how;
    },
    hold(text) {
      const { promise: opened, resolve } = Promise.withResolvers<void>();
      const set: Trap = { text, opened, caught: undefined };
      trap = set;
      return {
        get caught() {
          return set.caught !== undefined;
        },
        async release() {
          resolve();
          await set.caught;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const each of sockets) each.destroy();
      await closed;
    },
  };
}

/** `once` would reject for a socket that breaks first. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Passes on what comes, as `pieces` has it, and the end after that. */
async function relay(from: Socket, to: Socket, pieces: (chunk: Buffer) => AsyncIterable<Buffer>): Promise<void> {
  // Read at once, for a socket that breaks takes what was not read with it.
  const received = new PassThrough({ highWaterMark: Number.MAX_SAFE_INTEGER });
  from.on('data', (chunk) => received.write(chunk));
  for (const end of ['end', 'close'] as const) from.once(end, () => received.end());
  for await (const chunk of received) {
    for await (const piece of pieces(chunk)) if (to.writable) to.write(piece);
  }
  to.end();
}
