import { formatCount } from '../app/format-count.ts';
import type { RestoreCounts } from '../sync/restore-state.ts';

const BAR_CELLS = 20;
/** Often enough to look alive. */
const REDRAW_MS = 100;
const CLEAR_LINE = '\r\x1b[K';

export type ProgressBar = {
  /** Draws it, at most ten times a second. */
  readonly show: (counts: () => RestoreCounts) => void;
  /** Takes it away, so that something else can be printed. */
  readonly clear: () => void;
};

/** A bar in the last line of a terminal; nothing at all where the stream is none. */
export function createProgressBar(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>): ProgressBar {
  let drawnMs = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  return {
    show: (counts) => {
      const nowMs = performance.now();
      if (!stream.isTTY || nowMs - drawnMs < REDRAW_MS) return;
      drawnMs = nowMs;
      isDrawn = true;
      stream.write(`${CLEAR_LINE}${formatProgress(counts())}`);
    },
    clear: () => {
      if (isDrawn) stream.write(CLEAR_LINE);
      isDrawn = false;
    },
  };
}

/** Less than 80 characters. */
export function formatProgress({ total, restored, present, asked, waitingFor }: RestoreCounts): string {
  const done = restored + present;
  const cells = total === 0 ? BAR_CELLS : Math.floor((BAR_CELLS * done) / total);
  const waiting = waitingFor.size === 0 ? '' : `, ${formatCount(waitingFor.size, 'interface')} not ready`;
  return `[${'#'.repeat(cells).padEnd(BAR_CELLS, '.')}] ${done}/${total}, ${asked} asked${waiting}`;
}
