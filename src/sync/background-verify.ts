import { type BackoffPlan, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { parseKey } from '../neighbor/key.ts';
import type { Published, RowId } from '../neighbor/mirror.ts';
import type { Watch } from '../neighbor/pending.ts';
import { ownsInterface } from '../neighbor/policy.ts';
import type { StoredRow } from '../neighbor/row.ts';
import { claimedInterface, readStoredRow } from '../neighbor/stored-row.ts';
import { countUnder, type DriftKind } from './counters.ts';
import type { Image } from './image.ts';
import type { Knobs } from './knobs.ts';
import { MALFORMED_LIMIT } from './load-table.ts';
import type { KeyReader, RowReader } from './ports.ts';
import type { EngineReport } from './report.ts';

export type BackgroundVerifyOptions = {
  readonly image: Image;
  readonly clock: Clock;
  readonly knobs: Pick<Knobs, 'verifyIntervalMs'>;
  /** After each look the database rests for so many times as long as the look took, and 1 s at most. */
  readonly restFactor: number;
  /** For the jitter: a number in [0, 1). */
  readonly random: () => number;
  readonly readRows: RowReader;
  readonly readKeys: KeyReader;
  /** Has the kernel's table read again, though nothing is known to be missing. */
  readonly refreshKernel: () => void;
  /** There are rows without a neighbor: the kernel is to be asked about them. */
  readonly settleOrphans: () => void;
  /** The next step has become due. */
  readonly onReady: () => void;
  /** Keys under interfaces of ours that no neighbor can have. */
  readonly onMalformed: (keys: ReadonlySet<string>) => void;
  readonly report: (report: EngineReport) => void;
};

/** Keys that Redis looks at in one go: a fraction of a millisecond, so that no write waits for it. */
const SLICE_KEYS = 100;
const ASKED_AT_ONCE = 100;
/** However slow the database was with an answer: so that one hiccup does not stretch a pass. */
const REST_LIMIT_MS = 1_000;
/** A pass that failed is begun anew after this, or after the interval if that is shorter. */
const AFTER_FAILURE: BackoffPlan = { firstMs: 1_000, maxMs: 600_000 };

type Pass = {
  readonly slices: AsyncIterator<readonly StoredRow[]>;
  readonly seen: Set<RowId>;
  readonly suspects: Set<string>;
  readonly malformed: Set<string>;
  /** How many rows of each kind, and the first of all. */
  readonly found: Map<DriftKind, number>;
  firstFound: string | undefined;
  /** What comes next; undefined while an answer of the database is awaited. */
  next: (() => void) | undefined;
  watch: Watch | undefined;
};

/**
 * Looks for rows that somebody else has changed, by small steps with long rests in between. A pass has the kernel read
 * again, then reads the table slice by slice. A row that is not as we left it is only suspected, for a write of ours may
 * have come between: it is read once more by its key, and counts as drift if no write of it was under way meanwhile. What
 * follows from it is decided as everywhere: by what the kernel says, through the policy.
 *
 * No step waits for the database: when its answer has come, the next step is due.
 */
export class BackgroundVerify {
  readonly #options: BackgroundVerifyOptions;
  #pass: Pass | undefined;
  #restUntilMs = 0;
  /** When the last pass ended, or the table was read as a whole. */
  #idleSinceMs: number;
  /** In a row. */
  #failures = 0;
  /** From then on, if the last pass failed. */
  #retryMs = Number.POSITIVE_INFINITY;

  constructor(options: BackgroundVerifyOptions) {
    this.#options = options;
    this.#idleSinceMs = options.clock.monotonicMs();
  }

  /** Monotonic time of the next step; undefined while there is none to take. */
  get nextStepMs(): number | undefined {
    if (this.#pass !== undefined) return this.#pass.next === undefined ? undefined : this.#restUntilMs;
    const { verifyIntervalMs } = this.#options.knobs;
    return verifyIntervalMs === 0 ? undefined : this.#idleSinceMs + Math.min(verifyIntervalMs, this.#retryMs);
  }

  /** The table has been read as a whole, or is not to be read any more: a pass that was under way is dropped. */
  abandon(): void {
    this.#drop();
    this.#failures = 0;
    this.#retryMs = Number.POSITIVE_INFINITY;
  }

  #drop(): void {
    const pass = this.#pass;
    this.#pass = undefined;
    this.#idleSinceMs = this.#options.clock.monotonicMs();
    pass?.watch?.[Symbol.dispose]();
    void pass?.slices.return?.().catch(() => {});
  }

  /** Takes the step that is due. Throws when the table could not be read; the pass is dropped then, and another begun soon. */
  async step(signal: AbortSignal): Promise<true> {
    const next = this.#pass?.next ?? (() => this.#begin(signal));
    try {
      next();
      return true;
    } catch (thrown) {
      this.#drop();
      this.#retryMs = backoffMs(AFTER_FAILURE, this.#failures++, this.#options.random());
      throw thrown;
    }
  }

  #begin(signal: AbortSignal): void {
    const { readRows, refreshKernel } = this.#options;
    const slices = readRows(signal, SLICE_KEYS)[Symbol.asyncIterator]();
    const pass: Pass = {
      slices,
      seen: new Set(),
      suspects: new Set(),
      malformed: new Set(),
      found: new Map(),
      firstFound: undefined,
      next: () => this.#readSlice(pass, signal),
      watch: undefined,
    };
    this.#pass = pass;
    this.#restUntilMs = 0;
    refreshKernel();
  }

  /** Asks the database; the answer is taken in a step of its own, and the step after that comes after a rest. */
  #ask<T>(pass: Pass, answer: Promise<T>, take: (value: T) => void, then: () => void): void {
    const { clock, restFactor, onReady } = this.#options;
    const askedMs = clock.monotonicMs();
    const ready = (next: () => void): void => {
      // The pass may have been dropped meanwhile, and another begun.
      if (this.#pass !== pass) return;
      pass.next = next;
      this.#restUntilMs = 0;
      onReady();
    };
    const taken = (value: T, answeredMs: number): void => {
      this.#restUntilMs = answeredMs + Math.min(REST_LIMIT_MS, restFactor * (answeredMs - askedMs));
      pass.next = then;
      take(value);
    };
    const failed = (error: unknown): void => {
      throw error;
    };
    pass.next = undefined;
    answer.then(
      (value) => {
        // Not when it is taken: until then it is we who are busy, and not the database.
        const answeredMs = clock.monotonicMs();
        ready(() => taken(value, answeredMs));
      },
      (error) => ready(() => failed(error)),
    );
  }

  #readSlice(pass: Pass, signal: AbortSignal): void {
    const take = ({ done, value }: IteratorResult<readonly StoredRow[]>): void => {
      if (done !== true) for (const row of value) this.#compare(pass, row);
      else {
        this.#suspectMissing(pass);
        pass.next = () => this.#lookAgain(pass, signal);
      }
    };
    this.#ask(pass, pass.slices.next(), take, () => this.#readSlice(pass, signal));
  }

  #compare({ seen, suspects, malformed }: Pass, row: StoredRow): void {
    const { mirror, policy } = this.#options.image;
    if (!ownsInterface(claimedInterface(row.key), policy)) return;
    const known = readStoredRow(row);
    if (known === undefined) {
      if (malformed.size < MALFORMED_LIMIT) malformed.add(row.key);
      return;
    }
    const id = mirror.find(known.interfaceName, known.ip);
    if (id !== undefined) seen.add(id);
    if (id === undefined || mirror.published(id) !== (known.mac ?? 'unsure')) suspects.add(row.key);
  }

  #suspectMissing({ seen, suspects }: Pass): void {
    const { mirror } = this.#options.image;
    for (const id of mirror.ids()) {
      if (mirror.published(id) !== 'none' && !seen.has(id)) suspects.add(mirror.key(id));
    }
  }

  /** The second look, at some suspects; the end when there are none left. */
  #lookAgain(pass: Pass, signal: AbortSignal): void {
    if (pass.suspects.size === 0) return this.#finish(pass);
    const { mirror, pending } = this.#options.image;
    const ids = new Map<string, RowId>();
    for (const key of pass.suspects) {
      if (ids.size === ASKED_AT_ONCE) break;
      pass.suspects.delete(key);
      const parts = parseKey(key);
      if (parts !== undefined) ids.set(key, mirror.intern(parts.interfaceName, parts.ip));
    }
    const watch = pending.watch([...ids.values()]);
    pass.watch = watch;
    const take = (rows: readonly StoredRow[]): void => {
      this.#judge(pass, ids, watch, rows);
      watch[Symbol.dispose]();
      pass.watch = undefined;
    };
    this.#ask(pass, this.#options.readKeys([...ids.keys()], signal), take, () => this.#lookAgain(pass, signal));
  }

  #judge(pass: Pass, ids: ReadonlyMap<string, RowId>, watch: Watch, rows: readonly StoredRow[]): void {
    const { image, clock, settleOrphans } = this.#options;
    const byKey = new Map(rows.map((row) => [row.key, row]));
    for (const [key, id] of ids) {
      if (!watch.isUntouched(id)) continue;
      const drift = image.correct(id, contentOf(byKey.get(key)), clock.monotonicMs());
      if (drift === undefined) continue;
      countUnder(image.counters.driftFound, drift);
      countUnder(pass.found, drift);
      pass.firstFound ??= key;
    }
    if (pass.found.has('unwanted')) settleOrphans();
  }

  #finish({ malformed, found, firstFound }: Pass): void {
    const { image, clock, onMalformed, report } = this.#options;
    this.abandon();
    image.counters.verifyPasses++;
    image.counters.lastVerifyMs = clock.nowMs();
    onMalformed(malformed);
    if (firstFound !== undefined) report({ kind: 'drift', counts: Object.fromEntries(found), first: firstFound });
  }
}

/** What a stored row says, as the mirror puts it. */
function contentOf(row: StoredRow | undefined): Published {
  return row === undefined ? 'none' : (readStoredRow(row)?.mac ?? 'unsure');
}
