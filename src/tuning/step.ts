import type { Decision, Turn } from './decision.ts';
import { isMuchWorse, judge, type Verdict } from './judge.ts';
import { confidenceOf, isForBacklog, type Move, type MoveName, nameOf, type Situation } from './move.ts';
import type { TunerPlan } from './plan.ts';
import { wantedMoves } from './rules.ts';
import { ERRORS_HIGH, overrunMove, safetyMove } from './safety.ts';
import { strategyOf } from './strategy.ts';
import type { TunedKnobs } from './tuned-knobs.ts';
import { errorRate, isEnough, isIdle, offered, sameLoad, type TunerWindow, typical } from './tuner-window.ts';

export type TunerState = {
  /** In force. */
  readonly knobs: TunedKnobs;
  /** Windows with work so far: the tuner's time, which stands still while nothing happens. */
  readonly windows: number;
  readonly phase: Phase;
  /** The last windows under the knobs in force, the newest last. */
  readonly recent: readonly TunerWindow[];
  /** What has not helped, or has just been done the other way, in this round. */
  readonly refused: ReadonlySet<MoveName>;
  /** Whether anything has helped in this round. */
  readonly helped: boolean;
  /** Rounds since the load has been what it is, but for a first one that helped: by then what helps further is mostly luck. */
  readonly rounds: number;
  /** There has been a round under this load. */
  readonly followUp: boolean;
  /** Nothing is tried out before this window. */
  readonly restUntil: number;
  /** The load of this round, in events per second; what does not help under one may under another. */
  readonly load: number | undefined;
};

/** `trying` waits for what comes of a change. */
type Phase =
  | { readonly kind: 'watching' }
  | {
      readonly kind: 'trying';
      readonly move: Move;
      readonly knobs: TunedKnobs;
      readonly before: readonly TunerWindow[];
      readonly since: readonly TunerWindow[];
      /** Windows in succession under another load: one says nothing, more make an end. */
      readonly misfits: number;
    };

type Step = { readonly state: TunerState; readonly decision: Decision };

/** The most windows that are looked at: twice the evidence of the most careful strategy. */
const KEPT_WINDOWS = 6;
/** So many windows in succession under another load end a trial. */
const MISFITS = 3;
/** A load of another kind, for which what was refused may help. */
const OTHER_LOAD = 2;
/** After a round in which nothing helped, so many windows pass before each further trial; twice as many after the next. */
const REST_WINDOWS = 10;
const LONGEST_REST_WINDOWS = 160;

export function initialState(knobs: TunedKnobs): TunerState {
  return {
    knobs,
    windows: 0,
    phase: { kind: 'watching' },
    recent: [],
    refused: new Set(),
    helped: false,
    rounds: 0,
    followUp: false,
    restUntil: 0,
    load: undefined,
  };
}

/**
 * Takes in one window, and turns at most one knob. A window without work changes nothing at all.
 *
 * Pure: the same windows make the same decisions.
 */
export function step(plan: TunerPlan, state: TunerState, window: TunerWindow): Step {
  const strategy = strategyOf(plan.strategy, window.neighbors);
  if (isIdle(window)) return stepIdle(plan, state, { plan, strategy, knobs: state.knobs, recent: [window] });
  // Rows that were only read back, or held: how long those took says nothing.
  if (window.p99Ms === undefined && window.failures + window.overruns === 0) return none(state, 'nothing was measured');
  const seen = { ...state, windows: state.windows + 1, recent: [...state.recent, window].slice(-KEPT_WINDOWS) };
  if (seen.phase.kind === 'trying') return stepTrial(seen, seen.phase, window, strategy.evidence);
  const recent = seen.recent.slice(-strategy.evidence);
  const situation: Situation = { plan, strategy, knobs: seen.knobs, recent };
  const enough = recent.length >= strategy.evidence;
  const guard = enough ? safetyMove(situation) : overrunMove(situation);
  if (guard !== undefined && !(plan.mode === 'advise' && seen.windows < seen.restUntil))
    return turn(plan, seen, guard, 'stays');
  if (!enough) return none(seen, 'watching');
  if (recent.some((one) => errorRate(one) > ERRORS_HIGH)) return none(seen, 'writes fail');
  return stepSearch(seen, situation);
}

/** Events may be lost although none of them has to be written. */
function stepIdle(plan: TunerPlan, state: TunerState, situation: Situation): Step {
  const guard = state.phase.kind === 'watching' && plan.mode === 'apply' ? overrunMove(situation) : undefined;
  return guard === undefined ? none(state, 'idle') : turn(plan, state, guard, 'stays');
}

/** The next of what is wanted and not refused; when all is, the round ends. */
function stepSearch(state: TunerState, situation: Situation): Step {
  const { evidence } = situation.strategy;
  // A burst more or less in a window makes it another load: what is alike is compared, and the last one has to be.
  const load = typical(state.recent.slice(-2 * evidence), offered);
  const alike = state.recent.filter((window) => sameLoad(offered(window), load));
  if (alike.at(-1) !== state.recent.at(-1) || alike.length < evidence) return none(state, 'the load varies');
  const current = startRound(state, load);
  if (!isEnough(alike, evidence)) return none(current, 'watching');
  const wanted = wantedMoves({ ...situation, recent: alike.slice(-evidence) });
  if (wanted.length === 0) return none(current, 'all is well');
  if (current.windows < current.restUntil) return none(current, 'nothing helped lately');
  const move = wanted.find((one) => !current.refused.has(nameOf(one)));
  if (move !== undefined) return turn(situation.plan, { ...current, recent: alike }, move, 'is tried');
  const first = current.helped && !current.followUp;
  const rounds = first ? 0 : current.rounds + 1;
  return none(
    {
      ...current,
      refused: new Set(),
      helped: false,
      followUp: true,
      rounds,
      restUntil: current.windows + restAfter(rounds),
    },
    'nothing is left to be tried',
  );
}

