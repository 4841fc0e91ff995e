import type { Clock } from '../../../src/base/clock.ts';
import { DaemonError } from '../../../src/base/errors.ts';
import type { RowWrite } from '../../../src/neighbor/row.ts';
import type { FakeKernel } from '../../../src/netlink/fake-kernel.ts';
import type { FakeTable, WorldPorts } from '../sync-world.ts';

/** How the surroundings of an engine are at the moment; a random test changes it. */
export class Surroundings {
  redisMs = 0;
  kernelMs = 0;
  /** Readings of the table that fail. */
  readFailures = 0;
  /** Orchagent does not take deletes from the key set. */
  consumerBusy = false;
  /** Called when a script is sent; what it returns is called when the script has ended. */
  onBatch: (batch: readonly RowWrite[]) => () => void = () => () => {};
  readonly #clock: Clock;
  /** Connections so far; what was asked over another one fails. */
  #connection = 1;
  #isUp = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The connection is another one, or is gone. */
  reconnect(isUp: boolean): void {
    this.#connection++;
    this.#isUp = isUp;
  }

  /** Time passes between the engine and the fakes, and they fail while Redis is down. */
  readonly around = (ports: WorldPorts, _: FakeKernel, table: FakeTable): WorldPorts => {
    const { requests } = ports;
    const [slowly, readRows, apply] = [this.#slowly.bind(this), this.#readRows.bind(this), this.#apply.bind(this)];
    return {
      ...ports,
      sink: {
        ...table.sink,
        apply: (batch) => apply(table, batch),
        removeHostRoutes: (routes) => this.#overConnection(() => table.sink.removeHostRoutes(routes)),
      },
      readRows: () => readRows(table),
      readKeys: (keys) => this.#overConnection(async () => this.#read(await table.readKeys(keys))),
      requests: {
        dumpLinks: (signal) => slowly(requests.dumpLinks(signal)),
        dumpNeighbors: (signal, filter) => slowly(requests.dumpNeighbors(signal, filter)),
        getLink: async (ifindex, signal) => {
          const answer = await requests.getLink(ifindex, signal);
          await this.#pass(this.kernelMs);
          return answer;
        },
        getNeighbors: async (targets, signal) => {
          const answers = await requests.getNeighbors(targets, signal);
          await this.#pass(this.kernelMs);
          return answers;
        },
      },
    };
  };

  async #apply(table: FakeTable, batch: readonly RowWrite[]): Promise<{ readonly deferred: readonly number[] }> {
    const ended = this.onBatch(batch);
    try {
      return await this.#overConnection(async () => {
        const waits = (write: RowWrite): boolean => this.consumerBusy && write.kind === 'set_when_consumed';
        const deferred = batch.flatMap((write, place) => (waits(write) ? [place] : []));
        await table.sink.apply(batch.filter((_, place) => !deferred.includes(place)));
        return { deferred };
      });
    } finally {
      ended();
    }
  }

  async *#readRows(table: FakeTable): ReturnType<WorldPorts['readRows']> & AsyncGenerator {
    for await (const rows of table.read()) yield await this.#overConnection(async () => this.#read(rows));
  }

  #read<T>(value: T): T {
    if (this.readFailures === 0) return value;
    this.readFailures--;
    throw unavailable();
  }

  /** Takes its time; fails, before or after it was done, if the connection it began with is gone. */
  async #overConnection<T>(work: () => Promise<T>): Promise<T> {
    const connection = this.#connection;
    const check = (): void => {
      if (!this.#isUp || connection !== this.#connection) throw unavailable();
    };
    check();
    await this.#pass(this.redisMs / 2);
    check();
    const value = await work();
    await this.#pass(this.redisMs / 2);
    check();
    return value;
  }

  async *#slowly<T>(batches: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const batch of batches) {
      await this.#pass(this.kernelMs);
      yield batch;
    }
  }

  #pass(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#clock.after(ms, resolve));
  }
}

function unavailable(): DaemonError {
  return new DaemonError('redis_unavailable', { op: 'test' });
}
