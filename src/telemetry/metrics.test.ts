import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BucketCounts } from './bucket-counts.ts';
import {
  HISTOGRAMS,
  type HistogramName,
  METRIC_PREFIX,
  METRICS,
  type MetricFacts,
  type MetricName,
} from './catalogue.ts';
import { createMetrics, type MetricReaders, type Metrics } from './metrics.ts';

const CATALOGUE: readonly (readonly [string, MetricFacts])[] = Object.entries(METRICS);

/** Readers that give the place of their metric in the catalogue, under one set of labels where it has labels. */
function countingReaders(changes: Partial<MetricReaders> = {}): MetricReaders {
  const readers = CATALOGUE.map(([name, { labels = [] }], place) => {
    const set = Object.fromEntries(labels.map((label) => [label, `some ${label}`]));
    return [name, () => (labels.length === 0 ? place : [{ labels: set, value: place }])];
  });
  return { ...(Object.fromEntries(readers) as MetricReaders), ...changes };
}

type MetricsOptions = {
  readonly labels?: Readonly<Record<string, string>>;
  readonly observed?: Partial<Record<HistogramName, readonly number[]>>;
};

/** Metrics whose histograms have counted what they are given. */
function metricsOf(readers: MetricReaders, { labels, observed = {} }: MetricsOptions = {}): Metrics {
  const counted = (name: HistogramName): BucketCounts => {
    const counts = new BucketCounts(HISTOGRAMS[name].buckets);
    for (const value of observed[name] ?? []) counts.add(value);
    return counts;
  };
  return createMetrics(readers, (name) => counted(name).read(), labels);
}

const lines = async (readers: MetricReaders): Promise<readonly string[]> =>
  (await metricsOf(readers).render()).split('\n');

test('every metric of the catalogue is rendered with its help, its type and the value that its reader gives', async () => {
  const rendered = await lines(countingReaders());
  for (const [place, [name, { type, help, labels = [] }]] of CATALOGUE.entries()) {
    const full = METRIC_PREFIX + name;
    const set = labels.length === 0 ? '' : `{${labels.map((label) => `${label}="some ${label}"`).join(',')}}`;
    assert.deepEqual(
      rendered.filter((line) => new RegExp(`^(# \\w+ )?${full}[ {]`).test(line)),
      [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, `${full}${set} ${place}`],
    );
  }
});

test('every histogram is rendered with its help, its type and its buckets before anything is observed', async () => {
  const rendered = await lines(countingReaders());
  for (const [name, { help, buckets }] of Object.entries(HISTOGRAMS)) {
    const full = METRIC_PREFIX + name;
    assert.ok(rendered.includes(`# HELP ${full} ${help}`), name);
    assert.ok(rendered.includes(`# TYPE ${full} histogram`), name);
    for (const bucket of buckets) assert.ok(rendered.includes(`${full}_bucket{le="${bucket}"} 0`), `${name} ${bucket}`);
    assert.ok(rendered.includes(`${full}_count 0`), name);
  }
});

test('nothing is rendered that the catalogue does not have', async () => {
  const known = new Set([...CATALOGUE.map(([name]) => name), ...Object.keys(HISTOGRAMS)]);
  for (const line of await lines(countingReaders())) {
    const name = /^# TYPE neighsyncd_(\w+)/.exec(line)?.[1];
    if (name !== undefined) assert.ok(known.delete(name), name);
  }
  assert.deepEqual([...known], []);
});

for (const [name, { type, help, labels = [] }] of CATALOGUE) {
  test(`${name} is named as Prometheus wants a ${type}`, () => {
    assert.match(METRIC_PREFIX + name, /^[a-z][a-z0-9_]*$/);
    assert.equal(name.endsWith('_total'), type === 'counter', '_total is for counters, and for all of them');
    assert.doesNotMatch(name, /_(ms|millis|kb|mb)(_|$)/, 'base units only');
    for (const label of labels) assert.match(label, /^[a-z][a-z0-9_]*$/);
    assert.match(help, /^[A-Z0-9].*[^.\s]$/);
  });
}

test('buckets grow, and end at a second or at the largest batch', () => {
  for (const [name, { buckets }] of Object.entries(HISTOGRAMS)) {
    assert.deepEqual(
      [...buckets].sort((one, other) => one - other),
      [...buckets],
      name,
    );
    assert.equal(buckets.at(-1), name === 'batch_size' ? 1000 : 1);
  }
});

