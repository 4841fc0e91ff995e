/** How boldly the tuner goes about it. */
export type StrategyName = 'conservative' | 'balanced' | 'aggressive';

export type Strategy = {
  readonly name: StrategyName;
  /** The batch size to begin with when batches should become larger, or smaller. */
  readonly hintBatch: number;
  /** By how much batch size, batch timeout and coalescing are raised; lowering divides by as much. */
  readonly factor: number;
  /** How many workers are added at once, or taken away. */
  readonly workerStep: number;
  /** How far it goes, within what is possible at all. */
  readonly maxBatch: number;
  readonly maxWorkers: number;
  readonly maxCoalesceMs: number;
  /** Windows in succession that must say the same before something is turned, and that a change is judged by. */
  readonly evidence: number;
  /** Share of the target p99 below which latency is good enough to leave everything as it is. */
  readonly contentShare: number;
};

const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  conservative: {
    name: 'conservative',
    hintBatch: 50,
    factor: 1.5,
    workerStep: 1,
    maxBatch: 250,
    maxWorkers: 4,
    maxCoalesceMs: 2,
    evidence: 3,
    contentShare: 0.5,
  },
  balanced: {
    name: 'balanced',
    hintBatch: 100,
    factor: 2,
    workerStep: 1,
    maxBatch: 500,
    maxWorkers: 8,
    maxCoalesceMs: 3,
    evidence: 2,
    contentShare: 0.05,
  },
  aggressive: {
    name: 'aggressive',
    hintBatch: 500,
    factor: 2.5,
    workerStep: 2,
    maxBatch: 1000,
    maxWorkers: 16,
    maxCoalesceMs: 5,
    evidence: 2,
    contentShare: 0.02,
  },
};

/** What is configured; `auto` goes by the size of the table. */
export type StrategyChoice = StrategyName | 'auto';

const SMALL_TABLE = 1_000;
const LARGE_TABLE = 10_000;

export function strategyOf(choice: StrategyChoice, neighbors: number): Strategy {
  if (choice !== 'auto') return STRATEGIES[choice];
  if (neighbors < SMALL_TABLE) return STRATEGIES.conservative;
  return neighbors <= LARGE_TABLE ? STRATEGIES.balanced : STRATEGIES.aggressive;
}
