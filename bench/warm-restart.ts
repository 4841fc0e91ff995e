import { launchDaemon, runCli } from '../test/support/daemon.ts';
import { kernelRows, neighborCommands } from '../test/support/namespace.ts';
import { storeRows } from '../test/support/rows.ts';
import { createWarmSwitch } from '../test/support/warm-switch.ts';
import { median } from './median.ts';

/** Even, at most 128,000. */
const ROWS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 5;
const TIMER_S = 1;

/**
 * A warm restart over a table that is right, from the start of the process to `reconciled`, against `neighsyncd verify`: the
 * start of a process, reading both sides and comparing them, and nothing else. In one run, in turns; medians.
 */
await using made = await createWarmSwitch({ timerS: TIMER_S });
for (const dev of ['Ethernet0', 'Ethernet4']) await made.namespace.batch(neighborCommands(ROWS / 2, { dev }));
const rows = await kernelRows(made.namespace);
await storeRows(made.redis, rows);
await made.setFlag();

const restarts: number[] = [];
const verifies: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  await made.state('HDEL', 'WARM_RESTART_TABLE|neighsyncd', 'state');
  const sinceMs = performance.now();
  const daemon = await launchDaemon(made.namespace, ...made.settings);
  await daemon.logged('reconciled');
  restarts.push(performance.now() - sinceMs - TIMER_S * 1000);
  await daemon.stop();
  const verifyMs = performance.now();
  const { code } = await runCli(made.namespace, 'verify', ...made.settings.flatMap((one) => ['--set', one]));
  verifies.push(performance.now() - verifyMs);
  if (code !== 0) throw new Error(`verify ended with ${code}`);
}
const [restartMs, verifyMs] = [median(restarts), median(verifies)];
console.log(`${rows.size} rows, ${ROUNDS} rounds, medians`);
console.log(`warm restart to reconciled, timer aside  ${restartMs.toFixed(0)} ms`);
console.log(`verify: reading and comparing alone      ${verifyMs.toFixed(0)} ms`);
console.log(`ratio                                    ${(restartMs / verifyMs).toFixed(2)}`);
