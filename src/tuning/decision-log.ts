import type { Decision, Turn } from './decision.ts';
import { KNOB_LABELS, type KnobName } from './tuned-knobs.ts';
import type { TunerWindow } from './tuner-window.ts';

/** What came of a decision: turned, only advised, taken back, or left because it helped. */
export type Outcome = 'applied' | 'advised' | 'undone' | 'kept';

/** A decision as it is remembered. */
export type DecisionRecord = Turn & {
  /** Unix time in ms. */
  readonly atMs: number;
  readonly outcome: Outcome;
  readonly window: TunerWindow;
};

const OUTCOMES = { change: 'applied', advise: 'advised', undo: 'undone', keep: 'kept' } as const;
const KEPT = 100;

/** The last decisions, and how many there have been of each kind. */
export class DecisionLog {
  readonly #records: DecisionRecord[] = [];
  readonly #counts = new Map<string, { readonly knob: KnobName; readonly outcome: Outcome; count: number }>();

  /** Takes a decision down, unless there was nothing to decide. */
  add(decision: Decision, window: TunerWindow, atMs: number): DecisionRecord | undefined {
    if (decision.kind === 'none') return undefined;
    const { kind, ...turn } = decision;
    const outcome = OUTCOMES[kind];
    const record = { atMs, outcome, ...turn, window };
    this.#records.push(record);
    if (this.#records.length > KEPT) this.#records.shift();
    const name = `${turn.knob} ${outcome}`;
    const counted = this.#counts.get(name) ?? { knob: turn.knob, outcome, count: 0 };
    counted.count++;
    this.#counts.set(name, counted);
    return record;
  }

  /** The last hundred, the newest last. */
  get records(): readonly DecisionRecord[] {
    return this.#records;
  }

  counts(): readonly { readonly knob: string; readonly outcome: Outcome; readonly count: number }[] {
    return [...this.#counts.values()].map((counted) => ({ ...counted, knob: KNOB_LABELS[counted.knob] }));
  }
}
