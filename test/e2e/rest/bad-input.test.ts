import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openSocket, parseRaw, sayRaw } from '../../support/raw-http.ts';
import { askRaw, heard, PREFIX, startRest } from '../../support/rest.ts';

const DEADLINE = { timeout: 90_000 };
const RUNS = { numRuns: 200 };
const ADD = { ip_address: '10.0.0.1', mac_address: '02:00:00:00:00:01', interface: 'Ethernet0' };

test('names what is wrong with a query, and what is allowed', DEADLINE, async () => {
  await using rest = await startRest();
  for (const [query, field, message] of [
    ['limit=0', 'limit', /0 is out of range \(1 to 1000\)/],
    ['limit=1001', 'limit', /1001 is out of range \(1 to 1000\)/],
    ['limit=', 'limit', /"" is not an integer \(1 to 1000\)/],
    ['limit=1e2', 'limit', /"1e2" is not an integer/],
    ['vlan=7', 'vlan', /no such field in the query \(allowed: interface, state, .*cursor\)/],
    ['state=UP', 'state', /"UP"/],
    ['family=ipv5', 'family', /IPv4/],
    ['vrf=a&vrf=b', 'vrf', /more than once/],
    ['prefix=10.0.0.0/33', 'prefix', /\/0 to \/32/],
    ['mac=zz', 'mac', /not a MAC address/],
    ['cursor=AAAA', 'cursor', /allowed: next_cursor/],
    ['__proto__=1', '__proto__', /no such field/],
  ] as const) {
    const { status, body } = await rest.ask(`/neighbors?${query}`);
    assert.deepEqual(
      [status, body?.error?.code, body?.error?.details?.[0]?.field],
      [400, 'invalid_argument', field],
      query,
    );
    assert.match(body?.error?.message ?? '', message);
  }
});

