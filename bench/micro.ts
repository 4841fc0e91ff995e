/**
 * `npm run bench:micro`: nanoseconds per operation of the parts that every event passes through.
 *
 *   micro.ts [--json] [--root CHECKOUT]
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatTable } from './markdown.ts';
import { measureMicro, USUAL_TIMES } from './micro/measure-micro.ts';
import { createMicros } from './micro/micros.ts';
import { loadModules } from './micro/modules.ts';
import { orUsage } from './or-usage.ts';
import type { Spread } from './statistics.ts';

/** What `--json` prints, by name: nanoseconds per operation. */
export type MicroReport = Readonly<Record<string, Spread>>;

const { json, root } = orUsage(
  () =>
    parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        root: { type: 'string', default: resolve(import.meta.dirname, '..') },
      },
    }).values,
);
const micros = createMicros(await loadModules(resolve(root)));
const report: Record<string, Spread> = {};
for (const micro of micros) report[micro.name] = measureMicro(micro, USUAL_TIMES);
console.log(json ? JSON.stringify(report satisfies MicroReport) : formatMicros(report));

function formatMicros(measured: MicroReport): string {
  const rows = Object.entries(measured).map(([name, { median, min, max }]) => [
    name,
    median.toFixed(1),
    `${min.toFixed(1)} to ${max.toFixed(1)}`,
    Math.round(1e9 / median).toLocaleString('en-US'),
  ]);
  return formatTable(['operation', 'ns', 'least to most', 'per second'], rows);
}
