import { type Panel, plot } from '../plot.ts';
import type { CaseResult, Level, Point } from './measure.ts';
import type { Settings } from './stage.ts';

const CHANGES_IN = 10;
const CHANGES_ALLOWED = 2;

/** When it had settled: the first window after which no ten in a row saw more than two changes; undefined if it never did. */
function settledAt(on: readonly Point[]): number | undefined {
  const changed = on.map(({ knobs }, place) => Number(place > 0 && !sameKnobs(knobs, on[place - 1]?.knobs)));
  const many = (from: number): boolean =>
    changed.slice(from, from + CHANGES_IN).reduce((sum, one) => sum + one, 0) > CHANGES_ALLOWED;
  for (let from = on.length - CHANGES_IN; from >= 0; from--)
    if (many(from)) return from === on.length - CHANGES_IN ? undefined : from + 1;
  return 0;
}

/** A table for people; ratios against the best fixed settings. */
export function tableOf(results: readonly CaseResult[]): string {
  const lines = results.map((result) => {
    const { output, load, best, off, tuned, on, wrongRows } = result;
    return `| ${[
      output,
      load,
      settingsText(best.settings),
      levelText(best),
      levelText(off),
      settingsText(tuned.settings),
      levelText(tuned),
      (tuned.rate / best.rate).toFixed(2),
      (tuned.p99Ms / best.p99Ms).toFixed(2),
      settledAt(on) ?? 'no',
      wrongRows,
    ].join(' | ')} |`;
  });
  return [
    '| output | load | best fixed: batch / timeout / workers / coalesce | its rows/s, p99 | 50 / 500 / 1 / 1, tuner off | tuned from there to | its rows/s, p99 | rows/s against best | p99 against best | settled after windows | rows wrong |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n');
}

export function plotCase({ output, load, on, best, off }: CaseResult): string {
  const level = (value: number): readonly number[] => on.map(() => value);
  return plot(`tuner from bad settings: ${output}, ${load}`, [
    {
      title: 'p99 in ms',
      log: true,
      series: [
        { name: 'tuner on', values: on.map(({ p99Ms }) => p99Ms), colour: 0 },
        { name: 'tuner off', values: level(off.p99Ms), colour: 1, dashed: true },
        { name: 'best fixed', values: level(best.p99Ms), colour: 2, dashed: true },
      ],
    },
    {
      title: 'rows/s',
      log: false,
      series: [
        { name: 'tuner on', values: on.map(({ rate }) => rate), colour: 0 },
        { name: 'tuner off', values: level(off.rate), colour: 1, dashed: true },
        { name: 'best fixed', values: level(best.rate), colour: 2, dashed: true },
      ],
    },
    knobPanel(on),
  ]);
}

export function plotStep(on: readonly Point[]): string {
  return plot('tuner under 1,000, 20,000 and again 1,000 changes a second: direct', [
    { title: 'p99 in ms', log: true, series: [{ name: 'tuner on', values: on.map(({ p99Ms }) => p99Ms), colour: 0 }] },
    { title: 'rows/s', log: false, series: [{ name: 'tuner on', values: on.map(({ rate }) => rate), colour: 0 }] },
    knobPanel(on),
  ]);
}

function knobPanel(on: readonly Point[]): Panel {
  const names = ['batch_size', 'batch_timeout_ms', 'workers', 'coalesce_ms'];
  const series = names.map((name, colour) => ({ name, colour, values: on.map(({ knobs }) => knobs[name]) }));
  return { title: 'knobs', log: true, series };
}

function sameKnobs(a: Point['knobs'], b: Point['knobs'] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function settingsText({ batch, timeoutMs, workers, coalesceMs }: Settings): string {
  return `${batch} / ${timeoutMs} / ${workers} / ${coalesceMs}`;
}

function levelText({ rate, p99Ms }: Level): string {
  return `${Math.round(rate)}, ${p99Ms.toFixed(1)} ms`;
}
