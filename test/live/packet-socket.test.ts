import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { constants } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createNamespace, ifindexOf } from '../support/namespace.ts';
import { needRoot } from '../support/need.ts';
import { startCapture } from '../support/start-capture.ts';
import { until } from '../support/until.ts';

const PROGRAM = fileURLToPath(new URL('../support/send-packets.ts', import.meta.url));
const { ENETDOWN, ENXIO } = constants.errno;

test('many packets go out in one call, whole and in order, and each that does not tells why', {
  timeout: 120_000,
}, async (t) => {
  if (!needRoot(t)) return;
  await using namespace = await createNamespace();
  await namespace.batch(['link set Ethernet4 down']);
  const up = await ifindexOf(namespace, 'Ethernet0');
  const down = await ifindexOf(namespace, 'Ethernet4');
  await using capture = await startCapture(namespace, 'peer0');
  const targets = [up, up, '9999', down, up, '9999', ...Array.from({ length: 100 }, () => up)];
  const [command, args] = namespace.command(process.execPath, PROGRAM, ...targets);
  const { stdout } = await promisify(execFile)(command, [...args]);
  const outcomes = targets.map((target) => (target === up ? 0 : target === down ? ENETDOWN : ENXIO));
  assert.deepEqual(JSON.parse(stdout), outcomes);
  const own = (/link\/ether (\S+)/.exec(await namespace.ip('link', 'show', 'Ethernet0'))?.[1] ?? '').replaceAll(
    ':',
    '',
  );
  const frames = () => capture.frames.filter((frame) => frame.slice(12, 14).toHex() === '88b5');
  const wanted = targets.flatMap((target, index) => {
    const byte = index.toString(16).padStart(2, '0');
    return target === up ? [`0200000000${byte}${own}88b5${byte.repeat(20 + index)}`] : [];
  });
  await until('all have come', () => frames().length >= wanted.length);
  assert.deepEqual(
    frames().map((frame) => frame.toHex()),
    wanted,
  );
});
