import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { type AddressInfo, connect, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { DaemonError } from '../../base/errors.ts';
import { type OpsServerOptions, runOpsServer } from './server.ts';

const DEADLINE = { timeout: 30_000 };

const ROUTES: OpsServerOptions['routes'] = {
  '/plain': () => ({ status: 200, body: 'hello\n' }),
  '/object': async () => ({ status: 503, body: { a: [1] } }),
  '/typed': () => ({ status: 200, contentType: 'text/html', body: '<p>' }),
  '/throws': () => {
    throw new Error('no such luck');
  },
  '/rejects': () => Promise.reject(new Error('no such luck')),
  '/odd': () => ({ status: 200, body: { value: 1n } }),
};

type Running = AsyncDisposable & {
  readonly url: string;
  readonly abort: () => void;
  readonly ended: Promise<void>;
  /** How often the server has told of each. */
  readonly told: { listening: number; readonly busy: DaemonError[] };
};

/** A server on a port that the system chooses, or on `port`; it is there, or it has said that it cannot be. */
async function start(changes: Partial<OpsServerOptions> = {}): Promise<Running> {
  const controller = new AbortController();
  const events = new EventEmitter();
  const told = { listening: 0, busy: [] as DaemonError[] };
  let url = '';
  const onListening = (listening: string): void => {
    told.listening++;
    url = listening;
    events.emit('told');
  };
  const onBusy = (error: DaemonError): void => {
    told.busy.push(error);
    events.emit('told');
  };
  const first = once(events, 'told');
  const options = { address: '127.0.0.1', port: 0, routes: ROUTES, onListening, onBusy, ...changes };
  const ended = runOpsServer(options, controller.signal);
  await first;
  const abort = (): void => controller.abort();
  return {
    get url() {
      return url;
    },
    abort,
    ended,
    told,
    [Symbol.asyncDispose]: async () => {
      abort();
      await ended;
    },
  };
}

type Answer = {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

async function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  const sent = request(url, { agent: false, ...options });
  sent.end();
  const [response]: IncomingMessage[] = await once(sent, 'response');
  assert.ok(response !== undefined);
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test('a route answers with its status, its type and its body, which is not to be stored', DEADLINE, async () => {
  await using server = await start();
  const plain = await ask(`${server.url}/plain`);
  assert.deepEqual([plain.status, plain.headers['content-type'], plain.body], [200, 'text/plain', 'hello\n']);
  assert.equal(plain.headers['cache-control'], 'no-store');
  const object = await ask(`${server.url}/object`);
  assert.deepEqual(
    [object.status, object.headers['content-type'], object.body],
    [503, 'application/json', '{"a":[1]}\n'],
  );
  const typed = await ask(`${server.url}/typed`);
  assert.deepEqual([typed.headers['content-type'], typed.body], ['text/html', '<p>']);
});

test('a query string does not matter', DEADLINE, async () => {
  await using server = await start();
  assert.equal((await ask(`${server.url}/plain?x=/object?`)).body, 'hello\n');
});

for (const path of ['/', '/Plain', '/plain/', '//plain', '/__proto__', '/constructor', '/toString']) {
  test(`${path} is not found, and the answer says what there is`, DEADLINE, async () => {
    await using server = await start();
    const { status, body } = await ask(`${server.url}${path}`);
    assert.equal(status, 404);
    assert.equal(body, `no such path (${Object.keys(ROUTES).join(', ')})\n`);
  });
}

for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
  test(`${method} is not allowed, on no path`, DEADLINE, async () => {
    await using server = await start();
    for (const path of ['/plain', '/nothing']) {
      const { status, headers, body } = await ask(`${server.url}${path}`, { method });
      assert.deepEqual([status, headers.allow, body], [405, 'GET, HEAD', `${method} is not allowed (GET, HEAD)\n`]);
    }
  });
}

test('HEAD answers as GET does, without the body', DEADLINE, async () => {
  await using server = await start();
  for (const path of Object.keys(ROUTES)) {
    const [got, head] = [await ask(`${server.url}${path}`), await ask(`${server.url}${path}`, { method: 'HEAD' })];
    assert.deepEqual([head.status, head.headers['content-type']], [got.status, got.headers['content-type']]);
    assert.equal(head.body, '');
  }
});

for (const path of ['/throws', '/rejects', '/odd']) {
  test(`${path} is answered with 500 and the reason, and the server goes on`, DEADLINE, async () => {
    await using server = await start();
    const { status, body } = await ask(`${server.url}${path}`);
    assert.equal(status, 500);
    assert.match(body, path === '/odd' ? /^answer \/odd: .*BigInt/ : new RegExp(`^answer ${path}: no such luck\n$`));
    assert.equal((await ask(`${server.url}/plain`)).status, 200);
  });
}

test('a busy port is reported once, and served as soon as it is free', DEADLINE, async () => {
  const other = createServer((_, response) => response.end('other')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await using server = await start({ port });
  assert.deepEqual(server.told, { listening: 0, busy: server.told.busy });
  const [error] = server.told.busy;
  assert.equal(error?.code, 'port_busy');
  assert.match(error?.message ?? '', new RegExp(`^listen on 127\\.0\\.0\\.1 port ${port}: .*EADDRINUSE`));
  other.close();
  while (server.told.listening === 0) await new Promise(setImmediate);
  assert.equal((await ask(`http://127.0.0.1:${port}/plain`)).body, 'hello\n');
  assert.deepEqual([server.told.listening, server.told.busy.length], [1, 1]);
});

test('an attempt that failed leaves no listener behind, however often it is repeated', DEADLINE, async (t) => {
  const servers = new Set<Server>();
  const listen = Server.prototype.listen;
  t.mock.method(Server.prototype, 'listen', function (this: Server, ...args: Parameters<typeof listen>) {
    servers.add(this);
    return listen.apply(this, args);
  });
  // An address of nobody (RFC 5737).
  await using _server = await start({ address: '192.0.2.1', port: 1 });
  const [server] = servers;
  assert.equal(server?.listenerCount('listening'), createServer().listenerCount('listening'));
  assert.doesNotThrow(
    () => server?.emit('error', new Error('accept EMFILE')),
    'a failed accept does not end the daemon',
  );
});

test('an abort while the port is busy ends at once', DEADLINE, async () => {
  const server = await start({ address: '192.0.2.1', port: 1 });
  server.abort();
  await server.ended;
  assert.equal(server.told.listening, 0);
});

test('an abort before the start serves nothing', DEADLINE, async () => {
  const onListening = (): void => assert.fail('it listens');
  const onBusy = onListening;
  await runOpsServer({ address: '127.0.0.1', port: 0, routes: ROUTES, onListening, onBusy }, AbortSignal.abort());
});

test('an abort ends the server although a client keeps its connection', DEADLINE, async () => {
  const server = await start();
  const agent = new Agent({ keepAlive: true });
  const sent = get(`${server.url}/plain`, { agent });
  const [response]: IncomingMessage[] = await once(sent, 'response');
  assert.ok(response !== undefined && sent.socket !== null);
  const gone = once(sent.socket, 'close');
  await text(response);
  server.abort();
  await server.ended;
  await gone;
  agent.destroy();
  await assert.rejects(ask(`${server.url}/plain`), { code: 'ECONNREFUSED' });
});

test('an abort ends the server although a route has not answered', DEADLINE, async () => {
  const asked = Promise.withResolvers<void>();
  const hang = (): Promise<never> => {
    asked.resolve();
    return new Promise(() => {});
  };
  const server = await start({ routes: { '/hang': hang } });
  const answer = assert.rejects(ask(`${server.url}/hang`), { code: 'ECONNRESET' });
  await asked.promise;
  server.abort();
  await Promise.all([server.ended, answer]);
});

for (const [what, bytes] of [
  ['garbage', '\x00\xff\x16\x03\x01 no HTTP at all\r\n\r\n'],
  ['a header without end', `GET /plain HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`],
  ['a bad request target', 'GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n'],
] as const) {
  test(`${what} is answered or cut off, and does no harm`, DEADLINE, async () => {
    await using server = await start();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.end(bytes);
    assert.match((await text(socket).catch(() => 'HTTP/1.1 4')).slice(0, 12), /^HTTP\/1\.1 4/);
    assert.equal((await ask(`${server.url}/plain`)).status, 200);
  });
}

test('a client that says half a request and waits does not keep others waiting', DEADLINE, async () => {
  await using server = await start();
  const slow = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(slow, 'connect');
  slow.write('GET /plain HT');
  assert.equal((await ask(`${server.url}/plain`)).status, 200);
  slow.write('TP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match(await text(slow), /^HTTP\/1\.1 200 OK\r\n/);
});
