import { z } from 'zod';
import { integer } from './kinds.ts';

/** How the pipeline begins; the tuner turns some of it from there. */
export const PERFORMANCE = z.strictObject({
  batch_size: integer({
    min: 10,
    max: 1000,
    default: 100,
    live: true,
    help: 'Rows per script. In producer mode never more than `performance.consumer_batch`.',
  }),
  batch_timeout_ms: integer({
    min: 10,
    max: 500,
    default: 100,
    live: true,
    help: 'How long a change may wait for a batch to fill.',
  }),
  consumer_batch: integer({
    min: 1,
    max: 8192,
    default: 128,
    live: true,
    help: 'What orchagent pops at once (its -b). More rows per script than this would strand rows.',
  }),
  workers: integer({ min: 1, max: 16, default: 2, live: true, help: 'Scripts in flight.' }),
  coalesce_ms: integer({
    min: 0,
    max: 5,
    default: 1,
    live: true,
    help: 'How long events may gather after several came at once; a lone event never waits.',
  }),
  max_neighbors: integer({
    min: 1000,
    max: 4000000,
    default: 1000000,
    help: 'Kernel entries to keep in memory; more are counted and left out.',
  }),
});
