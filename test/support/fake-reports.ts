import type { HealthInfo, StatsInfo, StatusInfo, VerifyReport } from '../../src/service/reports.ts';

/** What the fake service says of a daemon that is well. */
export const HEALTH: HealthInfo = {
  isHealthy: true,
  status: 'healthy',
  reasons: [],
  ready: true,
  timeSinceLastEventMs: 1_500,
  latencyMs: 2.5,
  neighborsProcessed: 42,
  errorCount: 0,
};

export const STATS: StatsInfo = {
  totalNeighbors: 0,
  rows: 3,
  pending: 0,
  totalEvents: 42,
  failedEvents: 0,
  rowsAdded: 5,
  rowsUpdated: 1,
  rowsDeleted: 2,
  suppressedWrites: 7,
  netlinkErrors: 0,
  redisErrors: 0,
  overruns: 0,
  kernelResyncs: 1,
  tableReloads: 1,
  driftFound: 0,
  driftRepaired: 0,
  uptimeSecs: 3_661,
};

export const STATUS: StatusInfo = {
  version: '0.1.0',
  ready: true,
  startPhase: 'cold',
  output: 'producer',
  netlinkConnected: true,
  redisConnected: true,
  neighbors: 0,
  rows: 3,
  links: 4,
  pending: 0,
  uptimeSecs: 3_661,
  pid: 4242,
  vrfs: [
    { name: 'default', tableId: 254, interfaces: ['Ethernet0', 'Vlan10'] },
    { name: 'Vrf_red', tableId: 1001, interfaces: ['Ethernet4'] },
  ],
};

export const VERIFIED: VerifyReport = { equal: true, rowsEqual: 3, differences: [], kept: [] };

const DURATIONS = { count: 5, minMs: 0.5, meanMs: 1.25, maxMs: 9, p50Ms: 1, p95Ms: 2, p99Ms: 2.5, p999Ms: 8 };

/** As the profiler makes it, but for stages and resources. */
export const PROFILE = {
  takenMs: 1_700_000_000_000,
  uptimeMs: 3_661_000,
  measure: 'exact',
  windows: {
    '1m': { name: '1m', spanMs: 60_000, events: 60, eventsPerS: 1, rows: 30, rowsPerS: 0.5, latency: DURATIONS },
    '1h': { name: '1h', spanMs: 3_600_000, events: 360, eventsPerS: 0.1, rows: 36, rowsPerS: 0.01, latency: DURATIONS },
  },
  judged: '1h',
  bottleneck: { stage: 'write', cause: 'redis', share: 0.75, evidence: 'write takes 75 % of the end-to-end mean' },
  recommendations: [{ knob: 'workers', from: 2, to: 3, reason: 'scripts wait for each other', figures: {} }],
};

/** As `tuningView` has it: in snake case already. */
export const TUNING = {
  mode: 'apply',
  strategy: 'balanced',
  interval_ms: 60_000,
  target_p99_ms: 50,
  target_rate: 1_000,
  knobs: { batch_size: 128, workers: 2 },
  configured: { batch_size: 100, workers: 2 },
  note: null,
  decisions: [
    {
      at: '2026-01-01T00:00:00.000Z',
      outcome: 'applied',
      knob: 'batch_size',
      from: 100,
      to: 128,
      reason: 'rows wait for their batch',
      confidence: 0.8,
    },
  ],
};