test('names what is wrong with a body, and what is allowed', DEADLINE, async () => {
  await using rest = await startRest();
  const { mac_address, ...withoutMac } = ADD;
  for (const [body, field, message] of [
    [withoutMac, 'mac_address', /is missing/],
    [{ ...ADD, mac_address: 7 }, 'mac_address', /7 is not a string/],
    [{ ...ADD, mac_address: '01:00:5e:00:00:01' }, 'mac_address', /unicast, not zero/],
    [{ ...ADD, router: 'yes' }, 'router', /"yes" is not true or false/],
    [{ ...ADD, state: 'up' }, 'state', /permanent, reachable, stale/],
    [{ ...ADD, ip_address: '10.0.0.256' }, 'ip_address', /not an IP address/],
    [{ ...ADD, vlan: 7 }, 'vlan', /no such field in the body \(allowed: ip_address/],
    ['[]', 'body', /not an object/],
    ['null', 'body', /not an object/],
    ['7', 'body', /not an object/],
  ] as const) {
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    const { status, body: answer } = await rest.ask('/neighbors', asked);
    const error = answer?.error;
    assert.deepEqual([status, error?.code, error?.details?.[0]?.field], [400, 'invalid_argument', field], String(body));
    assert.match(error?.message ?? '', message);
  }
  const wrong = await rest.ask('/config', { method: 'PATCH', body: { values: { 'logging.level': { a: 1 } } } });
  assert.deepEqual([wrong.status, wrong.body?.error?.details?.[0]?.field], [400, 'values.logging.level']);
  const nothing = await rest.ask('/restart', { method: 'POST', body: { hard: true } });
  assert.deepEqual([nothing.status, nothing.body?.error?.details?.[0]?.field], [400, 'hard']);
  const unasked = await rest.ask('/stats?fast=1');
  assert.match(unasked.body?.error?.message ?? '', /allowed: none/);
});

test('a body that is none of ours has its own status', DEADLINE, async () => {
  await using rest = await startRest();
  const json = { 'content-type': 'application/json' };
  const post = async (body: string, headers: Readonly<Record<string, string>>) => {
    const answer = await rest.ask('/neighbors', { method: 'POST', headers, body });
    assert.equal(answer.body?.success, false);
    return answer.status;
  };
  assert.equal(await post('{"a":', json), 400);
  assert.equal(await post('', json), 400);
  assert.equal(await post('{"__proto__":{}}', json), 400);
  assert.equal(await post('{"constructor":{"prototype":{}}}', json), 400);
  assert.equal(await post('<a/>', { 'content-type': 'application/xml' }), 415);
  assert.equal(await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415);
  assert.equal(await post('a', { 'content-type': 'text/plain' }), 415);
  assert.equal(await post('{}', { 'content-type': ';' }), 415);
  assert.equal(await post('{}', {}), 415);
  assert.equal(await post(`{"a":"${'x'.repeat(5_000)}"}`, json), 413);
  assert.equal(await post('['.repeat(4_000), json), 400);
  assert.equal(await post(`${'['.repeat(2_000)}${']'.repeat(2_000)}`, json), 400);
});

test('a body in pieces is cut off as soon as it is too large', DEADLINE, async () => {
  await using rest = await startRest();
  const head = `POST ${PREFIX}/neighbors HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n`;
  const piece = `400\r\n${'x'.repeat(0x400)}\r\n`;
  const answer = parseRaw(await sayRaw(rest.url, `${head}transfer-encoding: chunked\r\n\r\n${piece.repeat(8)}`));
  assert.equal(answer.status, 413);
  assert.equal((await rest.ask('/health')).status, 200);
});

test('an unknown path is 404, and a wrong method 405 with the right ones', DEADLINE, async () => {
  await using rest = await startRest();
  for (const path of ['/nope', '/neighbors/1/2', '', '/Neighbors', '/neighbors/10.0.0.1/', '/config/', '//health']) {
    const { status, body } = await rest.ask(path);
    assert.deepEqual([status, body?.error?.code], [404, 'not_found'], path);
  }
  for (const [method, path, allow] of [
    ['DELETE', '/neighbors', 'GET, HEAD, POST'],
    ['PUT', '/neighbors/10.0.0.1', 'DELETE, GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
    ['GET', '/restart', 'POST'],
    ['OPTIONS', '/config', 'GET, HEAD, PATCH'],
    ['HEAD', '/watch', 'GET'],
    ['PROPFIND', '/stats', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['TRACE', '/docs', 'GET, HEAD'],
  ] as const) {
    const { status, headers } = await rest.ask(path, { method });
    assert.deepEqual([status, headers['allow']], [405, allow], `${method} ${path}`);
  }
});

test('tricks with paths lead nowhere', DEADLINE, async () => {
  await using rest = await startRest();
  for (const path of [
    `${PREFIX}/../../etc/passwd`,
    `${PREFIX}/..%2f..%2fetc/passwd`,
    `${PREFIX}/%2e%2e/%2e%2e/etc/passwd`,
    `${PREFIX}/neighbors/..`,
    `${PREFIX}/neighbors/%2e%2e%2fhealth`,
    `${PREFIX}/neighbors/a%2fb`,
    `${PREFIX}/neighbors/%00`,
    `${PREFIX}/neighbors/10.0.0.1%00`,
    `${PREFIX}/neighbors/%zz`,
    `${PREFIX}/neighbors/%c0%af`,
    `${PREFIX}/neighbors/%`,
    `${PREFIX}/neighbors/${'1'.repeat(10_000)}`,
    `${PREFIX}/neighbors/constructor`,
    `${PREFIX}/__proto__`,
    '/',
    '*',
    '/health',
    '/api/v2/health',
    `http://example.com${PREFIX}/nope`,
  ]) {
    const { status, body } = await askRaw(rest.url, path, {});
    assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    assert.equal(body?.success, false, path);
    assert.ok((body?.error?.message.length ?? 0) < 25_000);
  }
});

test('whatever is asked, it is answered in the envelope, and never as a fault of ours', DEADLINE, async () => {
  await using rest = await startRest();
  const name = fc.constantFrom(
    'limit',
    'state',
    'vrf',
    'cursor',
    'prefix',
    'mac',
    'family',
    'interface',
    'source',
    'x',
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('0', '-1', '1', '10.0.0.0/8', 'STALE', '%', '\0'),
  );
  const query = fc.array(fc.tuple(name, value), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/neighbors', '/neighbors/::1', '/explain/10.0.0.1'),
      query,
      async (path, pairs) => {
        const { status } = await rest.ask(
          `${path}?${new URLSearchParams(pairs.map(([key, text]) => [key, text.toWellFormed()]))}`,
        );
        assert.ok([200, 400, 404].includes(status), `${status}`);
      },
    ),
    RUNS,
  );
  const mutated = fc.record(
    { ip_address: fc.jsonValue(), mac_address: fc.jsonValue(), interface: fc.jsonValue(), state: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.jsonValue(),
    mutated,
    mutated.map((fields) => ({ ...ADD, ...fields })),
    fc.record({ values: fc.jsonValue() }),
  );
  const target = fc.constantFrom(
    ['POST', '/neighbors'],
    ['PATCH', '/config'],
    ['POST', '/resync'],
    ['POST', '/verify'],
  );
  await fc.assert(
    fc.asyncProperty(target, body, async ([method = '', path = ''], json) => {
      const headers = { 'content-type': 'application/json' };
      const { status } = await rest.ask(path, { method, headers, body: JSON.stringify(json) });
      assert.ok(status < 500, `${status}`);
    }),
    RUNS,
  );
  const path = fc.string({ unit: fc.constantFrom(...'/.%012ezABC:~;?&=#\\"<'), maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(path, async (tail) => {
      const { status, body: answer } = await askRaw(rest.url, `${PREFIX}/${tail}`, {});
      assert.ok(status < 500 && answer?.success === false, `${status}`);
    }),
    RUNS,
  );
});

test('whatever bytes come, the server stays', DEADLINE, async () => {
  await using rest = await startRest();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const socket = await openSocket(rest.url);
      socket.end(bytes);
      await heard(socket);
    }),
    RUNS,
  );
  for (const bytes of [
    'GARBAGE\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nhost: localhost\r\na b: c\r\n\r\n`,
  ]) {
    const { status, body } = parseRaw(await sayRaw(rest.url, bytes));
    assert.equal(status, 400, bytes);
    assert.ok(typeof body === 'object' && body !== null && 'error' in body);
  }
  const { status } = parseRaw(await sayRaw(rest.url, `GET / HTTP/1.1\r\nhost: localhost\r\nexpect: much\r\n\r\n`));
  assert.equal(status, 417);
  assert.equal((await rest.ask('/health')).status, 200);
});
