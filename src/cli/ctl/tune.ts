import { formatTable } from '../table.ts';
import { formatAge } from './age.ts';
import type { Run } from './command.ts';
import { at, formatFields, formatValue, listAt, noWords } from './fields.ts';
import type { Paint } from './paint.ts';

export const run: Run = async ({ words }, { client, json, paint, write, nowMs }) => {
  noWords('tune', words);
  const tuning = await client.ask('GET', '/tuning');
  write(json ? `${JSON.stringify(tuning, null, 2)}\n` : formatTuning(tuning, nowMs(), paint));
  return 0;
};

/** What the tuner is about (docs/TUNING.md): its knobs, its last window, and its decisions, the latest first. */
export function formatTuning(tuning: unknown, nowMs: number, paint: Paint): string {
  const head = (text: string, _column: number, row: number): string => (row < 0 ? paint.head(text) : text);
  const facts = ['mode', 'strategy', 'interval_ms', 'target_p99_ms', 'target_rate', 'note'];
  const parts = [formatFields(facts.map((name) => [name, formatValue(at(tuning, name))] as const))];
  const knobs = Object.entries(Object(at(tuning, 'knobs')));
  if (knobs.length > 0) {
    const rows = knobs.map(([name, value]) => [name, formatValue(value), formatValue(at(tuning, 'configured', name))]);
    parts.push(formatTable(['KNOB', 'NOW', 'CONFIGURED'], rows, head));
  }
  const decisions = listAt(tuning, 'decisions').map((one) => [
    formatAge(formatValue(at(one, 'at')), nowMs),
    formatValue(at(one, 'outcome')),
    formatValue(at(one, 'knob')),
    `${formatValue(at(one, 'from'))} -> ${formatValue(at(one, 'to'))}`,
    formatValue(at(one, 'reason')),
  ]);
  if (decisions.length > 0) parts.push(formatTable(['AGE', 'OUTCOME', 'KNOB', 'CHANGE', 'REASON'], decisions, head));
  return parts.join('\n');
}
