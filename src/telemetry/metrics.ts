import { Counter, Gauge, Histogram, Registry } from 'prom-client';
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

export type Metrics = {
  readonly contentType: string;
  /** The text that /metrics serves. */
  readonly render: () => Promise<string>;
  readonly observe: (name: HistogramName, value: number) => void;
};

/** @param labels labels of every metric, see `asicLabels` */
export function createMetrics(readers: MetricReaders, labels: Readonly<Record<string, string>> = {}): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  for (const [name, facts] of Object.entries(METRICS)) register(registry, name, facts, readers[name as MetricName]);
  const histograms = new Map(
    Object.entries(HISTOGRAMS).map(([name, { help, buckets }]) => [
      name,
      new Histogram({ name: METRIC_PREFIX + name, help, buckets: [...buckets], registers: [registry] }),
    ]),
  );
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    observe: (name, value) => histograms.get(name)?.observe(value),
  };
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
