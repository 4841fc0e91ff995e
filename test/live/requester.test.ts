import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatIp, parseIp } from '../../src/neighbor/ip.ts';
import { NUD_PERMANENT } from '../../src/netlink/codec/neighbour.ts';
import { createNamespace, ifindexOf, type Namespace, neighborCommands } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';

const PROGRAM = fileURLToPath(new URL('../support/ask-kernel.ts', import.meta.url));

const HOLD = fileURLToPath(new URL('../support/hold-reader.ts', import.meta.url));

async function ask(namespace: Namespace, ...args: readonly string[]): Promise<unknown> {
  const [command, rest] = namespace.command(process.execPath, '--import', HOLD, PROGRAM, ...args);
  const { stdout } = await promisify(execFile)(command, [...rest], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

function canonical(address: string): string {
  return formatIp(parseIp(address) ?? new Uint8Array(4));
}

test('a dump brings every neighbor of both families, in large parts', async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(8_000));
  const addresses = new Set((await ask(namespace, 'dump')) as readonly string[]);
  const missing = neighborCommands(8_000).filter((command) => !addresses.has(canonical(command.split(' ')[2] ?? '')));
  assert.deepEqual(missing, []);
});

test('the kernel is asked about neighbors one by one: found, absent, and on an interface that does not exist', async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  await namespace.batch(neighborCommands(200));
  const index = await ifindexOf(namespace, 'Ethernet0');
  const present = neighborCommands(200).map((command) => command.split(' ')[2] ?? '');
  const answers = await ask(namespace, 'get', index, ...present, '10.0.200.1', '2001:db8::ffff');
  assert.deepEqual(answers, [...present.map(() => NUD_PERMANENT), 'absent', 'absent']);
  assert.deepEqual(await ask(namespace, 'get', '9999', '10.0.0.2'), ['absent']);
});

test('a link is found by its number, or is not there', async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  const index = await ifindexOf(namespace, 'Ethernet4');
  assert.deepEqual(await ask(namespace, 'link', index, '9999', '1'), ['Ethernet4', null, 'lo']);
});

test('a datagram that does not fit its slot is reported as cut, never taken for a whole one', async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  const kinds = (await ask(namespace, 'cut')) as readonly string[];
  // Only the end of the dump, 20 bytes, fits.
  assert.deepEqual(new Set(kinds.slice(0, -1)), new Set(['truncated']), kinds.join());
});

test('after a barrier every event that the kernel had queued before has been handed over', async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  const answer = await ask(namespace, 'barrier', await ifindexOf(namespace, 'Ethernet0'));
  assert.deepEqual(answer, [5_000, 5_000, 5_000]);
});
