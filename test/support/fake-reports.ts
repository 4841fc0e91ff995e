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
