import type { Cancel, Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { CaptureRecord } from './capture-record.ts';

/** A question of the engine in a replay, and the recorded answers to it as they come. */
export type Asked = Disposable & {
  /** The record of the same question; undefined before it was reached. */
  readonly question: () => CaptureRecord | undefined;
  /** The next recorded answer. Rejects with `netlink_failed` or `redis_unavailable` when the recording has none. */
  readonly next: () => Promise<CaptureRecord>;
};

/** Time of the engine after which a question is given up that the recording does not have. */
const PATIENCE_MS = 5_000;
/** Recorded questions, with their answers, that are kept for an engine that asks in another order. */
const UNCLAIMED = 8;

/**
 * Brings questions and recorded answers of one kind together, one question at a time. Questions that the recording does not
 * have fail, as a kernel or a Redis would that is away; answers that nobody asks for are passed over. Both are counted.
 */
export class Answers {
  readonly #code: 'netlink_failed' | 'redis_unavailable';
  readonly #clock: Clock;
  #waiting: Exchange | undefined;
  #answered: Exchange | undefined;
  #unclaimed: Exchange[] = [];
  unanswered = 0;
  #dropped = 0;

  constructor(code: 'netlink_failed' | 'redis_unavailable', clock: Clock) {
    this.#code = code;
    this.#clock = clock;
  }

  /** Recorded questions that were not asked. */
  get skipped(): number {
    return this.#dropped + this.#unclaimed.length;
  }

  /** @param matches whether a recorded question is this one */
  ask(matches: (question: CaptureRecord) => boolean, signal: AbortSignal): Asked {
    this.#giveUp(this.#waiting);
    const exchange = this.#claim(matches) ?? new Exchange();
    if (exchange.question === undefined) this.#waiting = exchange;
    exchange.matches = matches;
    const onAbort = (): void => exchange.fail(new DaemonError('aborted', { op: 'replay' }));
    signal.addEventListener('abort', onAbort, { once: true });
    const cancel: Cancel = this.#clock.after(PATIENCE_MS, () => this.#giveUp(exchange));
    return {
      question: () => exchange.question,
      next: () => exchange.next(),
      [Symbol.dispose]: () => {
        cancel();
        signal.removeEventListener('abort', onAbort);
        if (this.#waiting === exchange) this.#waiting = undefined;
        if (this.#answered === exchange) this.#answered = undefined;
      },
    };
  }

  /** The recording has come to a question. */
  question(record: CaptureRecord): void {
    this.#answered?.fail(this.#absence());
    const asked = this.#waiting?.matches(record) === true ? this.#waiting : undefined;
    const exchange = asked ?? new Exchange();
    exchange.question = record;
    exchange.atMs = this.#clock.monotonicMs();
    this.#answered = exchange;
    if (asked !== undefined) this.#waiting = undefined;
    else this.#unclaimed.push(exchange);
    if (this.#unclaimed.length <= UNCLAIMED) return;
    this.#unclaimed.shift();
    this.#dropped++;
  }

  /** The recording has come to an answer, to the question before it. */
  answer(record: CaptureRecord): void {
    this.#answered?.put(record);
  }

  /** The oldest exchange of the recording that nobody asked for, if it is about this and not long past. */
  #claim(matches: (question: CaptureRecord) => boolean): Exchange | undefined {
    const sinceMs = this.#clock.monotonicMs() - PATIENCE_MS;
    const place = this.#unclaimed.findIndex(
      ({ question, atMs }) => question !== undefined && atMs >= sinceMs && matches(question),
    );
    return place === -1 ? undefined : this.#unclaimed.splice(place, 1)[0];
  }

  #giveUp(exchange: Exchange | undefined): void {
    if (exchange === undefined || this.#waiting !== exchange) return;
    this.#waiting = undefined;
    this.unanswered++;
    exchange.fail(this.#absence());
  }

  #absence(): DaemonError {
    return new DaemonError(this.#code, { op: 'replay', message: 'the recording has no answer to this' });
  }
}

/** A question and its answers; either may come first. */
class Exchange {
  matches: (question: CaptureRecord) => boolean = () => false;
  question: CaptureRecord | undefined;
  /** When the recording came to the question. */
  atMs = 0;
  readonly #records: CaptureRecord[] = [];
  #waiter: PromiseWithResolvers<CaptureRecord> | undefined;
  #failure: DaemonError | undefined;

  put(record: CaptureRecord): void {
    if (this.#waiter === undefined) this.#records.push(record);
    else this.#waiter.resolve(record);
    this.#waiter = undefined;
  }

  fail(error: DaemonError): void {
    this.#failure ??= error;
    this.#waiter?.reject(error);
    this.#waiter = undefined;
  }

  next(): Promise<CaptureRecord> {
    const record = this.#records.shift();
    if (record !== undefined) return Promise.resolve(record);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#waiter = Promise.withResolvers();
    return this.#waiter.promise;
  }
}
