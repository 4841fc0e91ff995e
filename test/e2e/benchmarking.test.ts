import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Point, settingOf } from '../../bench/case.ts';
import { CASES } from '../../bench/cases.ts';
import { COMPARE_OPTIONS } from '../../bench/compare-options.ts';
import { FIGURES } from '../../bench/figures.ts';
import type { Report } from '../../bench/markdown.ts';
import { createMicros } from '../../bench/micro/micros.ts';
import { loadModules } from '../../bench/micro/modules.ts';
import { BENCH_OPTIONS } from '../../bench/options.ts';
import { code, read, root, tableOf } from '../support/documents.ts';
import { needRoot } from '../support/need.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 200_000;

describe('docs/BENCHMARKING.md', () => {
  const text = read('docs/BENCHMARKING.md');

  test('lists every option', () => {
    for (const [head, options] of [
      ['| option | meaning |', BENCH_OPTIONS],
      ['| option of bench:compare | meaning |', COMPARE_OPTIONS],
    ] as const) {
      const rows = Object.entries(options).map(([name, { value, help }]) => [code(`--${name} ${value}`.trim()), help]);
      assert.deepEqual(tableOf(text, head), rows);
    }
  });

  test('lists every case with what it measures, where', () => {
    const rows = CASES.map(({ name, measures, points, quickPoints }) => [
      code(name),
      measures,
      sizesOf(points.filter((point) => settingOf(point) === 'producer')),
      othersOf(points),
      sizesOf(quickPoints),
    ]);
    assert.deepEqual(
      tableOf(text, '| case | what is measured | sizes | settings besides producer | sizes with --quick |'),
      rows,
    );
  });

  test('lists every figure', () => {
    const rows = Object.values(FIGURES).map(({ head, unit, help }) => [head, unit, help]);
    assert.deepEqual(tableOf(text, '| figure | unit | meaning |'), rows);
  });

  test('lists every small operation', async () => {
    const rows = createMicros(await loadModules(root)).map(({ name }) => [name]);
    assert.deepEqual(tableOf(text, '| operation |'), rows);
  });

  test('has a place for figures', () => {
    assert.match(text, /\n<!-- bench -->\n(.*\n)*<!-- \/bench -->\n/);
  });
});

function sizesOf(points: readonly Point[]): string {
  return [...new Set(points.map(({ size }) => size.toLocaleString('en-US')))].join('; ');
}

/** The settings that are measured besides, and at which size. */
function othersOf(points: readonly Point[]): string {
  const others = points.filter((point) => settingOf(point) !== 'producer');
  return others.length === 0 ? '' : `at ${sizesOf(others)}: ${others.map(settingOf).join('; ')}`;
}

test('npm run bench measures our daemon, and any other beside it', { timeout: TIMEOUT_MS }, async (t) => {
  if (!needRoot(t)) return;
  const directory = await mkdtemp(join(tmpdir(), 'neighsyncd-bench-'));
  try {
    const out = join(directory, 'out.json');
    const other = 'exec bin/neighsyncd run --set redis.database_config=$SONIC_DB_CONFIG --set metrics.port=0';
    const options = ['--quick', '--only', 'latency,node-start', '--out', out, '--cmd', other];
    const { stdout, stderr } = await run('npm', ['run', '--silent', 'bench', '--', ...options], {
      cwd: root,
      timeout: TIMEOUT_MS,
    });
    const { machine, rounds, results, ratios } = JSON.parse(await readFile(out, 'utf8')) as Report;
    assert.deepEqual(
      results.map(({ case: name, size, setting, subject }) => [name, size, setting, subject]),
      [
        ['node-start', 1, 'producer', '-'],
        ['latency', 200, 'producer', 'neighsyncd'],
        ['latency', 200, 'producer', 'other'],
      ],
    );
    for (const { figures } of results.slice(1)) {
      const { p50Ms, p99Ms, wrongRows } = figures;
      assert.ok(p50Ms !== undefined && p99Ms !== undefined && p50Ms.median > 0 && p99Ms.median >= p50Ms.median);
      assert.deepEqual(wrongRows, { median: 0, min: 0, max: 0 });
    }
    assert.ok(ratios.some(({ of }) => of === 'p50Ms: other / neighsyncd'));
    assert.deepEqual([rounds, machine.node], [1, process.versions.node]);
    assert.match(stdout, /### latency\n\n\| size \| setting \| daemon \| p50 \[ms\] \|/);
    assert.match(stderr, /latency 200 producer: other 1\/1\n/);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('npm run bench refuses what means nothing, and says what is allowed', async () => {
  const refused = run('npm', ['run', '--silent', 'bench', '--', '--only', 'nothing'], { cwd: root });
  await assert.rejects(refused, { code: 64, stderr: /^--only nothing: no such case; allowed: redis-alone, / });
});
