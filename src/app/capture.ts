import { systemClock } from '../base/clock.ts';
import { Recorder, type StartState } from '../capture/recorder.ts';
import { openRecording } from '../capture/recording.ts';
import type { Engine } from '../sync/engine.ts';
import type { Knobs } from '../sync/knobs.ts';
import type { Logger } from '../telemetry/logger.ts';

/** What `run --record` asks for. */
export type RecordOptions = {
  readonly file: string;
  /** Size at which another file is begun; the one before is kept. */
  readonly limitBytes: number;
};

/** Where a recording taps the engine's surroundings. */
export type Capture = Pick<Recorder, 'channel' | 'barrier' | 'readers' | 'inlet'> & {
  /** Begins to record; nothing has been told to the engine before. */
  readonly open: (engine: Pick<Engine, 'refresh'>) => AsyncDisposable;
};

/** Passes everything through when nothing is to be recorded. */
export function createCapture(
  record: RecordOptions | undefined,
  start: StartState,
  knobs: Knobs,
  logger: Logger,
): Capture {
  if (record === undefined) return UNTAPPED;
  const recorder = new Recorder(start, knobs);
  return {
    channel: (channel) => recorder.channel(channel),
    barrier: (barrier) => recorder.barrier(barrier),
    readers: (readers) => recorder.readers(readers),
    inlet: (engine) => recorder.inlet(engine),
    open: (engine) => {
      const recording = openRecording({
        ...record,
        clock: systemClock,
        opening: recorder.opening,
        onBegun: () => engine.refresh(),
        onProblem: (error) => logger.warn('not everything is recorded, ignoring', { file: record.file, error }),
      });
      recorder.recordTo(recording);
      logger.info('recording', { file: record.file, limit_bytes: record.limitBytes });
      return recording;
    },
  };
}

const UNTAPPED: Capture = {
  channel: (channel) => channel,
  barrier: (barrier) => barrier,
  readers: (readers) => readers,
  inlet: (engine) => engine,
  open: () => new AsyncDisposableStack(),
};
