import { z } from 'zod';
import { choice, integer, risingNumbers, text } from './kinds.ts';

/** What is measured of the running pipeline, and how closely. */
export const TUNING = z.strictObject({
  profiler: choice({
    of: ['off', 'light', 'standard', 'detailed'],
    default: 'standard',
    live: true,
    help: 'How closely the stages of the pipeline are timed. `off` leaves the end-to-end latency.',
  }),
  profile_buckets_ms: risingNumbers({
    most: 50,
    default: [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 1000],
    live: true,
    help: 'Bounds of the latency buckets that /profile shows.',
  }),
  profile_dir: text({
    default: '.run/profiles',
    allowed: 'a path',
    live: true,
    help: 'Where CPU profiles and heap snapshots are written; at most ten are kept.',
  }),
  cpu_profile_ms: integer({
    min: 100,
    max: 60000,
    default: 10000,
    live: true,
    help: 'How long a CPU profile watches.',
  }),
});
