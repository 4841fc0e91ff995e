import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { decodeMessages, NLMSG_HDRLEN } from '../netlink/codec/nlmsghdr.ts';
import type { RequestChannel } from '../netlink/request-channel.ts';
import type { Barrier } from '../sync/ports.ts';
import { Answers, type Asked } from './answers.ts';
import type { CaptureContent, CaptureRecord } from './capture-record.ts';
import type { Readers } from './recorder.ts';

/** Told of what a reading of the database brought: all rows (a table), or those of the keys that were asked for. */
export type ReadListener = {
  readonly onTable: (rows: readonly StoredRow[]) => void;
  readonly onKeys: (keys: readonly string[], rows: readonly StoredRow[]) => void;
};

type ReadRequest = CaptureContent<'read'>;

/** Everything that the engine asks, answered from a recording. */
export class ReplayedInputs {
  readonly channel: RequestChannel;
  readonly readers: Readers;
  readonly #requests: Answers;
  readonly #reads: Answers;
  #barriers: (() => void)[] = [];

  constructor(clock: Clock, listener: ReadListener) {
    this.#requests = new Answers('netlink_failed', clock);
    this.#reads = new Answers('redis_unavailable', clock);
    this.channel = replayedChannel(this.#requests);
    this.readers = replayedReaders(this.#reads, listener);
  }

  /** Questions without an answer in the recording, and recorded questions that were not asked. */
  get deviations(): { readonly unanswered: number; readonly skipped: number } {
    return {
      unanswered: this.#requests.unanswered + this.#reads.unanswered,
      skipped: this.#requests.skipped + this.#reads.skipped,
    };
  }

  /** Resolves at the next barrier of the recording, or with its next question: all events before it have been handed over. */
  readonly barrier: Barrier = (signal) => {
    const passed = Promise.withResolvers<void>();
    this.#barriers.push(passed.resolve);
    signal.addEventListener('abort', () => passed.resolve(), { once: true });
    return passed.promise;
  };

  /** Takes a record of an answer or a question; other records are not for here. */
  feed(record: CaptureRecord): void {
    switch (record.kind) {
      case 'barrier':
        return this.passBarriers();
      case 'request':
        this.passBarriers();
        return this.#requests.question(record);
      case 'reply':
      case 'request_failed':
        return this.#requests.answer(record);
      case 'read':
        this.passBarriers();
        return this.#reads.question(record);
      case 'rows':
      case 'keys':
      case 'read_end':
      case 'read_failed':
        return this.#reads.answer(record);
    }
  }

  passBarriers(): void {
    for (const pass of this.#barriers.splice(0)) pass();
  }
}

function replayedChannel(requests: Answers): RequestChannel {
  return {
    ask: async function* (request, accepts, signal) {
      using asked = requests.ask((one) => one.kind === 'request' && sameRequest(one.bytes, request), signal);
      for (;;) {
        const record = await asked.next();
        if (record.kind === 'request_failed') throw recorded(record);
        if (record.kind !== 'reply') continue;
        const shift = sequenceOf(request) - sequenceOf(questionBytes(asked));
        const messages = decodeMessages(record.bytes).messages.map((one) => ({ ...one, seq: one.seq + shift }));
        const accepted = messages.filter(({ seq }) => accepts(seq));
        if (accepted.length > 0) yield accepted;
      }
    },
    reset: () => {},
    [Symbol.dispose]: () => {},
  };
}

function replayedReaders(reads: Answers, { onTable, onKeys }: ReadListener): Readers {
  const matching = (wanted: ReadRequest) => (one: CaptureRecord) =>
    one.kind === 'read' && one.what === wanted.what && one.keys?.join() === wanted.keys?.join();

  async function* answersTo(wanted: ReadRequest, signal: AbortSignal) {
    using asked = reads.ask(matching(wanted), signal);
    for (;;) {
      const record = await asked.next();
      if (record.kind === 'read_failed') throw recorded(record);
      if (record.kind === 'read_end') return;
      if (record.kind === 'rows' || record.kind === 'keys') yield record;
    }
  }

  async function* rowsOf(wanted: ReadRequest, signal: AbortSignal) {
    for await (const record of answersTo(wanted, signal)) if (record.kind === 'rows') yield record.rows;
  }

  const all = async (wanted: ReadRequest, signal: AbortSignal): Promise<StoredRow[]> => {
    const rows: StoredRow[] = [];
    for await (const slice of rowsOf(wanted, signal)) rows.push(...slice);
    return rows;
  };

  return {
    readRows: async function* (signal, sliceKeys) {
      if (sliceKeys !== undefined) return yield* rowsOf({ what: 'verify' }, signal);
      const rows = await all({ what: 'table' }, signal);
      onTable(rows);
      yield rows;
    },
    readKeys: async (keys, signal) => {
      const rows = await all({ what: 'keys', keys }, signal);
      onKeys(keys, rows);
      return rows;
    },
    readFailed: async (signal) => {
      const found: string[] = [];
      for await (const record of answersTo({ what: 'failed' }, signal))
        if (record.kind === 'keys') found.push(...record.keys);
      return found;
    },
  };
}

/** Two requests are the same question whatever their sequence numbers. */
function sameRequest(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(withoutSequence(a), withoutSequence(b)) === 0;
}

const SEQUENCE_AT = 8;

function withoutSequence(request: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(request);
  let at = 0;
  for (const { payload } of decodeMessages(copy).messages) {
    copy.fill(0, at + SEQUENCE_AT, at + SEQUENCE_AT + 4);
    at += NLMSG_HDRLEN + Math.ceil(payload.length / 4) * 4;
  }
  return copy;
}

function sequenceOf(request: Uint8Array): number {
  return decodeMessages(request).messages[0]?.seq ?? 0;
}

function questionBytes(asked: Asked): Uint8Array {
  const question = asked.question();
  return question?.kind === 'request' ? question.bytes : new Uint8Array(0);
}

function recorded({ code, message }: CaptureContent<'closed'>): DaemonError {
  return new DaemonError(code, { op: 'recorded', message });
}
