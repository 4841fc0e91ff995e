import type { Config } from '../config/schema.ts';
import type { TunerPlan } from '../tuning/plan.ts';
import { type KnobLimits, knobLimits, type TunedKnobs } from '../tuning/tuned-knobs.ts';
import { knobsOf, maxKeysOf } from './knobs.ts';

type Output = 'producer' | 'direct';

/** What the tuner begins with, and goes back to. */
export function configuredKnobs(config: Config, output: Output): TunedKnobs {
  const { batchSize, batchTimeoutMs, workers } = knobsOf(config, output);
  const [coalesceMs, receiveBufferBytes] = [config.performance.coalesce_ms, config.netlink.receive_buffer_bytes];
  return { batchSize, batchTimeoutMs, workers, coalesceMs, receiveBufferBytes };
}

/** undefined when the tuner is switched off. */
export function tunerPlan(config: Config, output: Output): TunerPlan | undefined {
  const { mode, strategy, target_p99_ms, target_rate } = config.tuning;
  if (mode === 'off') return undefined;
  const limits = limitsOf(config, output);
  return { mode, strategy, targetP99Ms: target_p99_ms, targetRate: target_rate, limits };
}

/** How far knobs may be turned. */
export function limitsOf(config: Config, output: Output): KnobLimits {
  return knobLimits(configuredKnobs(config, output), maxKeysOf(config, output));
}
