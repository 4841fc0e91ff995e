import { execFileSync } from 'node:child_process';
import { createRequester } from '../../src/netlink/requester.ts';
import { rowsOf, world } from './sync-world.ts';
import { until } from './until.ts';

/**
 * Run by tests inside a namespace: an engine over the real requester, which hears of no event. It reads the kernel once, then
 * the commands of `ip` that stdin has are done, then it reads one VRF again; printed are the rows before and after.
 *
 * Usage: resync-vrf.ts NAME < COMMANDS
 */
const [name = ''] = process.argv.slice(2);
const commands = await Array.fromAsync(process.stdin);
using requester = createRequester({ onDecodeFailure: (reason) => console.error(reason) });
await using made = await world(() => {}, { ports: (ports) => ({ ...ports, requests: requester }) });
await until(
  'the kernel has been read twice, as after every start',
  () => made.engine.status().counters.kernelResyncs >= 2,
);
const before = Object.fromEntries(rowsOf(made.table));
execFileSync('ip', ['-batch', '-'], { input: Buffer.concat(commands) });
const known = made.engine.resyncVrf(name);
if (known) await until('the VRF is read again', () => made.engine.status().counters.vrfResyncs > 0);
await made.settled();
console.log(JSON.stringify({ known, before, after: Object.fromEntries(rowsOf(made.table)), vrfs: made.engine.vrfs() }));
