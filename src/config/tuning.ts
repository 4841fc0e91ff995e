import { z } from 'zod';
import { choice } from './kinds.ts';

/** What is measured of the running pipeline, and how closely. */
export const TUNING = z.strictObject({
  profiler: choice({
    of: ['off', 'light', 'standard', 'detailed'],
    default: 'standard',
    live: true,
    help: 'How closely the stages of the pipeline are timed. `off` leaves the end-to-end latency.',
  }),
});
