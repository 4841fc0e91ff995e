import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Daemon } from './daemon.ts';
import { processStat } from './process-stat.ts';
import { until } from './until.ts';

/** Far above what a daemon that waits needs (0.05, at most 0.2), and far below what one that spins takes. */
const CALM_SHARE = 0.4;

type Told = { readonly status: string; readonly reasons: readonly string[] };

/**
 * Waits until the daemon says that it is degraded for this reason, in `/health` and as a metric, and makes sure that it
 * does not spin meanwhile. The fault has to last for more than a second.
 */
export async function ailing(daemon: Daemon, reason: RegExp): Promise<void> {
  await says(daemon, 'degraded', 0.5, reason);
  await calm(daemon);
}

/** Waits until it says that it is healthy. */
export async function healthy(daemon: Daemon): Promise<void> {
  await says(daemon, 'healthy', 1, /^$/);
}

/** Makes sure that it takes less than 0.4 of a core, over a second or `forMs`; not while clients ask as fast as they can. */
export async function calm({ pid }: Pick<Daemon, 'pid'>, forMs = 1000): Promise<void> {
  if (process.env['TEST_API_LOAD'] !== undefined) return;
  const [beganMs, before] = [performance.now(), processStat(pid).cpuS];
  await pause(forMs);
  const share = (processStat(pid).cpuS - before) / ((performance.now() - beganMs) / 1000);
  assert.ok(share < CALM_SHARE, `it takes ${share.toFixed(2)} of a core while it has nothing to do but wait`);
}

async function says(daemon: Daemon, status: string, value: number, reason: RegExp): Promise<void> {
  let told: Told | undefined;
  const right = async (): Promise<boolean> => {
    told = JSON.parse((await daemon.get('/health')).body) as Told;
    if (told.status !== status || !reason.test(told.reasons.join('; '))) return false;
    return (await daemon.metric('neighsyncd_health_status')) === value;
  };
  await until(`it says ${status}, ${reason}`, right).catch((error) => {
    throw new Error(`${error.message} (${JSON.stringify(told)})`);
  });
}