function startRound(state: TunerState, load: number): TunerState {
  if (state.load === undefined) return { ...state, load };
  if (sameLoad(state.load, load, OTHER_LOAD)) return state;
  return { ...state, load, refused: new Set(), helped: false, followUp: false, rounds: 0, restUntil: 0 };
}

function restAfter(rounds: number): number {
  return rounds === 0 ? 0 : Math.min(LONGEST_REST_WINDOWS, REST_WINDOWS * 2 ** (rounds - 1));
}

function turn(plan: TunerPlan, state: TunerState, move: Move, what: 'stays' | 'is tried'): Step {
  const { knob, to, reason, confidence } = move;
  const turned: Turn = { knob, from: state.knobs[knob], to, reason, confidence };
  if (plan.mode === 'advise') {
    // Said once, then again only after a rest: nobody has to have followed it.
    const rested = { ...refuse(state, move), recent: [], restUntil: state.windows + REST_WINDOWS };
    return { state: rested, decision: { kind: 'advise', ...turned } };
  }
  const knobs = { ...state.knobs, [knob]: to };
  const phase: Phase =
    what === 'stays'
      ? { kind: 'watching' }
      : { kind: 'trying', move, knobs: state.knobs, before: state.recent, since: [], misfits: 0 };
  return { state: { ...state, knobs, phase, recent: [] }, decision: { kind: 'change', ...turned } };
}

function stepTrial(
  state: TunerState,
  trial: Extract<Phase, { readonly kind: 'trying' }>,
  window: TunerWindow,
  evidence: number,
): Step {
  const { move, before } = trial;
  const failed = errorRate(window) > Math.max(ERRORS_HIGH, ...before.map(errorRate));
  if (failed) return endTrial(state, trial, undefined, `${window.failures} writes failed`, 1);
  if (window.overruns > 0 && before.every(({ overruns }) => overruns === 0))
    return endTrial(state, trial, 'worse', `the kernel dropped events ${window.overruns} times`, 1);
  const load = typical(before, offered);
  if (!sameLoad(offered(window), load)) {
    const misfits = trial.misfits + 1;
    if (misfits < MISFITS) return none({ ...state, phase: { ...trial, misfits } }, 'the load varies');
    const text = `the load changed from ${Math.round(load)} to ${Math.round(offered(window))} events/s`;
    return endTrial(state, trial, undefined, text, 0);
  }
  const since = [...trial.since, window];
  const verdict = judge(move.goal, before, since);
  const soon = isMuchWorse(window, before);
  const enough = isEnough(since, evidence) && since.length >= (move.isGuess ? 2 * evidence : evidence);
  const hopeful = verdict.kind === 'better' && !enough;
  if ((since.length < evidence && !soon) || hopeful)
    return none({ ...state, phase: { ...trial, since, misfits: 0 } }, 'trying');
  return endTrial(state, trial, verdict.kind, verdict.text, verdict.margin);
}

/** A change that did not help is taken back, unless that would make batches larger while writes fail. */
function endTrial(
  state: TunerState,
  trial: Extract<Phase, { readonly kind: 'trying' }>,
  verdict: Verdict['kind'] | undefined,
  text: string,
  margin: number,
): Step {
  const { knob, direction } = trial.move;
  const [is, was] = [state.knobs[knob], trial.knobs[knob]];
  const watching = { ...state, phase: { kind: 'watching' } as const };
  const confidence = confidenceOf(
    margin,
    typical(state.recent, ({ rows }) => rows),
  );
  if (verdict === 'better' || (verdict === 'same' && isForBacklog(trial.move))) {
    const back = { knob, direction: direction === 'raise' ? 'lower' : 'raise' } as const;
    const kept = { ...refuse(watching, back), helped: true, restUntil: state.windows + restAfter(state.rounds) };
    return { state: kept, decision: { kind: 'keep', knob, from: was, to: is, reason: text, confidence } };
  }
  const failing = state.recent.some((window) => errorRate(window) > ERRORS_HIGH);
  // Under another load it may help yet: that is no reason not to try it again.
  const ended = verdict === undefined && !failing ? watching : refuse(watching, trial.move);
  const rest = verdict === undefined ? REST_WINDOWS : restAfter(state.rounds);
  const paused = { ...ended, recent: [], restUntil: state.windows + rest };
  if (failing && knob === 'batchSize' && was > is) return none(paused, `not taken back while writes fail: ${text}`);
  const undone = { ...paused, knobs: trial.knobs };
  return { state: undone, decision: { kind: 'undo', knob, from: is, to: was, reason: text, confidence } };
}

function refuse(state: TunerState, move: Pick<Move, 'knob' | 'direction'>): TunerState {
  return { ...state, refused: new Set([...state.refused, nameOf(move)]) };
}

function none(state: TunerState, reason: string): Step {
  return { state, decision: { kind: 'none', reason } };
}
