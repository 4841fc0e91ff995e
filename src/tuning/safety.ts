import { confidenceOf, type Direction, type Move, nextValue, type Situation } from './move.ts';
import type { KnobName } from './tuned-knobs.ts';
import { errorRate } from './tuner-window.ts';

/** Share of failed writes above which batches shrink. */
export const ERRORS_HIGH = 0.05;
/** While more than this fails, nothing grows. */
const ERRORS_CALM = 0.01;

/** What has to be done against harm, whatever it costs in speed; undefined when nothing has. */
export function safetyMove(situation: Situation): Move | undefined {
  const { recent } = situation;
  const last = recent.at(-1);
  if (last === undefined) return undefined;
  if (recent.every((window) => errorRate(window) > ERRORS_HIGH)) {
    const rate = errorRate(last);
    const to = halvedBatch(situation);
    const reason = `${percent(rate)} of the writes failed`;
    if (to !== undefined)
      return made('batchSize', 'lower', to, reason, confidenceOf(rate / ERRORS_HIGH - 1, last.rows));
  }
  return overrunMove(situation);
}

/** Lost events are reason enough by themselves: they have been lost already. */
export function overrunMove(situation: Situation): Move | undefined {
  const last = situation.recent.at(-1);
  if (last === undefined || last.overruns === 0 || last.memoryBytes > last.memoryDegradedBytes) return undefined;
  // What was asked for and not granted is not asked for again.
  if (last.receiveBufferBytes < situation.knobs.receiveBufferBytes) return undefined;
  const to = nextValue(situation, 'receiveBufferBytes', 'raise');
  const reason = `the kernel dropped events ${last.overruns} times`;
  return to === undefined ? undefined : made('receiveBufferBytes', 'raise', to, reason, confidenceOf(1, last.rows));
}

/** Whether a knob may be raised now. */
export function mayRaise({ recent }: Situation, knob: KnobName): boolean {
  return recent.every((window) => {
    const { memoryBytes, memoryDegradedBytes, memoryUnhealthyBytes } = window;
    const limitBytes = knob === 'batchSize' ? memoryDegradedBytes : memoryUnhealthyBytes;
    return errorRate(window) <= ERRORS_CALM && memoryBytes <= limitBytes;
  });
}

function made(knob: KnobName, direction: Direction, to: number, reason: string, confidence: number): Move {
  return { knob, direction, to, goal: 'speed', isGuess: false, reason, confidence };
}

/** undefined when it is as small as it may be */
export function halvedBatch({ knobs, plan }: Situation): number | undefined {
  const to = Math.max(plan.limits.batchSize.min, Math.round(knobs.batchSize / 2));
  return to < knobs.batchSize ? to : undefined;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
