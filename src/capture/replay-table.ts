import { createHash } from 'node:crypto';
import type { RowWrite, StoredRow } from '../neighbor/row.ts';
import { readStoredRow } from '../neighbor/stored-row.ts';
import type { NeighborSink } from '../sync/ports.ts';

/** A scratch database beside the one in memory: takes the same rows. */
export type ScratchSink = Pick<NeighborSink, 'apply'>;

export type ReplayTableOptions = {
  readonly scratch: ScratchSink | undefined;
  /** Rows that a scratch database takes at once. */
  readonly batchSize: number;
  /** Told of each write, as a line. */
  readonly onWrite: (line: string) => void;
};

/**
 * The database of a replay. It has what the recording read of the real one, and what the engine writes; the writes are
 * counted, and summed up so that two replays can be compared.
 */
export class ReplayTable {
  readonly rows = new Map<string, StoredRow>();
  readonly sink: NeighborSink;
  readonly #options: ReplayTableOptions;
  readonly #hash = createHash('sha256');
  readonly #inFlight = new Set<Promise<unknown>>();
  writes = 0;

  constructor(options: ReplayTableOptions) {
    this.#options = options;
    this.sink = {
      apply: async (batch) => {
        for (const write of batch) this.#note(write.kind === 'delete' ? `delete ${write.key}` : setLine(write));
        await this.#apply(batch);
        return { deferred: [] };
      },
      removeHostRoutes: async (routes) => {
        for (const { vrf, ip } of routes) this.#note(`delete ROUTE_TABLE ${vrf}:${ip}`);
      },
      writeFailed: async (changes) => {
        for (const { kind, key } of changes)
          this.#note(`${kind === 'delete' ? 'delete' : 'set'} NEIGH_FAILED_TABLE ${key}`);
      },
    };
  }

  /** Sums up all writes so far, in their order. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  /** Resolves when a scratch database has everything, with whether it had not. Rejects as its sink does. */
  async idle(): Promise<boolean> {
    const waited = this.#inFlight.size > 0;
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
    return waited;
  }

  /** What the real table was: rows that differ from ours were changed by somebody else. */
  readonly onTable = (rows: readonly StoredRow[]): void => {
    this.onKeys([...this.rows.keys()], rows);
  };

  /** What the real table had under these keys. */
  readonly onKeys = (keys: readonly string[], rows: readonly StoredRow[]): void => {
    const found = new Set(rows.map(({ key }) => key));
    const gone = keys.filter((key) => !found.has(key) && this.rows.has(key));
    const others = rows.filter((row) => !sameRow(row, this.rows.get(row.key)));
    for (const key of gone) this.rows.delete(key);
    for (const row of others) this.rows.set(row.key, row);
    // A scratch database takes no row that the daemon could not have written.
    const writes = [...gone.map((key): RowWrite => ({ kind: 'delete', key })), ...others.flatMap(asWrite)];
    for (let at = 0; at < writes.length; at += this.#options.batchSize) {
      void this.#send(writes.slice(at, at + this.#options.batchSize));
    }
  };

  async #apply(batch: readonly RowWrite[]): Promise<void> {
    for (const write of batch) {
      if (write.kind === 'delete') this.rows.delete(write.key);
      else this.rows.set(write.key, { key: write.key, neigh: write.mac, family: write.family });
    }
    await this.#send(batch);
  }

  #send(batch: readonly RowWrite[]): Promise<unknown> {
    const { scratch } = this.#options;
    if (scratch === undefined) return Promise.resolve();
    const sent = scratch.apply(batch, undefined);
    this.#inFlight.add(sent);
    const settled = (): void => void this.#inFlight.delete(sent);
    void sent.then(settled, () => {});
    return sent;
  }

  #note(line: string): void {
    this.writes++;
    this.#hash.update(`${line}\n`);
    this.#options.onWrite(line);
  }
}

function setLine({ key, mac, family }: Exclude<RowWrite, { readonly kind: 'delete' }>): string {
  return `set ${key} ${mac} ${family}`;
}

function sameRow(a: StoredRow, b: StoredRow | undefined): boolean {
  return b !== undefined && a.neigh === b.neigh && a.family === b.family;
}

function asWrite(row: StoredRow): readonly RowWrite[] {
  const { key, neigh, family } = row;
  if (readStoredRow(row)?.mac === undefined || neigh === undefined) return [];
  return [{ kind: 'set', key, mac: neigh, family: family === 'IPv6' ? 'IPv6' : 'IPv4' }];
}
