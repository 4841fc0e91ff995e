import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectHttp2, constants, createServer as createHttp2Server } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { DaemonError } from '../../../src/base/errors.ts';
import { openSocket, parseRaw, sayRaw } from '../../support/raw-http.ts';
import { askRaw, heard, PREFIX, startRest } from '../../support/rest.ts';
import { until } from '../../support/until.ts';

const DEADLINE = { timeout: 60_000 };
const HEALTH = `GET ${PREFIX}/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** A place for a socket, in a directory that is not there yet. */
function makePlace(): Disposable & { readonly path: string } {
  const directory = mkdtempSync(join(tmpdir(), 'neighsyncd-rest-'));
  return { path: join(directory, 'run', 'api.sock'), [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
}

describe('a port', () => {
  test('that is taken is said so', DEADLINE, async () => {
    await using first = await startRest();
    const port = Number(new URL(first.url).port);
    await assert.rejects(
      startRest({ place: { host: '127.0.0.1', port } }),
      (error) => error instanceof DaemonError && error.code === 'port_busy' && error.message.includes(`port ${port}`),
    );
  });

  test('is not answered to other names, nor to pages of other sites', DEADLINE, async () => {
    await using rest = await startRest();
    const { host } = new URL(rest.url);
    for (const [headers, status] of [
      [{ host: 'localhost:1' }, 200],
      [{ host: '[::1]:8080' }, 200],
      [{ host: 'evil.example' }, 403],
      [{ host: '127.0.0.1.evil.example' }, 403],
      [{ host: '192.168.0.1:8080' }, 403],
      [{ origin: `http://${host}` }, 200],
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: `https://${host}` }, 403],
    ] as const) {
      const answer = await rest.ask('/health', { headers });
      assert.equal(answer.status, status, JSON.stringify(headers));
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    assert.equal(parseRaw(await sayRaw(rest.url, `GET ${PREFIX}/health HTTP/1.0\r\n\r\n`)).status, 403);
  });
});

