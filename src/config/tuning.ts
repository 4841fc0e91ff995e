import { z } from 'zod';
import { choice, integer, risingNumbers, text } from './kinds.ts';

/** What is measured of the running pipeline, how closely, and what is made of it. */
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
  mode: choice({
    of: ['off', 'advise', 'apply'],
    default: 'apply',
    live: true,
    help: 'Whether batch size, batch timeout, workers, coalescing and receive buffer follow the load. `advise` only says what it would turn.',
  }),
  strategy: choice({
    of: ['auto', 'conservative', 'balanced', 'aggressive'],
    default: 'auto',
    live: true,
    help: 'How boldly. `auto` goes by the size of the table: below 1,000 neighbors conservative, up to 10,000 balanced.',
  }),
  interval_ms: integer({
    min: 1000,
    max: 3600000,
    default: 60000,
    live: true,
    help: 'Length of the windows that are looked at; at most one knob is turned after each.',
  }),
  target_p99_ms: integer({
    min: 1,
    max: 10000,
    default: 50,
    live: true,
    help: 'Latency, from event to database, that 99 % of the rows should not exceed.',
  }),
  target_rate: integer({
    min: 1,
    max: 1000000,
    default: 1000,
    live: true,
    help: 'Events per second to be ready for. Below a tenth of it nothing is tried out.',
  }),
});
