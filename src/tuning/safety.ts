import { confidenceOf, type Direction, type Move, nextValue, type Situation } from './move.ts';
import type { KnobName } from './tuned-knobs.ts';
import { errorRate, type TunerWindow } from './tuner-window.ts';

/** Share of failed writes above which batches shrink. */
export const ERRORS_HIGH = 0.05;
/** While more than this fails, nothing grows. */
const ERRORS_CALM = 0.01;
const MIB = 1024 * 1024;

/** What has to be done against harm, whatever it costs in speed; undefined when nothing has. */
export function safetyMove(situation: Situation): Move | undefined {
  const { recent } = situation;
  const last = recent.at(-1);
  if (last === undefined) return undefined;
  const move = (knob: KnobName, direction: Direction, margin: number, reason: string): Move | undefined => {
    const to = knob === 'batchSize' ? halved(situation) : nextValue(situation, knob, direction);
    return to === undefined ? undefined : made(knob, direction, to, reason, confidenceOf(margin, last.rows));
  };
  if (recent.every((window) => errorRate(window) > ERRORS_HIGH)) {
    const rate = errorRate(last);
    const shrink = move('batchSize', 'lower', rate / ERRORS_HIGH - 1, `${percent(rate)} of the writes failed`);
    if (shrink !== undefined) return shrink;
  }
  if (recent.every(({ memoryBytes, memoryUnhealthyBytes }) => memoryBytes > memoryUnhealthyBytes)) {
    const fewer = move('workers', 'lower', 1, memoryText(last, last.memoryUnhealthyBytes));
    if (fewer !== undefined) return fewer;
  }
  if (recent.every(({ memoryBytes, memoryDegradedBytes }) => memoryBytes > memoryDegradedBytes)) {
    const shrink = move('batchSize', 'lower', 1, memoryText(last, last.memoryDegradedBytes));
    if (shrink !== undefined) return shrink;
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

/** Whether anything may grow now. */
export function mayGrow({ recent }: Situation): boolean {
  return recent.every((window) => errorRate(window) <= ERRORS_CALM && window.memoryBytes <= window.memoryDegradedBytes);
}

function made(knob: KnobName, direction: Direction, to: number, reason: string, confidence: number): Move {
  return { knob, direction, to, goal: 'speed', reason, confidence };
}

function halved({ knobs, plan }: Situation): number | undefined {
  const to = Math.max(plan.limits.batchSize.min, Math.round(knobs.batchSize / 2));
  return to < knobs.batchSize ? to : undefined;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function memoryText({ memoryBytes }: TunerWindow, threshold: number): string {
  return `memory ${Math.round(memoryBytes / MIB)} MiB above ${Math.round(threshold / MIB)} MiB`;
}
