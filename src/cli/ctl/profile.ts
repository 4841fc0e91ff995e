import { formatTable } from '../table.ts';
import { formatSeconds } from './age.ts';
import type { Run } from './command.ts';
import { at, formatFields, formatValue, listAt } from './fields.ts';
import type { Paint } from './paint.ts';
import { usage } from './words.ts';

const KINDS: readonly string[] = ['cpu', 'heap'];

export const run: Run = async ({ words }, { client, json, paint, write }) => {
  const [kind, ...more] = words;
  if (more.length > 0 || (kind !== undefined && !KINDS.includes(kind)))
    throw usage(`profile takes cpu or heap, and not ${words.join(' ')}`);
  const answer =
    kind === undefined ? await client.ask('GET', '/profile') : await client.ask('POST', `/profile/${kind}`);
  if (json) write(`${JSON.stringify(answer, null, 2)}\n`);
  else write(kind === undefined ? formatProfile(answer, paint) : `written to ${formatValue(at(answer, 'file'))}\n`);
  return 0;
};

const LATENCIES = ['mean_ms', 'p50_ms', 'p95_ms', 'p99_ms', 'p999_ms', 'max_ms'];

/** Where the time of rows goes (docs/TUNING.md): each window, the bottleneck, and what could be turned. */
export function formatProfile(profile: unknown, paint: Paint): string {
  const windows = Object.entries(Object(at(profile, 'windows'))).map(([name, window]) => [
    name,
    ...['rows', 'rows_per_s', 'events_per_s'].map((field) => rounded(at(window, field))),
    ...LATENCIES.map((field) => rounded(at(window, 'latency', field))),
  ]);
  const heads = ['WINDOW', 'ROWS', 'ROWS/S', 'EVENTS/S', 'MEAN', 'P50', 'P95', 'P99', 'P99.9', 'MAX'];
  const bottleneck = at(profile, 'bottleneck');
  const judged = formatValue(at(profile, 'judged'));
  const advice = listAt(profile, 'recommendations').map(
    (one) =>
      `${formatValue(at(one, 'knob'))} ${formatValue(at(one, 'from'))} -> ${formatValue(at(one, 'to'))}: ${formatValue(at(one, 'reason'))}`,
  );
  const fields: readonly (readonly [string, string])[] = [
    ['uptime', formatSeconds(Number(at(profile, 'uptime_ms') ?? 0) / 1000)],
    ['measured by', formatValue(at(profile, 'measure'))],
    ['bottleneck', bottleneck === null ? `none measured in ${judged}` : formatBottleneck(bottleneck, judged)],
    ...advice.map((text, place) => [place === 0 ? 'could be turned' : '', text] as const),
  ];
  const table = formatTable(heads, windows, (text, _column, row) => (row < 0 ? paint.head(text) : text));
  return `${formatFields(fields)}\n${table}latencies in ms\n`;
}

function formatBottleneck(bottleneck: unknown, judged: string): string {
  const [stage, cause, evidence] = ['stage', 'cause', 'evidence'].map((name) => formatValue(at(bottleneck, name)));
  return `${stage} (${cause}) in ${judged}: ${evidence}`;
}

/** Three digits are as fine as it is measured. */
function rounded(value: unknown): string {
  if (typeof value !== 'number') return formatValue(value);
  return Number.isInteger(value) ? `${value}` : `${Number(value.toPrecision(3))}`;
}
