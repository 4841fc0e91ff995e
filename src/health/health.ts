import { type Strain, strainReasons } from './strain.ts';

/** What health is judged by. Times in ms. */
export type HealthInputs = {
  readonly netlinkConnected: boolean;
  readonly kernelSynced: boolean;
  readonly redisConnected: boolean;
  readonly tableLoaded: boolean;
  /** How long either side has been away or unknown, 0 when both are known. */
  readonly unsettledMs: number;
  /** Age of the change that has waited longest. */
  readonly oldestPendingMs: number;
  readonly pending: number;
  /** Why the database did not take the last write, undefined while it takes them. */
  readonly writeError: string | undefined;
  readonly bufferForced: boolean;
  /** Neighbors that the kernel has and the full table has not. */
  readonly neighborsLeftOut: number;
  /** Families whose table in the kernel refused entries a moment ago. */
  readonly kernelTablesFull: readonly string[];
  readonly malformedRows: number;
  /** What the start waits for before anything is read, or written; undefined when it waits for nothing. */
  readonly startWaitsFor: StartWait | undefined;
  /** Rows that a warm start keeps because the restored flag has not come in time. */
  readonly notRestoredRows: number;
  /** Latency, failed writes and memory of the last checks. */
  readonly strain: Strain;
};

/** STATE_DB says how to start; the other two are of a warm start. */
export type StartWait = 'STATE_DB' | 'the restored flag' | 'neighsyncd_timer';

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export type Health = {
  readonly status: HealthStatus;
  /** Why it is not healthy, or what an operator should know. */
  readonly reasons: readonly string[];
};

/** The number that the metric `health_status` shows. */
export const HEALTH_VALUE: Readonly<Record<HealthStatus, number>> = { healthy: 1, degraded: 0.5, unhealthy: 0 };

const STALL_DEGRADED_MS = 30_000;
const STALL_UNHEALTHY_MS = 60_000;
const QUEUE_DEGRADED = 1_000;
const QUEUE_UNHEALTHY = 5_000;
/** A queue is a burst that is being worked off until its oldest change has waited this long. */
const QUEUE_PATIENCE_MS = 5_000;

/**
 * Judges health. A quiet network is healthy; what counts is whether both sides are known and pending work moves. A
 * dependency that is away, or a database that refuses writes, degrades at once, and makes unhealthy after a minute.
 */
export function assess(inputs: HealthInputs): Health {
  const degraded: string[] = [];
  const unhealthy: string[] = [];
  const away = inputs.unsettledMs >= STALL_UNHEALTHY_MS ? unhealthy : degraded;
  if (!inputs.netlinkConnected) away.push('the kernel event socket is not open');
  else if (!inputs.kernelSynced) away.push('the kernel is being read again');
  if (!inputs.redisConnected) away.push('Redis cannot be reached');
  else if (inputs.startWaitsFor === 'STATE_DB') away.push('STATE_DB has not said how to start');
  else if (!inputs.tableLoaded) away.push('the database is being read');
  // A lost connection refuses writes, too, but that has been said.
  else if (inputs.writeError !== undefined) degraded.push(`writes are refused: ${inputs.writeError}`);
  const queue = inputs.oldestPendingMs >= QUEUE_PATIENCE_MS ? inputs.pending : 0;
  if (inputs.oldestPendingMs >= STALL_UNHEALTHY_MS) unhealthy.push(stall(inputs));
  else if (queue > QUEUE_UNHEALTHY) unhealthy.push(`${queue} rows wait to be written`);
  else if (inputs.oldestPendingMs >= STALL_DEGRADED_MS) degraded.push(stall(inputs));
  else if (queue > QUEUE_DEGRADED) degraded.push(`${queue} rows wait to be written`);
  if (inputs.neighborsLeftOut > 0) degraded.push(`${inputs.neighborsLeftOut} neighbors do not fit into the table`);
  for (const family of inputs.kernelTablesFull) degraded.push(`the kernel refuses neighbors: ${family}`);
  if (inputs.notRestoredRows > 0)
    degraded.push(`rows kept because the restored flag has not come: ${inputs.notRestoredRows}`);
  const strained = strainReasons(inputs.strain);
  unhealthy.push(...strained.unhealthy);
  degraded.push(...strained.degraded);
  const notes: string[] = [];
  const { startWaitsFor } = inputs;
  if (startWaitsFor !== undefined && startWaitsFor !== 'STATE_DB')
    notes.push(`warm start: nothing is written yet, waiting for ${startWaitsFor}`);
  if (inputs.netlinkConnected && !inputs.bufferForced) notes.push('the receive buffer is limited by net.core.rmem_max');
  if (inputs.malformedRows > 0) notes.push(`rows in the database with malformed keys: ${inputs.malformedRows}`);
  const status = unhealthy.length > 0 ? 'unhealthy' : degraded.length > 0 ? 'degraded' : 'healthy';
  return { status, reasons: [...unhealthy, ...degraded, ...notes] };
}

function stall({ pending, oldestPendingMs }: HealthInputs): string {
  return `${pending} rows wait to be written, the oldest for ${Math.round(oldestPendingMs / 1000)} s`;
}
