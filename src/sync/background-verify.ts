import type { Clock } from '../base/clock.ts';
import { parseKey } from '../neighbor/key.ts';
import type { Published, RowId } from '../neighbor/mirror.ts';
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
  readonly readRows: RowReader;
  readonly readKeys: KeyReader;
  /** Has the kernel's table read again, though nothing is known to be missing. */
  readonly refreshKernel: () => void;
  /** There are rows without a neighbor: the kernel is to be asked about them. */
  readonly settleOrphans: () => void;
  /** Keys under interfaces of ours that no neighbor can have. */
  readonly onMalformed: (keys: readonly string[]) => void;
  readonly report: (report: EngineReport) => void;
};

/** Keys that Redis looks at in one go: a fraction of a millisecond, so that no write waits for it. */
const SLICE_KEYS = 100;
/** After each look the database rests for so many times as long as the look took. */
const REST_FACTOR = 4;
const ASKED_AT_ONCE = 100;

type Pass = {
  readonly slices: AsyncIterator<readonly StoredRow[]>;
  readonly seen: Set<RowId>;
  readonly suspects: Set<string>;
  readonly malformed: string[];
  readonly found: Map<DriftKind, string[]>;
  isRead: boolean;
};

/**
 * Looks for rows that somebody else has changed, by small steps with long rests in between. A pass has the kernel read
 * again, then reads the table slice by slice. A row that is not as we left it is only suspected, for a write of ours may
 * have come between: it is read once more by its key, and counts as drift if no write of it was under way meanwhile. What
 * follows from it is decided as everywhere: by what the kernel says, through the policy.
 */
export class BackgroundVerify {
  readonly #options: BackgroundVerifyOptions;
  #pass: Pass | undefined;
  #nextStepMs = 0;
  /** When the last pass ended, or the table was read as a whole. */
  #restedSinceMs: number;

  constructor(options: BackgroundVerifyOptions) {
    this.#options = options;
    this.#restedSinceMs = options.clock.monotonicMs();
  }

  /** Monotonic time of the next step; undefined while comparing is switched off. */
  get nextStepMs(): number | undefined {
    if (this.#pass !== undefined) return this.#nextStepMs;
    const { verifyIntervalMs } = this.#options.knobs;
    return verifyIntervalMs === 0 ? undefined : this.#restedSinceMs + verifyIntervalMs;
  }

  /** The table has been read as a whole, or is not to be read any more: a pass that was under way is dropped. */
  abandon(): void {
    const pass = this.#pass;
    this.#pass = undefined;
    this.#restedSinceMs = this.#options.clock.monotonicMs();
    void pass?.slices.return?.().catch(() => {});
  }

  /** Takes one step. Rejects when the table cannot be read; the pass is dropped then. */
  async step(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const startedMs = clock.monotonicMs();
    try {
      if (this.#pass === undefined) this.#begin(signal);
      else if (!this.#pass.isRead) await this.#readSlice(this.#pass);
      else if (this.#pass.suspects.size > 0) await this.#ask(this.#pass, signal);
      else this.#finish(this.#pass);
    } catch (thrown) {
      this.abandon();
      throw thrown;
    }
    const nowMs = clock.monotonicMs();
    this.#nextStepMs = nowMs + REST_FACTOR * (nowMs - startedMs);
  }

  #begin(signal: AbortSignal): void {
    const { readRows, refreshKernel } = this.#options;
    const slices = readRows(signal, SLICE_KEYS)[Symbol.asyncIterator]();
    const found = new Map<DriftKind, string[]>();
    this.#pass = { slices, seen: new Set(), suspects: new Set(), malformed: [], found, isRead: false };
    refreshKernel();
  }

  async #readSlice(pass: Pass): Promise<void> {
    const { done, value } = await pass.slices.next();
    if (done === true) this.#suspectMissing(pass);
    else for (const row of value) this.#compare(pass, row);
  }

  #compare({ seen, suspects, malformed }: Pass, row: StoredRow): void {
    const { mirror, policy } = this.#options.image;
    if (!ownsInterface(claimedInterface(row.key), policy)) return;
    const known = readStoredRow(row);
    if (known === undefined) {
      if (malformed.length < MALFORMED_LIMIT) malformed.push(row.key);
      return;
    }
    const id = mirror.find(known.interfaceName, known.ip);
    if (id !== undefined) seen.add(id);
    if (id === undefined || mirror.published(id) !== contentOf(row)) suspects.add(row.key);
  }

  #suspectMissing(pass: Pass): void {
    const { mirror } = this.#options.image;
    for (const id of mirror.ids()) {
      if (mirror.published(id) !== 'none' && !pass.seen.has(id)) pass.suspects.add(mirror.key(id));
    }
    pass.isRead = true;
  }

  /** The second look. */
  async #ask({ suspects, found }: Pass, signal: AbortSignal): Promise<void> {
    const { image, clock, readKeys, settleOrphans } = this.#options;
    const keys = [...suspects].slice(0, ASKED_AT_ONCE);
    const ids = new Map<string, RowId>();
    for (const key of keys) {
      suspects.delete(key);
      const parts = parseKey(key);
      if (parts !== undefined) ids.set(key, image.mirror.intern(parts.interfaceName, parts.ip));
    }
    using watch = image.pending.watch([...ids.values()]);
    const rows = new Map((await readKeys([...ids.keys()], signal)).map((row) => [row.key, row]));
    const nowMs = clock.monotonicMs();
    for (const [key, id] of ids) {
      const drift = watch.isUntouched(id) ? image.correct(id, contentOf(rows.get(key)), nowMs) : undefined;
      if (drift === undefined) continue;
      countUnder(image.counters.driftFound, drift);
      found.set(drift, [...(found.get(drift) ?? []), key]);
    }
    if (found.has('unwanted')) settleOrphans();
  }

  #finish({ malformed, found }: Pass): void {
    const { image, clock, onMalformed, report } = this.#options;
    this.abandon();
    image.counters.verifyPasses++;
    image.counters.lastVerifyMs = clock.nowMs();
    onMalformed(malformed);
    const counts = Object.fromEntries([...found].map(([kind, keys]) => [kind, keys.length]));
    const [first] = [...found.values()].flat();
    if (first !== undefined) report({ kind: 'drift', counts, first });
  }
}

/** What a stored row says, as the mirror puts it. */
function contentOf(row: StoredRow | undefined): Published {
  return row === undefined ? 'none' : (readStoredRow(row)?.mac ?? 'unsure');
}
