import {
  close,
  constants,
  createWriteStream,
  lstatSync,
  open,
  openSync,
  rename,
  renameSync,
  type WriteStream,
  write,
  writev,
} from 'node:fs';
import type { Cancel, Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import { formatLine } from './capture-line.ts';
import type { CaptureRecord } from './capture-record.ts';

export type RecordingOptions = {
  /** A file of that name becomes `<file>.1`, in place of an earlier one. */
  readonly file: string;
  /** Size at which the file becomes `<file>.1`, too, and another is begun. */
  readonly limitBytes: number;
  readonly clock: Clock;
  /** Bytes that may wait for the disk, those of files before included; default 8 MiB. */
  readonly queueBytes?: number;
  /** The records with which every file begins: the state at this moment. */
  readonly opening: () => readonly CaptureRecord[];
  /**
   * Another file was begun: what its opening does not say is to be looked at again, so that it is recorded. At most every
   * 10 s, and later if need be: when the limit is smaller than what that takes it would never end.
   */
  readonly onBegun: () => void;
  /** Told once for each thing that goes wrong; the daemon goes on without. */
  readonly onProblem: (text: string) => void;
};

/** A capture being written. Nothing here waits for the disk or throws: a slow one costs records, never the sync. */
export type Recording = AsyncDisposable & {
  readonly write: (record: CaptureRecord) => void;
};

const QUEUE_BYTES = 8 * 1024 * 1024;
const BEGUN_SPACING_MS = 10_000;
/** How long the end waits for the disk. */
const END_LIMIT_MS = 5_000;
/** Addresses of a network are nobody else's business. */
const FILE_MODE = 0o600;
/** Recordings lie in directories that everybody can write to: never the file, or the link, that somebody put there. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Begins a capture. Throws a DaemonError `usage` when the file cannot be written. */
export function openRecording(options: RecordingOptions): Recording {
  const { file, limitBytes, queueBytes = QUEUE_BYTES, clock, opening, onBegun, onProblem } = options;
  /** Those before included, as long as they are being written. */
  const files = new Map<WriteStream, Promise<void>>();
  let stream: WriteStream | undefined;
  let startedMs = 0;
  let bytes = 0;
  let lost = 0;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let cancelBegun: Cancel | undefined;

  const waiting = (): number => {
    let sum = 0;
    for (const { writableLength } of files.keys()) sum += writableLength;
    return sum;
  };

  const recover = (): void => {
    if (lost === 0 || stream === undefined || waiting() > 0) return;
    onProblem(`the disk did not keep up: ${lost} records are lost, the recording begins anew`);
    next();
  };

  const onWritten = (error: Error | null | undefined): void => {
    if (error === null || error === undefined) recover();
  };

  const put = (record: CaptureRecord): void => {
    const line = `${formatLine(record, clock.monotonicMs() - startedMs)}\n`;
    bytes += line.length;
    stream?.write(line, onWritten);
  };

  const begin = (begun: WriteStream): void => {
    const closed = Promise.withResolvers<void>();
    files.set(begun, closed.promise);
    begun.on('close', () => {
      files.delete(begun);
      closed.resolve();
      recover();
    });
    begun.on('error', ({ message }) => {
      if (stream !== begun) return onProblem(`not all of a file of the recording was written: ${message}`);
      stream = undefined;
      onProblem(`the recording ended: ${message}`);
    });
    stream = begun;
    startedMs = clock.monotonicMs();
    bytes = 0;
    lost = 0;
    stream.write(`# neighsyncd run --record, begun ${new Date(clock.nowMs()).toISOString()}\n`, onWritten);
    for (const record of opening()) put(record);
  };

  const next = (): void => {
    stream?.end();
    begin(createWriteStream(file, { mode: FILE_MODE, fs: { open: openAfterRename, write, writev, close } }));
    cancelBegun ??= clock.after(Math.max(0, notBeforeMs - clock.monotonicMs()), () => {
      cancelBegun = undefined;
      notBeforeMs = clock.monotonicMs() + BEGUN_SPACING_MS;
      onBegun();
    });
  };

  begin(createWriteStream(file, { fd: openFirst(file) }));

  return {
    write: (record) => {
      if (stream === undefined) return;
      if (lost > 0 || waiting() >= queueBytes) {
        lost++;
        return;
      }
      put(record);
      // While the file itself is not there yet, another must not overtake it.
      if (bytes >= limitBytes && !stream.pending) next();
    },
    [Symbol.asyncDispose]: async () => {
      cancelBegun?.();
      if (lost > 0) onProblem(`the disk did not keep up: the last ${lost} records are lost`);
      else if (stream !== undefined) put({ kind: 'end' });
      stream?.end();
      stream = undefined;
      const late = Promise.withResolvers<void>();
      const cancel = clock.after(END_LIMIT_MS, late.resolve);
      await Promise.race([Promise.all(files.values()), late.promise]);
      cancel();
      if (files.size > 0) onProblem(`the disk did not keep up: the last ${waiting()} bytes are not waited for`);
      for (const one of files.keys()) one.destroy();
    },
  };
}

/** Before the daemon does anything else: here it may wait, and an error is told where it can be seen. */
function openFirst(file: string): number {
  try {
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) renameSync(file, `${file}.1`);
    return openSync(file, NEW_FILE, FILE_MODE);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DaemonError('usage', { op: `record to ${file}`, message, cause });
  }
}

type OpenCallback = (error: Error | null, descriptor: number) => void;

/** A stream opens its file by this, and what is written before that waits: the disk holds up nothing but the stream. */
function openAfterRename(file: string, _flags: string, mode: number, done: OpenCallback): void {
  rename(file, `${file}.1`, (error) => (error === null ? open(file, NEW_FILE, mode, done) : done(error, -1)));
}