test('a value is read anew each time, and a counter is set, not added to', async () => {
  let value = 5;
  const metrics = metricsOf(countingReaders({ neighbors_added_total: () => value, rows: () => value }));
  for (value of [5, 7, 7]) {
    const text = await metrics.render();
    assert.match(text, new RegExp(`^neighsyncd_neighbors_added_total ${value}$`, 'm'));
    assert.match(text, new RegExp(`^neighsyncd_rows ${value}$`, 'm'));
  }
});

test('two scrapes at once do not add up', async () => {
  const metrics = metricsOf(countingReaders({ neighbors_added_total: async () => 5 }));
  for (const text of await Promise.all([metrics.render(), metrics.render()])) {
    assert.match(text, /^neighsyncd_neighbors_added_total 5$/m);
  }
});

test('a set of labels that is no longer there is no longer rendered', async () => {
  const states = ['REACHABLE', 'STALE'];
  const entries = () => states.map((state) => ({ labels: { family: 'IPv4', state }, value: 1 }));
  const metrics = metricsOf(countingReaders({ neighbors: entries }));
  assert.match(await metrics.render(), /^neighsyncd_neighbors\{family="IPv4",state="STALE"\} 1$/m);
  states.pop();
  const text = await metrics.render();
  assert.doesNotMatch(text, /STALE/);
  assert.match(text, /^neighsyncd_neighbors\{family="IPv4",state="REACHABLE"\} 1$/m);
});

test('what is not known is NaN, and label values are escaped', async () => {
  const kept = () => [{ labels: { reason: 'a "b"\n\\' }, value: 1 }];
  const rendered = await lines(countingReaders({ orchagent_backlog: async () => Number.NaN, kept_rows: kept }));
  // prom-client spells it Nan, which Prometheus reads as well.
  assert.ok(rendered.some((line) => /^neighsyncd_orchagent_backlog NaN$/i.test(line)));
  assert.ok(rendered.includes(String.raw`neighsyncd_kept_rows{reason="a \"b\"\n\\"} 1`));
});

test('an observation falls into its buckets', async () => {
  const metrics = metricsOf(countingReaders(), { observed: { batch_size: [1, 5, 6, 1001] } });
  const text = await metrics.render();
  assert.match(text, /^neighsyncd_batch_size_bucket\{le="1"\} 1$/m);
  assert.match(text, /^neighsyncd_batch_size_bucket\{le="5"\} 2$/m);
  assert.match(text, /^neighsyncd_batch_size_bucket\{le="10"\} 3$/m);
  assert.match(text, /^neighsyncd_batch_size_bucket\{le="1000"\} 3$/m);
  assert.match(text, /^neighsyncd_batch_size_bucket\{le="\+Inf"\} 4$/m);
  assert.match(text, /^neighsyncd_batch_size_count 4$/m);
  assert.match(text, /^neighsyncd_batch_size_sum 1013$/m);
});

test('labels of the process are on every line, beside those of the metric', async () => {
  const metrics = metricsOf(countingReaders(), { labels: { asic: 'asic0' }, observed: { batch_size: [1] } });
  const values = (await metrics.render()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(values.length > CATALOGUE.length);
  assert.deepEqual(
    values.filter((line) => !/[{,]asic="asic0"[,}]/.test(line)),
    [],
  );
  assert.ok(values.some((line) => line.includes('family="some family"') && line.includes('state="some state"')));
});

test('two sets of metrics know nothing of each other', async () => {
  const one = metricsOf(countingReaders(), { observed: { batch_size: [1] } });
  const other = metricsOf(countingReaders());
  assert.match(await one.render(), /^neighsyncd_batch_size_count 1$/m);
  assert.match(await other.render(), /^neighsyncd_batch_size_count 0$/m);
});

test('a reader that fails fails the scrape, rather than leaving its metric out', async () => {
  const name: MetricName = 'orchagent_backlog';
  const fail = () => Promise.reject(new Error('gone'));
  await assert.rejects(metricsOf(countingReaders({ [name]: fail })).render(), /gone/);
});

test('the content type is the text format of Prometheus', () => {
  assert.match(metricsOf(countingReaders()).contentType, /^text\/plain; version=0\.0\.4/);
});
