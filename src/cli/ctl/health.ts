import type { HealthInfo } from '../../service/reports.ts';
import { formatSeconds } from './age.ts';
import type { Run } from './command.ts';
import { formatFields, formatValue, noWords } from './fields.ts';
import type { Paint } from './paint.ts';
import type { Wire } from './wire.ts';

/** Exit status of each state; errors have others, from 64 on. */
const EXIT: Readonly<Record<HealthInfo['status'], number>> = { healthy: 0, degraded: 1, unhealthy: 2 };

export const run: Run = async ({ words }, { client, json, paint, write }) => {
  noWords('health', words);
  const health = (await client.ask('GET', '/health')) as Wire<HealthInfo>;
  write(json ? `${JSON.stringify(health, null, 2)}\n` : formatHealth(health, paint));
  return EXIT[health.status] ?? EXIT.unhealthy;
};

export function formatHealth(health: Wire<HealthInfo>, paint: Paint): string {
  const colour = { healthy: paint.good, degraded: paint.fair, unhealthy: paint.bad }[health.status] ?? paint.bad;
  const sinceMs = health.time_since_last_event_ms;
  return formatFields([
    ['status', colour(health.status)],
    ...health.reasons.map((reason, place) => [place === 0 ? 'reasons' : '', reason] as const),
    ['ready', formatValue(health.ready)],
    ['last_event', sinceMs === null ? 'none yet' : `${formatSeconds(sinceMs / 1000)} ago`],
    ['latency_p99', health.latency_ms === null ? '-' : `${health.latency_ms} ms`],
    ['neighbors_processed', formatValue(health.neighbors_processed)],
    ['errors', formatValue(health.error_count)],
  ]);
}
