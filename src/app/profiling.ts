import { arch, availableParallelism, release, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { OpsAnswer } from '../api/ops/server.ts';
import { nextBeat } from '../base/beat.ts';
import { systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { toSnakeCase } from '../base/snake-case.ts';
import { readProcessFacts } from '../host/process-facts.ts';
import type { Engine } from '../sync/engine.ts';
import type { Knobs } from '../sync/knobs.ts';
import type { LatencyRecorder } from '../telemetry/latency-recorder.ts';
import type { Logger } from '../telemetry/logger.ts';
import { MEASURES } from '../telemetry/measure.ts';
import type { ProfileTarget } from '../tuning/cpu-profile.ts';
import { LoopDelayWatch } from '../tuning/loop-delay.ts';
import type { Profiler } from '../tuning/profiler.ts';
import { type ProcessReadings, ResourceWatch, SAMPLE_MS } from '../tuning/resources.ts';
import type { LiveConfig } from './live-config.ts';
import type { AskingSignal } from './signals.ts';
import { limitsOf } from './tuner-plan.ts';

export type ProfilingOptions = {
  readonly engine: Pick<Engine, 'status'>;
  readonly recorder: LatencyRecorder;
  readonly knobs: Knobs;
  readonly output: 'producer' | 'direct';
  readonly live: Pick<LiveConfig, 'config'>;
  readonly version: string;
  /** Calls the listener at every such signal. */
  readonly onAsked: (name: AskingSignal, listener: () => void) => void;
  /** Wall clock, in ms. */
  readonly startedMs: number;
  readonly logger: Logger;
};

export type ProfileKind = 'cpu' | 'heap';

export type Profiling = {
  /** A snapshot of the profiler, as JSON. */
  readonly snapshot: () => Promise<object>;
  /** Writes a profile, and resolves with its path. Rejects with `busy`, `profile_failed`, `aborted`. */
  readonly write: (kind: ProfileKind) => Promise<string>;
  /** What /profile answers. */
  readonly answer: () => Promise<OpsAnswer>;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/**
 * The profiler, with what it reads of the process, and the profiles that Node.js writes: SIGUSR2 has a CPU profile written and SIGUSR1
 * a heap snapshot, one at a time. What becomes of it is logged, and nothing else.
 */
export function createProfiling(options: ProfilingOptions): Profiling {
  const { recorder, live, logger, onAsked } = options;
  const loopDelay = new LoopDelayWatch();
  const resources = new ResourceWatch(systemClock, processReadings(loopDelay));
  let profiler: Profiler | undefined;
  const stopping = new AbortController();
  let writing: Promise<void> | undefined;

  /** One at a time. */
  const write = async (kind: ProfileKind): Promise<string> => {
    if (writing !== undefined)
      throw new DaemonError('busy', { op: 'write a profile', message: 'one is being written' });
    logger.info('writing a profile', { what: kind });
    const target = { directory: live.config.tuning.profile_dir, nowMs: Date.now() };
    const made = kind === 'cpu' ? writeCpu(target) : writeHeap(target);
    writing = made.then(
      () => undefined,
      () => undefined,
    );
    try {
      const file = await made;
      logger.info('profile written', { what: kind, file });
      return file;
    } finally {
      writing = undefined;
    }
  };
  const writeCpu = async (target: ProfileTarget): Promise<string> => {
    const { writeCpuProfile } = await import('../tuning/cpu-profile.ts');
    return writeCpuProfile(target, live.config.tuning.cpu_profile_ms, stopping.signal);
  };
  const onSignal = (kind: ProfileKind) => (): void => {
    write(kind).catch((thrown) => {
      const { code, message } = DaemonError.from(thrown, 'write a profile');
      if (code === 'busy') logger.warn('a profile is being written, ignoring', { wanted: kind });
      else logger.warn('no profile', { what: kind, error: message });
    });
  };
  onAsked('SIGUSR2', onSignal('cpu'));
  onAsked('SIGUSR1', onSignal('heap'));
  const snapshot = async (): Promise<object> => {
    profiler ??= await createProfiler(options, resources);
    return toSnakeCase(profiler.snapshot()) as object;
  };
  return {
    snapshot,
    write,
    answer: async () => ({ status: 200, body: await snapshot() }),
    run: async (signal) => {
      for (; !signal.aborted; await nextBeat(SAMPLE_MS, signal)) {
        loopDelay.watch(MEASURES[recorder.measure].loopDelayMs);
        resources.sample();
      }
      loopDelay.watch(0);
      stopping.abort();
      await writing;
    },
  };
}

async function writeHeap(target: ProfileTarget): Promise<string> {
  return (await import('../tuning/heap-snapshot.ts')).writeHeapSnapshot(target);
}

/** When it is first asked for: a start has better things to do than to load what puts snapshots together. */
async function createProfiler(options: ProfilingOptions, resources: ResourceWatch): Promise<Profiler> {
  const { engine, recorder, knobs, output, live, version, startedMs } = options;
  const { Profiler } = await import('../tuning/profiler.ts');
  return new Profiler({
    recorder,
    resources: () => resources.read(),
    knobs: () => ({ batchSize: knobs.batchSize, batchTimeoutMs: knobs.batchTimeoutMs, workers: knobs.workers }),
    table: () => {
      const { neighbors, rows, pending, inFlight } = engine.status();
      return { neighbors, rows, pending, inFlight };
    },
    metadata: {
      version,
      node: process.version,
      kernel: release(),
      architecture: arch(),
      processors: availableParallelism(),
      memoryBytes: totalmem(),
      pid: process.pid,
      output,
    },
    goals: () => ({
      targetP99Ms: live.config.tuning.target_p99_ms,
      limits: limitsOf(live.config, output),
    }),
    bucketsMs: () => live.config.tuning.profile_buckets_ms,
    nowMs: Date.now,
    startedMs,
  });
}

function processReadings(loopDelay: LoopDelayWatch): ProcessReadings {
  return {
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    loopActiveMs: () => performance.eventLoopUtilization().active,
    memory: () => process.memoryUsage(),
    facts: readProcessFacts,
    loopDelay: () => loopDelay.take(),
  };
}
