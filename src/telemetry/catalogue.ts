/** One metric: what it is called (after the prefix `neighsyncd_`), what kind it is, and what it says. */
export type MetricFacts = {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels?: readonly string[];
};

export type HistogramFacts = { readonly type: 'histogram'; readonly help: string; readonly buckets: readonly number[] };

/** Counters and gauges. All are read when scraped. docs/MONITORING.md lists the same; a test holds the two together. */
export const METRICS = {
  neighbors_processed_total: {
    type: 'counter',
    help: 'Neighbors taken from the kernel: events, dump entries, answers',
  },
  neighbor_events_total: { type: 'counter', help: 'Events of neighbors taken from the kernel' },
  neighbors_added_total: { type: 'counter', help: 'Rows written that the database did not have' },
  neighbors_updated_total: {
    type: 'counter',
    help: 'Rows rewritten because they were wrong, or not known to be right',
  },
  neighbors_deleted_total: { type: 'counter', help: 'Rows deleted' },
  suppressed_writes_total: { type: 'counter', help: 'Changes that needed no write, for the database held the result' },
  events_failed_total: { type: 'counter', help: 'Row writes whose outcome is unknown; each is written again' },
  events_ignored_total: {
    type: 'counter',
    help: 'Neighbors that were judged to get no row, by rule',
    labels: ['rule'],
  },
  batches_total: { type: 'counter', help: 'Scripts acknowledged by Redis' },
  netlink_errors_total: { type: 'counter', help: 'Failed netlink sockets and requests' },
  netlink_decode_failures_total: {
    type: 'counter',
    help: 'Messages or datagrams that could not be understood, by reason',
    labels: ['reason'],
  },
  netlink_overruns_total: { type: 'counter', help: 'Times the kernel dropped events because the buffer was full' },
  netlink_truncated_total: { type: 'counter', help: 'Datagrams that did not fit the space to receive them' },
  redis_errors_total: { type: 'counter', help: 'Redis connections lost and commands refused' },
  kernel_resyncs_total: { type: 'counter', help: 'Complete dumps compared with what was known' },
  vrf_resyncs_total: { type: 'counter', help: 'Dumps of one VRF compared with what was known' },
  table_reloads_total: { type: 'counter', help: 'Times all rows were read back from the database' },
  verifies_total: { type: 'counter', help: 'Background comparisons of kernel and database that came to their end' },
  last_verify_timestamp_seconds: {
    type: 'gauge',
    help: 'Unix time of the end of the last background comparison, 0 before the first',
  },
  drift_found_total: {
    type: 'counter',
    help: 'Rows that somebody else had changed, found by a background comparison, by kind of change',
    labels: ['kind'],
  },
  drift_repaired_total: { type: 'counter', help: 'Rows found so that have been written right, or deleted, since' },
  confirmed_absent_total: { type: 'counter', help: 'Suspects that the kernel, asked one by one, did not have' },
  confirmed_present_total: { type: 'counter', help: 'Suspects that the kernel, asked one by one, did have' },
  neighbors_refused_total: {
    type: 'counter',
    help: 'Neighbors left out because performance.max_neighbors was reached',
  },
  neighbors: {
    type: 'gauge',
    help: 'Neighbors of the kernel by VRF, family and NUD state',
    labels: ['vrf', 'family', 'state'],
  },
  vrf_neighbors_processed_total: {
    type: 'counter',
    help: 'Neighbors taken from the kernel, by the VRF that their interface was in',
    labels: ['vrf'],
  },
  vrf_rows_written_total: { type: 'counter', help: 'Rows written, by the VRF of their interface', labels: ['vrf'] },
  vrf_rows_deleted_total: { type: 'counter', help: 'Rows deleted, by the VRF of their interface', labels: ['vrf'] },
  gc_entries: {
    type: 'gauge',
    help: 'Neighbors of the kernel that count for gc_thresh3: all but permanent and externally learned ones',
    labels: ['family'],
  },
  gc_thresh3: {
    type: 'gauge',
    help: 'Such neighbors that the kernel takes at most; shown in the initial network namespace only',
    labels: ['family'],
  },
  kernel_refused_total: {
    type: 'counter',
    help: 'Neighbors that the kernel refused because its table was full; shown in the initial network namespace only',
    labels: ['family'],
  },
  start_phase: {
    type: 'gauge',
    help: '1 for how far the start has come: unknown, cold, awaiting_flag, awaiting_timer, reconciling or reconciled',
    labels: ['phase'],
  },
  links: { type: 'gauge', help: 'Interfaces known' },
  rows: { type: 'gauge', help: 'Rows that the database has, or may have' },
  kept_rows: {
    type: 'gauge',
    help: 'Rows without a neighbor that are left alone for now, by reason',
    labels: ['reason'],
  },
  malformed_rows: { type: 'gauge', help: 'Keys under our interfaces that no neighbor can have' },
  parked_neighbors: { type: 'gauge', help: 'Neighbors whose interface is not known yet' },
  left_out_neighbors: { type: 'gauge', help: 'Neighbors for which there is no room' },
  pending_neighbors: { type: 'gauge', help: 'Keys with a change that Redis has not acknowledged yet' },
  queue_depth: { type: 'gauge', help: 'Keys with a change that has not been sent yet' },
  orchagent_backlog: { type: 'gauge', help: 'Keys that wait for orchagent (producer output); NaN while Redis is away' },
  orchagent_stalled: { type: 'gauge', help: '1 while the keys that wait for orchagent do not move' },
  orchagent_wakes_total: { type: 'counter', help: 'Messages published again because keys had been left behind' },
  log_records_lost_total: { type: 'counter', help: 'Log records that syslog did not take' },
  memory_bytes: { type: 'gauge', help: 'Resident memory of the process' },
  redis_connected: { type: 'gauge', help: '1 while the database can be reached' },
  netlink_connected: { type: 'gauge', help: '1 while the event socket is open' },
  netlink_receive_buffer_bytes: { type: 'gauge', help: 'Effective receive buffer of the event socket' },
  knob: {
    type: 'gauge',
    help: 'What the tuner may turn, as it is in force now; batch_timeout_ms and coalesce_ms in ms, receive_buffer_bytes as asked for',
    labels: ['knob'],
  },
  tuner_decisions_total: {
    type: 'counter',
    help: 'Decisions of the tuner, by knob and by what came of them',
    labels: ['knob', 'outcome'],
  },
  tuner_confidence: { type: 'gauge', help: 'How sure the tuner was of its last decision, 0 to 1; 0 before the first' },
  health_status: { type: 'gauge', help: '1 healthy, 0.5 degraded, 0 unhealthy' },
  last_event_timestamp_seconds: {
    type: 'gauge',
    help: 'Unix time of the last event from the kernel, 0 before the first',
  },
  start_time_seconds: { type: 'gauge', help: 'Unix time of the start of the process' },
} as const satisfies Record<string, MetricFacts>;

const SECONDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1] as const;

/** Histograms: fed as things happen. */
export const HISTOGRAMS = {
  event_latency_seconds: {
    type: 'histogram',
    help: 'From reading an event from the kernel to its acknowledgement by Redis',
    buckets: SECONDS,
  },
  redis_latency_seconds: { type: 'histogram', help: 'Duration of a write script, seen from here', buckets: SECONDS },
  batch_size: { type: 'histogram', help: 'Rows per script', buckets: [1, 5, 10, 25, 50, 100, 250, 500, 1000] },
} as const satisfies Record<string, HistogramFacts>;

export type MetricName = keyof typeof METRICS;
export type HistogramName = keyof typeof HISTOGRAMS;

export const METRIC_PREFIX = 'neighsyncd_';
