import type { OpsAnswer } from '../api/ops/server.ts';
import type { Engine } from '../sync/engine.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { healthOf } from './metric-readers.ts';

/** What the metrics server answers. */
export function opsRoutes(
  engine: Engine,
  metrics: Metrics,
): Readonly<Record<string, () => OpsAnswer | Promise<OpsAnswer>>> {
  return {
    '/metrics': async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.render() }),
    '/health': () => {
      const health = healthOf(engine);
      return { status: health.status === 'unhealthy' ? 503 : 200, body: { ...health, ...snapshot(engine) } };
    },
    '/livez': () => ({ status: 200, body: 'alive\n' }),
    '/readyz': () => {
      const { ready, tableUp, kernel } = engine.status();
      return ready && tableUp && kernel !== undefined
        ? { status: 200, body: 'ready\n' }
        : { status: 503, body: 'not ready\n' };
    },
  };
}

function snapshot(engine: Engine) {
  const { ready, neighbors, rows, pending, inFlight, keeps } = engine.status();
  return {
    ready,
    neighbors,
    rows,
    pending: pending + inFlight,
    kept: keeps.map(({ reason, rows: kept, leftMs }) => ({ reason, rows: kept, left_ms: Math.round(leftMs) })),
  };
}
