import type { Measure, WindowName, WindowShape } from './measure.ts';
import { WindowSlot } from './window-slot.ts';

const SHORTEST_MS = 10_000;
const LEVEL: Readonly<Record<WindowName, 0 | 1 | 2>> = { '10s': 0, '1m': 0, '5m': 1, '1h': 2 };

/** One window: closed slots, oldest first, and the one that is being filled. */
type Level = WindowShape & { readonly closed: WindowSlot[]; open: WindowSlot };

/**
 * Windows over the last minute, five minutes and hour. Whatever is recorded goes into one slot (`current`), which is added to the
 * longer windows when it is closed. Memory is bounded by the number of slots.
 */
export class RollingWindows {
  readonly #bits: number;
  readonly #levels: readonly [Level, Level, Level];

  constructor({ bits, windows }: Measure, nowMs: number) {
    this.#bits = bits;
    const level = (shape: WindowShape): Level => ({ ...shape, closed: [], open: new WindowSlot(bits, nowMs) });
    const [minute, minutes, hour] = windows;
    this.#levels = [level(minute), level(minutes), level(hour)];
  }

  /** Where to record now. Changes with `advance`. */
  get current(): WindowSlot {
    return this.#levels[0].open;
  }

  /** Closes what is full. */
  advance(nowMs: number): void {
    const [first, ...longer] = this.#levels;
    if (nowMs - first.open.startMs < first.slotMs) return;
    for (const level of longer) level.open.merge(first.open);
    for (const level of this.#levels) if (nowMs - level.open.startMs >= level.slotMs) this.#close(level, nowMs);
  }

  /** A copy of all that a window has, what is being recorded now included. */
  read(name: WindowName, nowMs: number): WindowSlot {
    const number = LEVEL[name];
    const { closed, open } = this.#levels[number];
    const whole = new WindowSlot(this.#bits, this.current.startMs);
    whole.merge(this.current);
    if (number > 0) whole.merge(open);
    for (const slot of closed.toReversed()) {
      if (name === '10s' && nowMs - whole.startMs >= SHORTEST_MS) break;
      whole.merge(slot);
    }
    return whole;
  }

  #close(level: Level, nowMs: number): void {
    level.closed.push(level.open);
    const dropped = level.closed.length > level.slots ? level.closed.shift() : undefined;
    dropped?.clear(nowMs);
    level.open = dropped ?? new WindowSlot(this.#bits, nowMs);
  }
}
