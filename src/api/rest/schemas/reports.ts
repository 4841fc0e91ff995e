import { z } from 'zod';
import { flag, maybe, oneOf, text, time, whole } from './kinds.ts';
import { NEIGHBOR } from './neighbors.ts';

const ms = (description: string) => maybe(z.number(), description);
const words = z.string().nullable();

export const HEALTH = z.strictObject({
  is_healthy: z.boolean(),
  status: oneOf(['healthy', 'degraded', 'unhealthy'], 'Degraded is still healthy.'),
  reasons: z.array(z.string()),
  ready: flag('Both sides have been seen whole, and both can be reached now.'),
  time_since_last_event_ms: ms('Null before the first event.'),
  latency_ms: ms(
    '99th percentile of the last ten seconds, event read to row acknowledged; null when no row was written.',
  ),
  neighbors_processed: whole('Since the start.'),
  error_count: whole('Failed requests to the kernel, and commands and connections of Redis that failed.'),
});

export const STATS = z.strictObject({
  total_neighbors: whole('Now.'),
  rows: whole('Now, in the database.'),
  pending: whole('Now, not yet acknowledged.'),
  total_events: whole('Since the start, as all that follow.'),
  failed_events: whole('Events that could not be used.'),
  rows_added: whole('Rows written that were not there.'),
  rows_updated: whole('Rows written over others.'),
  rows_deleted: whole('Rows deleted.'),
  suppressed_writes: whole('Writes that were not needed.'),
  netlink_errors: whole('Failed requests to the kernel.'),
  redis_errors: whole('Failed commands and connections.'),
  overruns: whole('Times that the kernel dropped events.'),
  kernel_resyncs: whole('Times that the kernel was read whole.'),
  table_reloads: whole('Times that the database was read whole.'),
  drift_found: whole('Differences that the background verify found.'),
  drift_repaired: whole('Those of them that it repaired.'),
  uptime_secs: z.number(),
});

export const STATUS = z.strictObject({
  version: z.string(),
  ready: z.boolean(),
  start_phase: text('As the metric `start_phase` has it.'),
  output: oneOf(['producer', 'direct'], 'How rows are written.'),
  netlink_connected: z.boolean(),
  redis_connected: z.boolean(),
  neighbors: whole('Of the kernel.'),
  rows: whole('In the database.'),
  links: whole('Interfaces.'),
  pending: whole('Not yet acknowledged.'),
  uptime_secs: z.number(),
  pid: z.int(),
  vrfs: z.array(z.strictObject({ name: z.string(), table_id: z.int().nullable(), interfaces: z.array(z.string()) })),
});

export const VERIFY_REPORT = z.strictObject({
  equal: z.boolean(),
  rows_equal: whole('Rows that are as they should be.'),
  differences: z.array(
    z.strictObject({
      kind: z.enum(['missing', 'wrong', 'unwanted', 'malformed']),
      key: text('`<interface>:<ip>`'),
      kernel: text('The MAC that should be there, or why there should be none.'),
      database: text('What is there.'),
    }),
  ),
  kept: z
    .array(z.strictObject({ key: z.string(), reason: z.string() }))
    .meta({ description: 'Rows that stay on purpose.' }),
});

const HISTORY_ENTRY = z.strictObject({
  at: time('When.'),
  what: z.enum(['kernel_changed', 'kernel_gone', 'row_written', 'row_deleted', 'write_failed']),
  state: words,
  mac_address: words,
});

export const EXPLANATION = z.strictObject({
  interface: z.string(),
  ip_address: z.string(),
  kernel: maybe(NEIGHBOR, 'What the kernel answered just now.'),
  known: maybe(NEIGHBOR, 'What the daemon thinks.'),
  verdict: z.strictObject({
    kind: oneOf(['row', 'absent', 'hold'], 'There is to be a row; none; or whatever is there stays.'),
    rule: z.string(),
    text: z.string(),
    mac_address: words,
  }),
  configuration: z
    .array(z.strictObject({ key: z.string(), value: z.unknown(), origin: z.string() }))
    .meta({ description: 'The keys, and the facts of CONFIG_DB, that the verdict depends on.' }),
  database: z.strictObject({
    row: maybe(z.strictObject({ neigh: words, family: words }), 'As read just now.'),
    error: maybe(z.string(), 'Why that could not be read.'),
    pending: flag('A change waits, or is on its way.'),
    kept: maybe(z.string(), 'Why a row stays that should go.'),
  }),
  history: z.array(HISTORY_ENTRY).meta({ description: 'The latest first.' }),
});

export const EXPLANATIONS = z.strictObject({
  explanations: z.array(EXPLANATION).meta({ description: 'By interface.' }),
});

/** JSON of the profiler and of the tuner; docs/TUNING.md says what is in it. */
export const FREE = z.looseObject({}).meta({ description: 'See docs/TUNING.md.' });

export const PROFILE_FILE = z.strictObject({ file: text('Path of the file that was written.') });
export const PROFILE_PARAMS = z.strictObject({ kind: oneOf(['cpu', 'heap'], 'What to profile.') });

export const NOTHING = z.strictObject({});
