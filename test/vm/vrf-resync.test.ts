import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createNamespace, ifindexOf, type Namespace } from '../support/namespace.ts';
import { createVrfs, MAC, neighbor } from '../support/vrfs.ts';

const ASK_KERNEL = fileURLToPath(new URL('../support/ask-kernel.ts', import.meta.url));
const RESYNC_VRF = fileURLToPath(new URL('../support/resync-vrf.ts', import.meta.url));

/** Runs a program of ours in the namespace, and reads the JSON that it prints. */
async function ask(namespace: Namespace, program: string, input: string, ...args: readonly string[]): Promise<unknown> {
  const [command, rest] = namespace.command(process.execPath, program, ...args);
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(printed);
}

test('a dump of a VRF has its neighbors alone, and a resync of it finds what was missed there and nowhere else', async () => {
  await using namespace = await createNamespace();
  await createVrfs(namespace);
  const index = await ifindexOf(namespace, 'Vrf_red');
  const dumped = (await ask(namespace, ASK_KERNEL, '', 'dump', 'master', index)) as readonly string[];
  assert.deepEqual(
    dumped.filter((address) => address.startsWith('10.')),
    ['10.1.0.2'],
  );
  const all = (await ask(namespace, ASK_KERNEL, '', 'dump')) as readonly string[];
  assert.ok(all.includes('10.1.0.3') && all.length > dumped.length, all.join());
  const missed = ['Ethernet0', 'Ethernet4', 'Ethernet8'].flatMap((dev) => [
    neighbor('10.1.0.99', MAC.other, dev),
    `neigh del ${dev === 'Ethernet8' ? '10.1.0.3' : '10.1.0.2'} dev ${dev}`,
  ]);
  const answer = (await ask(namespace, RESYNC_VRF, `${missed.join('\n')}\n`, 'Vrf_red')) as {
    readonly before: Readonly<Record<string, string>>;
    readonly after: Readonly<Record<string, string>>;
    readonly vrfs: readonly unknown[];
  };
  const { 'Ethernet0:10.1.0.2': gone, ...others } = answer.before;
  assert.equal(gone, MAC.red);
  assert.deepEqual(answer.after, { ...others, 'Ethernet0:10.1.0.99': MAC.other });
  assert.deepEqual(answer.vrfs, [
    { name: 'default', tableId: 0, interfaces: ['Ethernet8', 'lo', 'peer0', 'peer4'] },
    { name: 'Vrf_red', tableId: 1001, interfaces: ['Ethernet0', 'Vrf_red'] },
    { name: 'Vrf_blue', tableId: 1002, interfaces: ['Ethernet4', 'Vrf_blue'] },
  ]);
});