describe('a unix socket', () => {
  test(
    'is made with its directory, is there for owner and group only, and goes with the server',
    DEADLINE,
    async () => {
      using place = makePlace();
      const before = process.umask();
      const rest = await startRest({ place });
      assert.equal(rest.url, place.path);
      assert.equal(statSync(place.path).mode & 0o777, 0o660);
      assert.equal(statSync(join(place.path, '..')).mode & 0o777, 0o755);
      assert.equal(process.umask(), before);
      assert.equal((await rest.ask('/health', { headers: { host: 'anything' } })).status, 200);
      assert.equal((await rest.ask('/health', { headers: { origin: 'http://localhost' } })).status, 403);
      await rest.close();
      assert.equal(existsSync(place.path), false);
    },
  );

  test('that nobody listens on any more is replaced', DEADLINE, async () => {
    using place = makePlace();
    await (await startRest({ place })).close();
    // A process that is killed leaves its socket behind.
    const program = `require('net').createServer().listen(${JSON.stringify(place.path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    assert.equal(spawnSync(process.execPath, ['-e', program]).signal, 'SIGKILL');
    assert.ok(statSync(place.path).isSocket());
    await using rest = await startRest({ place });
    assert.equal((await rest.ask('/health')).status, 200);
  });

  test('that somebody listens on is left alone, and so is anything else', DEADLINE, async () => {
    using place = makePlace();
    await using first = await startRest({ place });
    const isBusy = (error: unknown): boolean => error instanceof DaemonError && error.code === 'port_busy';
    await assert.rejects(startRest({ place }), isBusy);
    assert.equal((await first.ask('/health')).status, 200);
    const file = join(place.path, '..', 'file');
    writeFileSync(file, 'mine');
    await assert.rejects(startRest({ place: { path: file } }), isBusy);
    assert.ok(existsSync(file));
    await assert.rejects(startRest({ place: { path: join(file, 'api.sock') } }), isBusy);
    await assert.rejects(startRest({ place: { path: `/tmp/${'x'.repeat(200)}` } }), isBusy);
  });
});

describe('a place for HTTP/1 and HTTP/2', () => {
  test('hands on what begins as HTTP/2 with every byte, however it comes', DEADLINE, async () => {
    using place = makePlace();
    const taken: Socket[] = [];
    await using _ = await startRest({ place, onHttp2: (socket) => void taken.push(socket) });
    const payload = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at & 255));
    const all = Buffer.concat([Buffer.from(PREFACE), payload]);
    for (const cuts of [[], [1], [3, 5, 14], [13], [15, 60_000]]) {
      const socket = await openSocket(place.path);
      socket.setNoDelay(true);
      let from = 0;
      for (const cut of [...cuts, all.length]) {
        socket.write(all.subarray(from, cut));
        from = cut;
        await pause(10);
      }
      await until('the connection is handed on', () => taken.length === 1);
      const [server] = taken.splice(0);
      assert.ok(server !== undefined);
      const parts: Buffer[] = [];
      let length = 0;
      server.on('data', (part: Buffer) => {
        parts.push(part);
        length += part.length;
      });
      await until('all bytes are there', () => length >= all.length);
      assert.ok(Buffer.concat(parts).equals(all), `${cuts}`);
      server.destroy();
      socket.destroy();
    }
  });

  test('serves both, with a real HTTP/2 behind it', DEADLINE, async () => {
    using place = makePlace();
    const http2 = createHttp2Server((_, response) => void response.end('two'));
    await using rest = await startRest({ place, onHttp2: (socket) => void http2.emit('connection', socket) });
    const client = connectHttp2('http://localhost', { createConnection: () => connectTo(place.path) });
    const stream = client.request({ [constants.HTTP2_HEADER_PATH]: '/' });
    assert.equal(await heard(stream), 'two');
    assert.equal((await rest.ask('/health')).status, 200);
    // A part of the preface alone is no HTTP/2.
    assert.equal(parseRaw(await sayRaw(place.path, 'PRIX / HTTP/1.1\r\n\r\n')).status, 400);
    const piecewise = await openSocket(place.path);
    for (const byte of HEALTH) piecewise.write(byte);
    assert.equal(parseRaw(await heard(piecewise)).status, 200);
    // Its connections are not ours to end.
    await rest.close();
    const again = client.request({ [constants.HTTP2_HEADER_PATH]: '/' });
    assert.equal(await heard(again), 'two');
    client.close();
    await once(client, 'close');
  });

  test('closes connections that do not say what they speak', DEADLINE, async () => {
    using place = makePlace();
    await using _ = await startRest({
      place,
      onHttp2: () => assert.fail('not HTTP/2'),
      limits: { requestTimeoutMs: 500 },
    });
    const silent = await openSocket(place.path);
    const halfway = await openSocket(place.path);
    halfway.write('PRI * HT');
    assert.deepEqual([await heard(silent), await heard(halfway)], ['', '']);
    const ended = await openSocket(place.path);
    ended.end('PRI');
    assert.equal(await heard(ended), '');
  });

  test('looks after slow requests as a place for HTTP/1 alone does', DEADLINE, async () => {
    using place = makePlace();
    await using _ = await startRest({ place, onHttp2: () => {}, limits: { requestTimeoutMs: 1_000 } });
    const slow = await openSocket(place.path);
    slow.write(`GET ${PREFIX}/health HTTP/1.1\r\n`);
    assert.equal(parseRaw(await heard(slow)).status, 408);
  });
});

describe('closing', () => {
  test('lets a running request end, refuses others, and does not wait for ever', DEADLINE, async () => {
    const release = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    await using base = await startRest();
    const verify = async () => {
      started.resolve();
      await release.promise;
      return base.service.verify(new AbortController().signal);
    };
    const rest = await startRest({ service: { ...base.service, verify } });
    const running = askRaw(rest.url, `${PREFIX}/verify`, { method: 'POST' });
    const idle = await openSocket(rest.url);
    await started.promise;
    const closing = rest.close();
    await assert.rejects(askRaw(rest.url, `${PREFIX}/health`, {}));
    // Those that are cut off are so by then.
    await pause(100);
    release.resolve();
    const { status, headers } = await running;
    assert.deepEqual([status, headers['connection']], [200, 'close']);
    await closing;
    await heard(idle);

    const never = Promise.withResolvers<never>();
    const stuck = await startRest({ service: { ...base.service, verify: () => never.promise } });
    const cut = askRaw(stuck.url, `${PREFIX}/verify`, { method: 'POST' });
    const refused = assert.rejects(cut, /socket hang up|ECONNRESET/);
    await until('the request runs', async () => (await base.ask('/health')).status === 200);
    await stuck.close();
    await refused;
  });
});

function connectTo(path: string): Socket {
  return connect(path);
}
