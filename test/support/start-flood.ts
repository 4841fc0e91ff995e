import type { Namespace } from './namespace.ts';
import { runInside } from './run-inside.ts';

const PROGRAM = new URL('./flood.ts', import.meta.url);

/**
 * Many neighbors in one go: numbers `first` (default 0) to `first + count - 1` on `dev` (default Ethernet0). They are permanent, or by
 * `state` stale and externally learned: neither counts for gc_thresh.
 *
 * Number i is `10.(1+H).M.L` or `2001:db8:1::H:M:L`-like (its last three bytes are H, M and L), IPv4 and IPv6 in turn unless
 * `family` says otherwise, and has the MAC `02:<round>:H:M:L:04` or `06`.
 */
export type FloodStep = {
  readonly op: 'add' | 'del';
  readonly count: number;
  readonly first?: number;
  readonly round?: number;
  readonly dev?: string;
  readonly family?: 'both' | 'ipv4' | 'ipv6';
  readonly state?: 'permanent' | 'stale';
};

/** When the first request went out and the last was answered: CLOCK_MONOTONIC, as `monotonicMs` has it. */
export type FloodTimes = { readonly beganMs: number; readonly endedMs: number };

/** Runs the steps one after another in a process of their own; about 200,000 neighbors a second. Fails when one is refused. */
export async function flood(namespace: Namespace, ...steps: readonly FloodStep[]): Promise<FloodTimes> {
  return (await runInside(namespace, PROGRAM, steps)) as FloodTimes;
}
