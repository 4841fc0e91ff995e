import type { Config } from '../config/schema.ts';

const LIMIT_MS = 5000;

export type DaemonAnswer = {
  /** Why the daemon keeps rows without a neighbor now; empty if it keeps none, or none answered. */
  readonly graces: readonly string[];
  /** `host:port` where none answered; undefined if one did, or none is to be asked. */
  readonly silent: string | undefined;
};

/**
 * Asks the daemon with these metrics, if one runs, what it keeps on purpose: only it knows. Throws
 * only when `signal` is aborted.
 */
export async function askDaemon(metrics: Config['metrics'], signal: AbortSignal): Promise<DaemonAnswer> {
  if (!metrics.enabled) return { graces: [], silent: undefined };
  const hosts = metrics.address === '::1' ? ['[::1]', '127.0.0.1'] : [metrics.address];
  for (const host of hosts) {
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const answer = await fetch(`http://${host}:${metrics.port}/health`, { signal: limit });
      const { graces } = (await answer.json()) as { readonly graces?: unknown };
      if (Array.isArray(graces)) return { graces: graces.map(String), silent: undefined };
    } catch {
      // No daemon answers here: nobody keeps anything.
      signal.throwIfAborted();
    }
  }
  return { graces: [], silent: `${hosts[0]}:${metrics.port}` };
}
