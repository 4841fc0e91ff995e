import { systemClock } from '../base/clock.ts';
import { CONFIG_DB_TABLE, configDbSource } from '../config/config-db.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { Source } from '../config/sources.ts';
import type { Comparison } from '../neighbor/diff.ts';
import { NO_FACTS } from '../neighbor/policy.ts';
import { createRequester } from '../netlink/requester.ts';
import { deriveSwitchConfig } from '../sonic/switch-config.ts';
import { verify } from '../sync/verify.ts';
import { askDaemon } from './ask-daemon.ts';
import { readConfigDb } from './config-db.ts';
import { createNeighborDatabase } from './database.ts';
import { firstConnection } from './first-connection.ts';
import { policyOf } from './policy.ts';
import { type RedisSelection, selectRedis } from './select-redis.ts';

/** What is under way at the first look is done by then. */
export const SECOND_LOOK_MS = 1000;

/** By the rule of an unwanted row, the graces for which it stays. */
const GRACES: ReadonlyMap<string, readonly string[]> = new Map([
  ['no_neighbor', ['start_grace', 'fast_boot', 'warm_start', 'not_restored']],
  ['link_local', ['link_local_disabled']],
]);

/** A comparison, with the rows that a running daemon keeps on purpose told apart. */
export type Verification = Comparison & {
  readonly kept: readonly { readonly key: string; readonly reason: string }[];
  /** Where a daemon was asked for what it keeps, if none answered there. */
  readonly silent: string | undefined;
};

export type VerifyOptions = {
  readonly loaded: LoadedConfig;
  /** Loads the configuration anew, with what CONFIG_DB says in its place among the sources. */
  readonly load: (configDb: Source) => LoadedConfig;
};

/** Verifies once, with the selection of Redis and the policy that `run` would use. */
export async function runVerify(options: VerifyOptions, signal: AbortSignal): Promise<Verification> {
  const selection = selectRedis(options.loaded.config);
  const { config, facts } = await withConfigDb(options, selection, signal);
  const database = createNeighborDatabase(config, selection, { guarded: false, limits: { maxKeys: 0 } });
  await using resources = new AsyncDisposableStack();
  await firstConnection(resources.use(database.reader), signal);
  const requester = resources.use(createRequester({ onDecodeFailure: () => {} }));
  const comparison = await verify(
    {
      policy: policyOf(config, facts),
      maxNeighbors: config.performance.max_neighbors,
      requests: requester,
      readRows: database.readRows,
      clock: systemClock,
      secondLookMs: SECOND_LOOK_MS,
    },
    signal,
  );
  const { graces, silent } = await askDaemon(config.metrics, signal);
  return { ...setKeptApart(comparison, graces), silent };
}

/** The configuration and what is known of the switch, as `run` has them once it has read CONFIG_DB. */
async function withConfigDb({ loaded, load }: VerifyOptions, { configDb }: RedisSelection, signal: AbortSignal) {
  if (configDb === undefined) return { config: loaded.config, facts: NO_FACTS };
  const rows = await readConfigDb(loaded.config, configDb, signal);
  const stored = configDbSource(rows.get(CONFIG_DB_TABLE) ?? new Map());
  return { config: load(stored).config, facts: deriveSwitchConfig(rows) };
}

/** An unwanted row is no difference while the daemon has a grace for its rule. */
export function setKeptApart(comparison: Comparison, graces: readonly string[]): Omit<Verification, 'silent'> {
  const kept = comparison.held.map(({ key, rule }) => ({ key, reason: rule }));
  const differences = comparison.differences.filter((difference) => {
    const possible = difference.kind === 'unwanted' ? GRACES.get(difference.rule) : undefined;
    const reason = possible?.find((grace) => graces.includes(grace));
    if (reason === undefined) return true;
    kept.push({ key: difference.key, reason });
    return false;
  });
  return { ...comparison, differences, kept };
}
