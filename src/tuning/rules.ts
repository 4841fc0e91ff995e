import type { Goal } from './judge.ts';
import { confidenceOf, type Direction, type Move, nextValue, type Situation } from './move.ts';
import { halvedBatch, mayRaise } from './safety.ts';
import type { KnobName } from './tuned-knobs.ts';
import { isSaturated, offered, type TunerWindow, throughput, toMib, typical } from './tuner-window.ts';

const QUEUE_HIGH = 1_000;
const CPU_HIGH = 0.9;
const CPU_LOW = 0.5;
/** What is only tried out is a guess. */
const GUESS = 0.3;
/** Nothing is tried out under less than this share of the target rate. */
const LEAST_LOAD = 0.1;

/** What to turn when nothing particular is wrong, in the order in which it usually helps. */
const PROBES: readonly (readonly [KnobName, Direction])[] = [
  ['batchTimeoutMs', 'lower'],
  ['workers', 'raise'],
  ['batchSize', 'raise'],
  ['coalesceMs', 'lower'],
  ['workers', 'lower'],
  ['batchSize', 'lower'],
  ['coalesceMs', 'raise'],
];

/** All that may be turned for the better now, the most wanted first. Whether it helps is seen afterwards. */
export function wantedMoves(situation: Situation): readonly Move[] {
  const moves = [...ruleMoves(situation), ...probes(situation)];
  return moves.filter(({ knob, direction }) => direction === 'lower' || mayRaise(situation, knob));
}

function ruleMoves(situation: Situation): readonly Move[] {
  const { recent, plan } = situation;
  const last = recent.at(-1);
  if (last === undefined) return [];
  const { targetP99Ms } = plan;
  const p99Ms = last.p99Ms ?? 0;
  const moves: Move[] = [];
  const want = (knob: KnobName, direction: Direction, goal: Goal, margin: number, reason: string): void => {
    const to =
      goal === 'memory' && knob === 'batchSize' ? halvedBatch(situation) : nextValue(situation, knob, direction);
    const confidence = confidenceOf(margin, last.rows);
    if (to !== undefined) moves.push({ knob, direction, to, goal, isGuess: false, reason, confidence });
  };
  const all = (holds: (window: TunerWindow) => boolean): boolean => recent.every(holds);

  const memory = (limitBytes: number): string => `memory ${toMib(last.memoryBytes)} MiB above ${toMib(limitBytes)}`;
  if (all(({ memoryBytes, memoryUnhealthyBytes }) => memoryBytes > memoryUnhealthyBytes))
    want('workers', 'lower', 'memory', 1, memory(last.memoryUnhealthyBytes));
  if (all(({ memoryBytes, memoryDegradedBytes }) => memoryBytes > memoryDegradedBytes))
    want('batchSize', 'lower', 'memory', 1, memory(last.memoryDegradedBytes));
  if (all(({ cpu }) => cpu > CPU_HIGH)) {
    const reason = `processor ${last.cpu.toFixed(2)} above ${CPU_HIGH}`;
    want('workers', 'lower', 'cpu', last.cpu - CPU_HIGH, reason);
    want('coalesceMs', 'raise', 'cpu', last.cpu - CPU_HIGH, reason);
  }
  if (all((window) => (window.p99Ms ?? 0) > targetP99Ms)) {
    const reason = `p99 ${p99Ms.toFixed(1)} ms above ${targetP99Ms} ms`;
    want('batchTimeoutMs', 'lower', 'speed', p99Ms / targetP99Ms - 1, reason);
  }
  if (all(({ queue }) => queue > QUEUE_HIGH)) {
    const margin = last.queue / QUEUE_HIGH - 1;
    want('batchSize', 'raise', 'speed', margin, `${last.queue} rows wait`);
    if (all(({ cpu }) => cpu < CPU_LOW))
      want('workers', 'raise', 'speed', margin, `${last.queue} rows wait at a processor of ${last.cpu.toFixed(2)}`);
  }
  // A longer timeout only adds latency, unless larger batches save work: it has to pay in processor time, or it goes back.
  if (all((window) => (window.p99Ms ?? 0) < targetP99Ms / 2 && window.cpu > CPU_LOW)) {
    const reason = `p99 ${p99Ms.toFixed(1)} ms below half of ${targetP99Ms} ms, processor ${last.cpu.toFixed(2)}`;
    want('batchTimeoutMs', 'raise', 'cpu', 1 - (2 * p99Ms) / targetP99Ms, reason);
  }
  return moves;
}

/** Latency that is good enough, a load that is too small to tell: nothing to try out. */
function probes(situation: Situation): readonly Move[] {
  const { recent, plan, strategy } = situation;
  const contentMs = plan.targetP99Ms * strategy.contentShare;
  const content = recent.some((window) => (window.p99Ms ?? 0) <= contentMs && !isSaturated(window));
  if (content || typical(recent, offered) < plan.targetRate * LEAST_LOAD) return [];
  const p99 = typical(recent, ({ p99Ms = 0 }) => p99Ms).toFixed(1);
  const reason = `to see whether it helps: p99 ${p99} ms, ${Math.round(typical(recent, throughput))} rows/s`;
  return PROBES.flatMap(([knob, direction]): readonly Move[] => {
    const to = nextValue(situation, knob, direction);
    return to === undefined ? [] : [{ knob, direction, to, goal: 'speed', isGuess: true, reason, confidence: GUESS }];
  });
}
