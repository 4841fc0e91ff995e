import { createCounters } from '../../src/sync/counters.ts';
import type { EngineStatus } from '../../src/sync/status.ts';

/** An engine in step, with a few rows on their way. */
export const ENGINE_STATUS: EngineStatus = {
  ready: true,
  start: { kind: 'cold', graceEndMs: 0, reason: 'start_grace' },
  kernel: { receiveBufferBytes: 1, bufferForced: true },
  kernelSynced: true,
  tableUp: true,
  tableLoaded: true,
  unsettledMs: 0,
  neighbors: 7,
  links: 4,
  rows: 3,
  parked: 0,
  leftOut: 0,
  pending: 1,
  inFlight: 2,
  failedUnwritten: 0,
  oldestPendingMs: 0,
  writeError: undefined,
  malformed: [],
  keeps: [],
  counters: createCounters(),
};
