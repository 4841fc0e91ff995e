import { pause } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';
import { createVirtualClock } from '../base/virtual-clock.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { createRequester } from '../netlink/requester.ts';
import { Engine } from '../sync/engine.ts';
import { UNOBSERVED } from '../sync/observer.ts';
import type { TimedRecord } from './capture-line.ts';
import type { CaptureContent, CaptureRecord } from './capture-record.ts';
import { ReplayTable, type ScratchSink } from './replay-table.ts';
import { ReplayedInputs } from './replayed-inputs.ts';

export type ReplayOptions = {
  /** At the speed at which it was recorded; otherwise as fast as possible. */
  readonly realTime: boolean;
  /** Takes the rows besides, if given: at most so many at once. */
  readonly scratch?: ScratchSink;
  readonly scratchBatch?: number;
  /** Told of each write, as a line. */
  readonly onWrite?: (line: string) => void;
};

export type ReplayResult = {
  /** The table in the end. */
  readonly rows: ReadonlyMap<string, StoredRow>;
  readonly events: number;
  readonly writes: number;
  /** SHA-256 of all writes in their order: the same in every replay of the same recording. */
  readonly digest: string;
  /** From the first record to the last. */
  readonly recordedMs: number;
  /** Questions that the recording had no answer to, and recorded questions that this engine did not ask. */
  readonly unanswered: number;
  readonly skipped: number;
  /** False when the recording does not end in order: it was cut short, or became another file. */
  readonly complete: boolean;
};

/** How long, in the engine's time, the last changes may take to be written. */
const TAIL_MS = 2_000;

/**
 * Runs the real engine over a recording, in the recording's own time: the clock stands still while the engine works, and
 * goes from record to record, or to a timer that is due before. Nothing depends on how fast the machine is, so every replay
 * makes the same writes.
 *
 * @throws DaemonError `capture_invalid` when the recording does not begin with `start`, or as reading it does
 */
export async function replay(
  records: AsyncIterable<TimedRecord>,
  { realTime, scratch, scratchBatch = 100, onWrite = () => {} }: ReplayOptions,
  signal: AbortSignal,
): Promise<ReplayResult> {
  const iterator = records[Symbol.asyncIterator]();
  const { value: start } = await iterator.next();
  if (start?.kind !== 'start') {
    const message = `the first record is ${start?.kind ?? 'missing'}, not start`;
    throw new DaemonError('capture_invalid', { op: 'replay', message });
  }
  const clock = createVirtualClock(start.atMs);
  const table = new ReplayTable({ scratch, batchSize: scratchBatch, onWrite });
  const inputs = new ReplayedInputs(clock, table);
  const ended = new AbortController();
  const { engine, knobs } = createEngine(start, clock, table, inputs);
  const running = engine.run(ended.signal);
  /** Lets the engine do all that it can do now. */
  const settle = async (): Promise<void> => {
    do await new Promise(setImmediate);
    while (await table.idle());
  };
  const advance = async (toMs: number): Promise<void> => {
    for (let nextMs = clock.nextMs(); nextMs !== undefined && nextMs <= toMs; nextMs = clock.nextMs()) {
      clock.advanceTo(nextMs);
      await settle();
    }
    clock.advanceTo(toMs);
  };

  let events = 0;
  let lastMs = start.atMs;
  let complete = false;
  try {
    await settle();
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      signal.throwIfAborted();
      const record = next.value;
      if (realTime) await pause(record.atMs - lastMs, signal);
      await advance(record.atMs);
      lastMs = record.atMs;
      if (record.kind === 'event') events++;
      if (record.kind === 'end') complete = true;
      tell(record, engine, knobs, inputs);
      // Datagrams of one turn belong together: the engine acts when they are all in.
      if (record.kind !== 'event') await settle();
    }
    inputs.passBarriers();
    await settle();
    const endMs = lastMs + TAIL_MS;
    while (hasWork(engine) && (clock.nextMs() ?? endMs) < endMs) await advance(clock.nextMs() ?? endMs);
  } finally {
    ended.abort();
    await running;
  }
  const { rows, writes } = table;
  const recordedMs = lastMs - start.atMs;
  return { rows, events, writes, digest: table.digest(), recordedMs, ...inputs.deviations, complete };
}

function createEngine(
  { policy, policyKnown, maxNeighbors, ...start }: CaptureContent<'start'>,
  clock: ReturnType<typeof createVirtualClock>,
  table: ReplayTable,
  inputs: ReplayedInputs,
) {
  const knobs = { ...start.knobs };
  const engine = new Engine({
    policy,
    policyKnown,
    knobs,
    maxNeighbors,
    sink: table.sink,
    ...inputs.readers,
    requests: createRequester({ onDecodeFailure: () => {}, channel: inputs.channel }),
    barrier: inputs.barrier,
    clock,
    // The shortest pauses: a question is asked no later than it was in the recording, and waits for its answer.
    random: () => 0,
    restFactor: 0,
    observer: UNOBSERVED,
    report: () => {},
  });
  return { engine, knobs };
}

function tell(
  record: CaptureRecord & { readonly atMs: number },
  engine: Engine,
  knobs: object,
  inputs: ReplayedInputs,
): void {
  switch (record.kind) {
    case 'event':
      return engine.onKernelEvent({ kind: 'datagram', bytes: record.bytes, stampMs: record.atMs });
    case 'opened':
    case 'overrun':
    case 'truncated':
    case 'drained':
      return engine.onKernelEvent(record);
    case 'closed':
      return engine.onKernelEvent({
        kind: 'closed',
        error: new DaemonError(record.code, { op: 'recorded', message: record.message }),
      });
    case 'table':
      return engine.tableReachable(record.up);
    case 'begin':
      return engine.begin(record.start);
    case 'restored':
      return engine.restored();
    case 'refresh':
      return engine.refresh();
    case 'resync_vrf':
      return void engine.resyncVrf(record.name);
    case 'policy':
      return engine.setPolicy(record.policy, record.linkLocalGraceMs);
    case 'knobs':
      Object.assign(knobs, record.knobs);
      return engine.knobsChanged();
    default:
      return inputs.feed(record);
  }
}

function hasWork(engine: Engine): boolean {
  const { pending, inFlight } = engine.status();
  return pending + inFlight > 0;
}
