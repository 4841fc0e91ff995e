import { createWriteStream, openSync, renameSync, type WriteStream } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { formatLine } from './capture-line.ts';
import type { CaptureRecord } from './capture-record.ts';

export type RecordingOptions = {
  readonly file: string;
  /** Size at which the file becomes `<file>.1`, in place of an earlier one, and another is begun. */
  readonly limitBytes: number;
  readonly clock: Pick<Clock, 'monotonicMs' | 'nowMs'>;
  /** Bytes that may wait for the disk; default 8 MiB. */
  readonly queueBytes?: number;
  /** The records with which every file begins: the state at this moment. */
  readonly opening: () => readonly CaptureRecord[];
  /** Another file was begun: what its opening does not say is to be looked at again, so that it is recorded. */
  readonly onBegun: () => void;
  /** Told once for each thing that goes wrong; the daemon goes on without. */
  readonly onProblem: (text: string) => void;
};

/** A capture being written. Nothing here waits or throws: a slow disk costs records, never the sync. */
export type Recording = AsyncDisposable & {
  readonly write: (record: CaptureRecord) => void;
};

const QUEUE_BYTES = 8 * 1024 * 1024;
/** Addresses of a network are nobody else's business. */
const FILE_MODE = 0o600;

/** Begins a capture. Throws a DaemonError `usage` when the file cannot be written. */
export function openRecording(options: RecordingOptions): Recording {
  const { file, limitBytes, queueBytes = QUEUE_BYTES, clock, opening, onBegun, onProblem } = options;
  let stream: WriteStream | undefined;
  let startedMs = 0;
  let bytes = 0;
  let lost = 0;

  const put = (record: CaptureRecord): void => {
    const line = `${formatLine(record, clock.monotonicMs() - startedMs)}\n`;
    bytes += line.length;
    stream?.write(line);
  };

  const begin = (descriptor: number): void => {
    const begun = createWriteStream(file, { fd: descriptor, highWaterMark: queueBytes });
    begun.on('error', (error) => {
      if (stream !== begun) return;
      stream = undefined;
      onProblem(`the recording ended: ${error.message}`);
    });
    begun.on('drain', () => {
      if (lost === 0 || stream !== begun) return;
      onProblem(`the disk did not keep up: ${lost} records are lost, the recording begins anew`);
      next();
    });
    stream = begun;
    startedMs = clock.monotonicMs();
    bytes = 0;
    lost = 0;
    stream.write(`# neighsyncd run --record, begun ${new Date(clock.nowMs()).toISOString()}\n`);
    for (const record of opening()) put(record);
  };

  const next = (): void => {
    try {
      stream?.end();
      renameSync(file, `${file}.1`);
      begin(openSync(file, 'w', FILE_MODE));
      onBegun();
    } catch (thrown) {
      stream = undefined;
      onProblem(`the recording ended: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  };

  try {
    begin(openSync(file, 'w', FILE_MODE));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('usage', { op: `record to ${file}`, message, cause });
  }

  return {
    write: (record) => {
      if (stream === undefined) return;
      if (lost > 0 || stream.writableNeedDrain) {
        lost++;
        return;
      }
      put(record);
      if (bytes >= limitBytes) next();
    },
    [Symbol.asyncDispose]: async () => {
      const last = stream;
      if (last === undefined) return;
      if (lost === 0) put({ kind: 'end' });
      stream = undefined;
      await new Promise<void>((resolve) => {
        last.once('error', resolve);
        last.end(resolve);
      });
    },
  };
}
