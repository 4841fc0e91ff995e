import { systemClock } from '../base/clock.ts';
import type { Config } from '../config/schema.ts';
import type { Comparison } from '../neighbor/diff.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import { createRequester } from '../netlink/requester.ts';
import { verify } from '../sync/verify.ts';
import { createNeighborDatabase, type NeighborDatabase } from './database.ts';
import { policyOf } from './policy.ts';
import { selectRedis } from './select-redis.ts';

const SECOND_LOOK_MS = 1000;
const ASK_DAEMON_MS = 1000;

/** A comparison, with the rows that a running daemon keeps on purpose told apart. */
export type Verification = Comparison & { readonly kept: readonly { readonly key: string; readonly reason: string }[] };

/** Verifies once, with the selection of Redis and the policy that `run` would use. */
export async function runVerify(config: Config, signal: AbortSignal): Promise<Verification> {
  const selection = selectRedis(config);
  const database = createNeighborDatabase(config, selection, { guarded: false });
  const ended = new AbortController();
  await using resources = new AsyncDisposableStack();
  resources.use(database.reader);
  resources.defer(() => ended.abort());
  const connecting = connected(database, signal);
  database.reader.open(ended.signal);
  await connecting;
  const requester = resources.use(createRequester({ onDecodeFailure: () => {} }));
  const comparison = await verify(
    {
      policy: policyOf(config, NO_FACTS),
      maxNeighbors: config.performance.max_neighbors,
      requests: requester,
      readRows: database.readRows,
      clock: systemClock,
      secondLookMs: SECOND_LOOK_MS,
    },
    signal,
  );
  return setKeptApart(comparison, await keepsOf(config));
}

/** Waits for the first connection; who asks wants to know at once that there is none. */
async function connected({ reader }: NeighborDatabase, signal: AbortSignal): Promise<void> {
  const failed = Promise.withResolvers<never>();
  using _state = reader.onState((state) => state.kind === 'down' && failed.reject(state.reason));
  await Promise.race([reader.ready(signal), failed.promise]);
}

/** Rows without a neighbor are no differences while the daemon keeps such rows. */
function setKeptApart(comparison: Comparison, reasons: readonly string[]): Verification {
  const [reason] = reasons;
  const held = comparison.held.map(({ key, rule }) => ({ key, reason: rule }));
  if (reason === undefined) return { ...comparison, kept: held };
  const orphan = (difference: Comparison['differences'][number]): boolean =>
    difference.kind === 'unwanted' && difference.rule === 'no_neighbor';
  const kept = comparison.differences.filter(orphan).map(({ key }) => ({ key, reason }));
  return { ...comparison, differences: comparison.differences.filter((one) => !orphan(one)), kept: [...held, ...kept] };
}

/** What the daemon keeps on purpose, if one runs: only it knows. */
async function keepsOf({ metrics }: Config): Promise<readonly string[]> {
  if (!metrics.enabled) return [];
  const hosts = metrics.address === '::1' ? ['[::1]', '127.0.0.1'] : [metrics.address];
  for (const host of hosts) {
    try {
      const answer = await fetch(`http://${host}:${metrics.port}/health`, {
        signal: AbortSignal.timeout(ASK_DAEMON_MS),
      });
      const { kept } = (await answer.json()) as { readonly kept?: readonly { readonly reason: string }[] };
      return (kept ?? []).map(({ reason }) => String(reason));
    } catch {
      // No daemon answers here: nobody keeps anything.
    }
  }
  return [];
}
