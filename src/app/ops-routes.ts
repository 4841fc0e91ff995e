import type { OpsAnswer } from '../api/ops/server.ts';
import type { EngineStatus } from '../sync/status.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { isReady } from './is-ready.ts';
import { type HealthSources, healthOf } from './metric-readers.ts';
import type { Profiling } from './profiling.ts';
import type { Tuner } from './tuner.ts';
import { tuningView } from './tuner-view.ts';

/** What the metrics server answers. */
export function opsRoutes(
  sources: HealthSources & { readonly tuner: Pick<Tuner, 'status'> },
  metrics: () => Promise<Pick<Metrics, 'contentType' | 'render'>>,
  profiling: Pick<Profiling, 'answer'>,
): Readonly<Record<string, () => OpsAnswer | Promise<OpsAnswer>>> {
  const { engine } = sources;
  return {
    '/metrics': async () => {
      const { contentType, render } = await metrics();
      return { status: 200, contentType, body: await render() };
    },
    '/health': () => {
      const health = healthOf(sources);
      return { status: health.status === 'unhealthy' ? 503 : 200, body: { ...health, ...snapshot(engine.status()) } };
    },
    '/profile': profiling.answer,
    '/tuning': () => ({ status: 200, body: tuningView(sources.tuner) }),
    '/livez': () => ({ status: 200, body: 'alive\n' }),
    '/readyz': () =>
      isReady(engine.status()) ? { status: 200, body: 'ready\n' } : { status: 503, body: 'not ready\n' },
  };
}

/** `graces` says why a row without a neighbor would be kept now; `kept` has only reasons that keep some. */
function snapshot(status: EngineStatus) {
  const { neighbors, rows, pending, inFlight, keeps } = status;
  return {
    ready: isReady(status),
    neighbors,
    rows,
    pending: pending + inFlight,
    kept: keeps
      .filter((keep) => keep.rows > 0)
      .map(({ reason, rows: kept, leftMs }) => ({
        reason,
        rows: kept,
        left_ms: leftMs === undefined ? null : Math.round(leftMs),
      })),
    graces: keeps.map(({ reason }) => reason),
  };
}
