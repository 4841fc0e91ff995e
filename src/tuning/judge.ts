import { isSaturated, type TunerWindow, throughput, toMib, typical } from './tuner-window.ts';

/** What a change was made for. */
export type Goal = 'speed' | 'cpu' | 'memory';

/** What came of a change, with the figures. */
export type Verdict = { readonly kind: 'better' | 'worse' | 'same'; readonly text: string; readonly margin: number };

/** Dead band: what differs by less is noise. */
const BETTER_P99 = 0.88;
const WORSE_P99 = 1.15;
/** Below this no difference of latency counts: timers have a millisecond. */
const LEAST_GAIN_MS = 0.3;
const BETTER_THROUGHPUT = 1.07;
const WORSE_THROUGHPUT = 0.95;
const BETTER_CPU = 0.93;
const BETTER_MEMORY = 0.97;
const MUCH_WORSE = 1.5;

/**
 * Compares the windows before a change with those since, all under loads alike. Better is only what every window
 * since was better in than every one before: luck in one of them does not count.
 */
export function judge(goal: Goal, before: readonly TunerWindow[], since: readonly TunerWindow[]): Verdict {
  if (goal !== 'memory' && before.some(isSaturated) && since.some(isSaturated)) return judgeThroughput(before, since);
  const p99 = judgeP99(before, since);
  if (goal === 'speed' || p99.kind === 'worse') return p99;
  return goal === 'cpu' ? judgeCpu(before, since) : judgeMemory(before, since);
}

/** So much worse than the worst before that one window is enough. */
export function isMuchWorse(window: TunerWindow, before: readonly TunerWindow[]): boolean {
  const p99 = ({ p99Ms = 0 }: TunerWindow): number => p99Ms;
  return !before.some(isSaturated) && p99(window) > MUCH_WORSE * Math.max(...before.map(p99)) + LEAST_GAIN_MS;
}

/** Time of the processor for one row, in ms. */
function cpuPerRow({ cpu, durationMs, rows }: TunerWindow): number {
  return (cpu * durationMs) / Math.max(1, rows);
}

function judgeThroughput(before: readonly TunerWindow[], since: readonly TunerWindow[]): Verdict {
  const [was, is] = [typical(before, throughput), typical(since, throughput)];
  const text = `${Math.round(was)} rows/s before, ${Math.round(is)} since`;
  const apart = Math.min(...since.map(throughput)) > Math.max(...before.map(throughput));
  if (is >= was * BETTER_THROUGHPUT && apart) return { kind: 'better', text, margin: is / was - 1 };
  return { kind: is < was * WORSE_THROUGHPUT ? 'worse' : 'same', text, margin: Math.abs(1 - is / was) };
}

function judgeP99(before: readonly TunerWindow[], since: readonly TunerWindow[]): Verdict {
  const p99 = ({ p99Ms = 0 }: TunerWindow): number => p99Ms;
  const [was, is] = [typical(before, p99), typical(since, p99)];
  const text = `p99 ${was.toFixed(1)} ms before, ${is.toFixed(1)} ms since`;
  const apart = Math.max(...since.map(p99)) < Math.min(...before.map(p99));
  if (is <= was * BETTER_P99 && was - is >= LEAST_GAIN_MS && apart)
    return { kind: 'better', text, margin: 1 - is / was };
  const worse = is >= was * WORSE_P99 && is - was >= LEAST_GAIN_MS;
  return { kind: worse ? 'worse' : 'same', text, margin: Math.abs(1 - is / Math.max(was, LEAST_GAIN_MS)) };
}

function judgeCpu(before: readonly TunerWindow[], since: readonly TunerWindow[]): Verdict {
  const [was, is] = [typical(before, cpuPerRow), typical(since, cpuPerRow)];
  const text = `${(was * 1000).toFixed(1)} us of processor per row before, ${(is * 1000).toFixed(1)} since`;
  const apart = Math.max(...since.map(cpuPerRow)) < Math.min(...before.map(cpuPerRow));
  if (is <= was * BETTER_CPU && apart) return { kind: 'better', text, margin: 1 - is / was };
  return { kind: 'same', text, margin: Math.abs(1 - is / Math.max(was, Number.EPSILON)) };
}

function judgeMemory(before: readonly TunerWindow[], since: readonly TunerWindow[]): Verdict {
  const memory = ({ memoryBytes }: TunerWindow): number => memoryBytes;
  const [was, is] = [typical(before, memory), typical(since, memory)];
  const text = `memory ${toMib(was)} MiB before, ${toMib(is)} since`;
  return { kind: is <= was * BETTER_MEMORY ? 'better' : 'same', text, margin: Math.abs(1 - is / was) };
}
