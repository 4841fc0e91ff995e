import type { FigureName } from './figures.ts';
import type { Result } from './result.ts';

/** One figure beside another of the same run. */
export type Ratio = {
  readonly case: string;
  readonly size: number;
  readonly setting: string;
  readonly subject: string;
  /** what is divided by what */
  readonly of: string;
  readonly ratio: number;
};

const PLAIN = 'producer';
/** Other daemons are put beside ours by these, where both have them. */
const COMPARED: readonly FigureName[] = [
  'seconds',
  'p50Ms',
  'p99Ms',
  'daemonCpuS',
  'redisCpuS',
  'writes',
  'peakRssMib',
  'cpuPercent',
];

/**
 * Bursts and starts beside what Redis, the kernel and Node.js alone take, where the run has those references; and every daemon beside
 * the first.
 */
export function ratiosOf(results: readonly Result[]): readonly Ratio[] {
  return results.flatMap((result) => [...toReference(result, results), ...toFirst(result, results)]);
}

function toReference(result: Result, results: readonly Result[]): readonly Ratio[] {
  const { figures, setting, size } = result;
  const reference = (name: string, ofSize: number): number =>
    results.find((one) => one.case === name && one.size === ofSize)?.figures.seconds?.median ?? Number.NaN;
  const seconds = figures.seconds?.median ?? Number.NaN;
  const redis = reference('redis-alone', size);
  if (setting !== PLAIN) return [];
  switch (result.case) {
    case 'burst-add':
    case 'burst-again':
      return ratio(result, 'time / Redis alone', seconds / redis);
    case 'start':
      return ratio(
        result,
        "(time - Node's own start) / (dump + Redis alone)",
        (seconds - reference('node-start', 1)) / (reference('dump', size) + redis),
      );
    default:
      return [];
  }
}

function toFirst(result: Result, results: readonly Result[]): readonly Ratio[] {
  const first = results.find(
    (one) => one.case === result.case && one.size === result.size && one.setting === result.setting,
  );
  if (first === undefined || first === result) return [];
  return COMPARED.flatMap((figure) => {
    const [ours, theirs] = [first.figures[figure]?.median, result.figures[figure]?.median];
    return ours === undefined || theirs === undefined
      ? []
      : ratio(result, `${figure}: ${result.subject} / ${first.subject}`, theirs / ours);
  });
}

/** Nothing when a part is missing, or is zero. */
function ratio({ case: name, size, setting, subject }: Result, of: string, value: number): readonly Ratio[] {
  return Number.isFinite(value) ? [{ case: name, size, setting, subject, of, ratio: value }] : [];
}
