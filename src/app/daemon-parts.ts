import type { EngineInlet } from '../capture/recorder.ts';
import type { Monitor } from '../netlink/monitor.ts';
import type { Engine } from '../sync/engine.ts';
import type { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { NeighborDatabase } from './database.ts';
import type { LiveConfig } from './live-config.ts';
import type { HealthSources } from './metric-readers.ts';
import type { Profiling } from './profiling.ts';
import type { Tuner } from './tuner.ts';

/** What of the running daemon the service is made of. */
export type DaemonParts = HealthSources & {
  readonly engine: Engine;
  readonly inlet: Pick<EngineInlet, 'refresh' | 'resyncVrf'>;
  readonly monitor: Pick<Monitor, 'barrier' | 'reopen'>;
  readonly database: NeighborDatabase;
  readonly live: LiveConfig;
  readonly recorder: Pick<LatencyRecorder, 'window'>;
  readonly profiling: Pick<Profiling, 'snapshot' | 'write'>;
  readonly tuner: Pick<Tuner, 'status'>;
  readonly redisErrors: () => number;
  readonly version: string;
  readonly output: 'producer' | 'direct';
  /** Wall clock, in ms. */
  readonly startedMs: number;
  readonly logger: Logger;
};
