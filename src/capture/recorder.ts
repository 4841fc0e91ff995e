import { DaemonError } from '../base/errors.ts';
import type { PolicyConfig } from '../neighbor/policy.ts';
import { encodeMessage } from '../netlink/codec/nlmsghdr.ts';
import type { KernelEvent } from '../netlink/monitor.ts';
import type { RequestChannel } from '../netlink/request-channel.ts';
import type { Engine } from '../sync/engine.ts';
import type { Knobs } from '../sync/knobs.ts';
import type { Barrier, FailedReader, KeyReader, RowReader } from '../sync/ports.ts';
import type { Start } from '../sync/start-phase.ts';
import { CAPTURE_VERSION, type CaptureContent, type CaptureRecord } from './capture-record.ts';
import type { Recording } from './recording.ts';

/** How the engine is told things. */
export type EngineInlet = Pick<
  Engine,
  'onKernelEvent' | 'tableReachable' | 'begin' | 'restored' | 'setPolicy' | 'knobsChanged' | 'refresh' | 'resyncVrf'
>;

/** How the engine reads the database. */
export type Readers = { readonly readRows: RowReader; readonly readKeys: KeyReader; readonly readFailed: FailedReader };

export type StartState = Omit<CaptureContent<'start'>, 'version' | 'knobs'>;

/** For a recording that begins after the start. */
const STARTED: Start = { kind: 'cold', graceMs: 0, reason: 'start_grace' };

/**
 * Stands between the engine and its surroundings, and writes down all that passes: what the engine is told, what it asks,
 * and what it is answered, in the order in which the engine's thread has it.
 */
export class Recorder {
  readonly #knobs: Knobs;
  #start: StartState;
  #opened: CaptureContent<'opened'> | undefined;
  #begun = false;
  #tableUp = false;
  #recording: Pick<Recording, 'write'> | undefined;

  constructor(start: StartState, knobs: Knobs) {
    this.#start = start;
    this.#knobs = knobs;
  }

  /** From now on everything goes there. */
  recordTo(recording: Pick<Recording, 'write'>): void {
    this.#recording = recording;
  }

  /** What a capture that begins now has to know first. */
  readonly opening = (): readonly CaptureRecord[] => {
    const start: CaptureRecord = { kind: 'start', version: CAPTURE_VERSION, ...this.#start, knobs: { ...this.#knobs } };
    const begun: readonly CaptureRecord[] = this.#begun ? [{ kind: 'begin', start: STARTED }] : [];
    // The table first: that is what the engine reads first when both are there.
    const table: readonly CaptureRecord[] = this.#tableUp ? [{ kind: 'table', up: true }] : [];
    return [
      start,
      ...begun,
      ...table,
      ...(this.#opened === undefined ? [] : [{ kind: 'opened', ...this.#opened } as const]),
    ];
  };

  inlet(engine: EngineInlet): EngineInlet {
    return {
      onKernelEvent: (event) => {
        this.#noteEvent(event);
        engine.onKernelEvent(event);
      },
      tableReachable: (up) => {
        this.#tableUp = up;
        this.#write({ kind: 'table', up });
        engine.tableReachable(up);
      },
      begin: (start: Start) => {
        this.#begun = true;
        this.#write({ kind: 'begin', start });
        engine.begin(start);
      },
      restored: () => {
        this.#write({ kind: 'restored' });
        engine.restored();
      },
      setPolicy: (policy: PolicyConfig, linkLocalGraceMs: number) => {
        this.#start = { ...this.#start, policy, policyKnown: true };
        this.#write({ kind: 'policy', policy, linkLocalGraceMs });
        engine.setPolicy(policy, linkLocalGraceMs);
      },
      refresh: () => {
        this.#write({ kind: 'refresh' });
        engine.refresh();
      },
      resyncVrf: (name: string) => {
        this.#write({ kind: 'resync_vrf', name });
        return engine.resyncVrf(name);
      },
      knobsChanged: () => {
        this.#write({ kind: 'knobs', knobs: { ...this.#knobs } });
        engine.knobsChanged();
      },
    };
  }

  channel(channel: RequestChannel): RequestChannel {
    const write = (record: CaptureRecord): void => this.#write(record);
    return {
      ask: async function* (request, accepts, signal) {
        write({ kind: 'request', bytes: request });
        try {
          for await (const messages of channel.ask(request, accepts, signal)) {
            write({ kind: 'reply', bytes: Buffer.concat(messages.map(encodeMessage)) });
            yield messages;
          }
        } catch (thrown) {
          write({ kind: 'request_failed', ...failureOf(thrown) });
          throw thrown;
        }
        throw new DaemonError('bug', { op: 'netlink request', message: 'the answer ended by itself' });
      },
      reset: channel.reset,
      [Symbol.dispose]: () => channel[Symbol.dispose](),
    };
  }

  barrier(barrier: Barrier): Barrier {
    return async (signal) => {
      await barrier(signal);
      this.#write({ kind: 'barrier' });
    };
  }

  readers({ readRows, readKeys, readFailed }: Readers): Readers {
    const write = (record: CaptureRecord): void => this.#write(record);
    const whole = async <T>(
      read: CaptureContent<'read'>,
      answer: () => Promise<T>,
      told: (value: T) => CaptureRecord,
    ) => {
      write({ kind: 'read', ...read });
      try {
        const value = await answer();
        write(told(value));
        write({ kind: 'read_end' });
        return value;
      } catch (thrown) {
        write({ kind: 'read_failed', ...failureOf(thrown) });
        throw thrown;
      }
    };
    return {
      readRows: async function* (signal, sliceKeys) {
        write({ kind: 'read', what: sliceKeys === undefined ? 'table' : 'verify' });
        try {
          for await (const rows of readRows(signal, sliceKeys)) {
            write({ kind: 'rows', rows });
            yield rows;
          }
          write({ kind: 'read_end' });
        } catch (thrown) {
          write({ kind: 'read_failed', ...failureOf(thrown) });
          throw thrown;
        }
      },
      readKeys: (keys, signal) =>
        whole(
          { what: 'keys', keys },
          () => readKeys(keys, signal),
          (rows) => ({ kind: 'rows', rows }),
        ),
      readFailed: (signal) =>
        whole(
          { what: 'failed' },
          () => readFailed(signal),
          (keys) => ({ kind: 'keys', keys }),
        ),
    };
  }

  #noteEvent(event: KernelEvent): void {
    switch (event.kind) {
      case 'datagram':
        return this.#write({ kind: 'event', bytes: event.bytes });
      case 'opened': {
        const { receiveBufferBytes, bufferForced } = event;
        this.#opened = { receiveBufferBytes, bufferForced };
        return this.#write({ kind: 'opened', receiveBufferBytes, bufferForced });
      }
      case 'closed':
        this.#opened = undefined;
        return this.#write({ kind: 'closed', ...failureOf(event.error) });
      default:
        return this.#write({ kind: event.kind });
    }
  }

  #write(record: CaptureRecord): void {
    this.#recording?.write(record);
  }
}

function failureOf(thrown: unknown): CaptureContent<'closed'> {
  const { code, message } = DaemonError.from(thrown, 'recorded');
  return { code, message };
}
