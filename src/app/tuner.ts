import { isDeepStrictEqual } from 'node:util';
import { type Clock, systemClock } from '../base/clock.ts';
import { createWakeup } from '../base/wakeup.ts';
import type { EngineInlet } from '../capture/recorder.ts';
import type { Config } from '../config/schema.ts';
import type { Monitor } from '../netlink/monitor.ts';
import type { Knobs } from '../sync/knobs.ts';
import type { Logger } from '../telemetry/logger.ts';
import { DecisionLog, type DecisionRecord, type Outcome } from '../tuning/decision-log.ts';
import type { TunerPlan } from '../tuning/plan.ts';
import { initialState, step } from '../tuning/step.ts';
import { KNOB_LABELS, type TunedKnobs } from '../tuning/tuned-knobs.ts';
import type { TunerWindow } from '../tuning/tuner-window.ts';
import { knobsOf } from './knobs.ts';
import { configuredKnobs, tunerPlan } from './tuner-plan.ts';

export type TunerOptions = {
  readonly config: Config;
  readonly output: 'producer' | 'direct';
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  readonly clock?: Clock;
  /** Told of every decision; the audit trail wants to know. */
  readonly onDecision?: (record: DecisionRecord) => void;
};

/** What the tuner turns, and looks at. */
export type TunedPipeline = {
  readonly inlet: Pick<EngineInlet, 'knobsChanged'>;
  readonly monitor: Pick<Monitor, 'turn' | 'receiveBufferBytes'>;
  /** What has happened since the last call, see `createSampler`. */
  readonly sample: () => TunerWindow | undefined;
};

/** What the configuration asks for. */
type Configured = {
  readonly configured: TunedKnobs;
  /** undefined when the tuner is off */
  readonly plan: TunerPlan | undefined;
  readonly intervalMs: number;
};

export type TunerStatus = Configured & {
  /** In force. */
  readonly knobs: TunedKnobs;
  /** The last that was looked at; why nothing was decided, empty if something was. */
  readonly window: (TunerWindow & { readonly atMs: number }) | undefined;
  readonly note: string;
  /** What SO_RCVBUF of the event socket reads back, twice what was granted; 0 while there is none. */
  readonly receiveBufferBytes: number;
  readonly log: Pick<DecisionLog, 'records' | 'counts'>;
};

export type Tuner = {
  /** The engine's; the tuner changes what is in it. */
  readonly knobs: Knobs;
  readonly status: () => TunerStatus;
  /** Takes on a configuration. What it changes of the knobs is in force at once, whatever has been tuned. */
  readonly configure: (config: Config) => void;
  /** Looks, decides and turns until `signal` is aborted. */
  readonly run: (pipeline: TunedPipeline, signal: AbortSignal) => Promise<void>;
};

const MESSAGES: Readonly<Record<Outcome, string>> = {
  applied: 'tuner: a knob was turned',
  advised: 'tuner: a knob should be turned',
  undone: 'tuner: a change did not help and was taken back',
  kept: 'tuner: a change helped and stays',
};

/** Owns the knobs of the running pipeline: they are what is configured, and what the tuner has made of it since. */
export function createTuner({ config, output, logger, clock = systemClock, onDecision }: TunerOptions): Tuner {
  const log = new DecisionLog();
  const wakeup = createWakeup(clock);
  const knobs = knobsOf(config, output);
  let now = configuredOf(config, output);
  let state = initialState(now.configured);
  let restarted = true;
  let pipeline: TunedPipeline | undefined;
  let window: TunerStatus['window'];
  let note = 'nothing was looked at yet';
  if (knobs.batchSize < config.performance.batch_size) {
    const rows = knobs.batchSize;
    logger.warn('performance.batch_size is above performance.consumer_batch and capped to it', { rows });
  }

  const turn = (tuned: TunedKnobs): void => {
    const { coalesceMs, receiveBufferBytes, ...ofEngine } = tuned;
    Object.assign(knobs, ofEngine);
    pipeline?.monitor.turn({ coalesceMs, receiveBufferBytes });
  };

  const look = ({ sample, inlet }: TunedPipeline): void => {
    const seen = sample();
    if (seen === undefined) return;
    window = { ...seen, atMs: clock.nowMs() };
    if (now.plan === undefined) return;
    const { state: next, decision } = step(now.plan, state, seen);
    const changed = next.knobs !== state.knobs;
    state = next;
    note = decision.kind === 'none' ? decision.reason : '';
    if (changed) {
      turn(next.knobs);
      inlet.knobsChanged();
    }
    const record = log.add(decision, seen, clock.nowMs());
    if (record === undefined) return;
    const { outcome, knob, from, to, reason, confidence } = record;
    logger.info(MESSAGES[outcome], { knob: KNOB_LABELS[knob], from, to, reason, confidence });
    onDecision?.(record);
  };

  return {
    knobs,
    status: () => ({
      ...now,
      knobs: state.knobs,
      window,
      note,
      receiveBufferBytes: pipeline?.monitor.receiveBufferBytes ?? 0,
      log,
    }),
    configure: (wanted) => {
      const before = now;
      now = configuredOf(wanted, output);
      knobs.verifyIntervalMs = knobsOf(wanted, output).verifyIntervalMs;
      if (isDeepStrictEqual(now, before)) return;
      // A trial that nobody will judge any more is taken back.
      const tuned = state.phase.kind === 'trying' ? state.phase.knobs : state.knobs;
      state = initialState(goesOn(before, now) ? tuned : now.configured);
      turn(state.knobs);
      restarted = true;
      wakeup.notify();
    },
    run: async (running, signal) => {
      pipeline = running;
      turn(state.knobs);
      while (!signal.aborted) {
        await wakeup.wait(now.intervalMs, signal);
        if (signal.aborted) return;
        // A window begins with what is in force now.
        if (restarted) running.sample();
        else look(running);
        restarted = false;
      }
    },
  };
}

function configuredOf(config: Config, output: TunerOptions['output']): Configured {
  return {
    configured: configuredKnobs(config, output),
    plan: tunerPlan(config, output),
    intervalMs: config.tuning.interval_ms,
  };
}

/** Whether what has been tuned goes on: only targets, strategy or interval have changed. */
function goesOn(before: Configured, after: Configured): boolean {
  const fixed = ({ configured, plan }: Configured) => ({ configured, mode: plan?.mode, limits: plan?.limits });
  return isDeepStrictEqual(fixed(before), fixed(after));
}
