import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BucketReading } from './bucket-counts.ts';
import {
  HISTOGRAMS,
  type HistogramName,
  METRIC_PREFIX,
  METRICS,
  type MetricFacts,
  type MetricName,
} from './catalogue.ts';

/** A value for each set of labels. */
export type Labelled = readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];

/** Where each counter and gauge is read when Prometheus asks. */
export type MetricReaders = { readonly [N in MetricName]: () => number | Labelled | Promise<number> };

/** Where each histogram is read. */
export type HistogramReader = (name: HistogramName) => BucketReading;

export type Metrics = {
  readonly contentType: string;
  /** The text that /metrics serves. */
  readonly render: () => Promise<string>;
};

/** @param labels labels of every metric, see `asicLabels` */
export function createMetrics(
  readers: MetricReaders,
  readHistogram: HistogramReader,
  labels: Readonly<Record<string, string>> = {},
): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  for (const [name, facts] of Object.entries(METRICS)) register(registry, name, facts, readers[name as MetricName]);
  for (const name of Object.keys(HISTOGRAMS))
    registry.registerMetric(new ReadHistogram(name as HistogramName, readHistogram));
  return { contentType: registry.contentType, render: () => registry.metrics() };
}

/** A histogram that is counted elsewhere: prom-client's own takes ten times as long for each value. */
class ReadHistogram extends Histogram<'le'> {
  readonly #name: HistogramName;
  readonly #read: HistogramReader;

  constructor(name: HistogramName, read: HistogramReader) {
    const { help, buckets } = HISTOGRAMS[name];
    super({ name: METRIC_PREFIX + name, help, buckets: [...buckets], registers: [] });
    this.#name = name;
    this.#read = read;
  }

  /** What the registry asks when it renders. */
  async getForPromString() {
    const { bounds, cumulative, count, sum } = this.#read(this.#name);
    const full = METRIC_PREFIX + this.#name;
    const bucket = (le: number | string, value: number) => ({ metricName: `${full}_bucket`, labels: { le }, value });
    const values = [
      ...bounds.map((bound, place) => bucket(bound, cumulative[place] ?? 0)),
      bucket('+Inf', count),
      { metricName: `${full}_sum`, labels: {}, value: sum },
      { metricName: `${full}_count`, labels: {}, value: count },
    ];
    return { name: full, help: HISTOGRAMS[this.#name].help, type: 'histogram', values };
  }
}

function register(registry: Registry, name: string, facts: MetricFacts, read: MetricReaders[MetricName]): void {
  const options = { name: METRIC_PREFIX + name, help: facts.help, labelNames: [...(facts.labels ?? [])] };
  if (facts.type === 'gauge') {
    const gauge = new Gauge({
      ...options,
      registers: [registry],
      collect: async () => {
        const values = labelled(await read());
        gauge.reset();
        for (const { labels, value } of values) gauge.set(labels, value);
      },
    });
    return;
  }
  const counter = new Counter({
    ...options,
    registers: [registry],
    collect: async () => {
      const values = labelled(await read());
      counter.reset();
      for (const { labels, value } of values) counter.inc(labels, value);
    },
  });
}

function labelled(value: number | Labelled): Labelled {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}
