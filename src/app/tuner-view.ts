import type { DecisionRecord } from '../tuning/decision-log.ts';
import { KNOB_LABELS, type KnobName, type TunedKnobs } from '../tuning/tuned-knobs.ts';
import { errorRate, type TunerWindow, throughput } from '../tuning/tuner-window.ts';
import type { Tuner } from './tuner.ts';

const KNOB_NAMES = Object.keys(KNOB_LABELS) as readonly KnobName[];

/** What `GET /tuning` answers. */
export function tuningView(tuner: Pick<Tuner, 'status'>): object {
  const { plan, intervalMs, configured, knobs, window, note, log } = tuner.status();
  return {
    mode: plan?.mode ?? 'off',
    strategy: plan?.strategy ?? null,
    interval_ms: intervalMs,
    target_p99_ms: plan?.targetP99Ms ?? null,
    target_rate: plan?.targetRate ?? null,
    knobs: labelled(knobs),
    configured: labelled(configured),
    limits: plan === undefined ? null : labelled(plan.limits),
    last_window: window === undefined ? null : { at: new Date(window.atMs).toISOString(), ...windowView(window) },
    note,
    decisions: log.records.map(decisionView),
  };
}

/** The values of all knobs under the names that configuration and metrics use. */
export function knobValues(knobs: TunedKnobs): readonly (readonly [name: string, value: number])[] {
  return KNOB_NAMES.map((knob) => [KNOB_LABELS[knob], knobs[knob]]);
}

function labelled<T>(values: Readonly<Record<KnobName, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(KNOB_NAMES.map((knob) => [KNOB_LABELS[knob], values[knob]]));
}

function decisionView({ atMs, outcome, knob, from, to, reason, confidence, window }: DecisionRecord): object {
  const at = new Date(atMs).toISOString();
  return { at, outcome, knob: KNOB_LABELS[knob], from, to, reason, confidence, window: windowView(window) };
}

function windowView(window: TunerWindow): object {
  const { durationMs, rows, events, failures, p99Ms, cpu, queue, overruns, memoryBytes, neighbors } = window;
  return {
    duration_ms: Math.round(durationMs),
    rows,
    rows_per_s: Math.round(throughput(window)),
    events,
    failures,
    error_rate: errorRate(window),
    p99_ms: p99Ms ?? null,
    cpu: Math.round(cpu * 1000) / 1000,
    queue,
    overruns,
    memory_bytes: memoryBytes,
    neighbors,
  };
}
