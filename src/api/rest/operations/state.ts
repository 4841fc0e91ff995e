import { toSnakeCase } from '../../../base/snake-case.ts';
import { FREE, HEALTH, STATS, STATUS, VERIFY_REPORT } from '../schemas/reports.ts';
import { createOperation, type Operation, PLAIN } from './operation.ts';

export const STATE_OPERATIONS: readonly Operation[] = [
  createOperation({
    ...PLAIN,
    id: 'getHealth',
    method: 'GET',
    path: '/health',
    tag: 'state',
    summary: 'Say how the daemon is',
    data: HEALTH,
    statuses: { 200: 'It is healthy, or degraded.', 503: 'It is unhealthy.' },
    codes: [],
    run: (_, service) => {
      const health = service.health();
      return { status: health.isHealthy ? 200 : 503, data: toSnakeCase(health) };
    },
  }),
  createOperation({
    ...PLAIN,
    id: 'getStats',
    method: 'GET',
    path: '/stats',
    tag: 'state',
    summary: 'Show totals',
    data: STATS,
    codes: [],
    run: (_, service) => ({ status: 200, data: toSnakeCase(service.stats()) }),
  }),
  createOperation({
    ...PLAIN,
    id: 'getStatus',
    method: 'GET',
    path: '/status',
    tag: 'state',
    summary: 'Show what the daemon is doing, and the VRFs it knows',
    data: STATUS,
    codes: [],
    run: (_, service) => ({ status: 200, data: toSnakeCase(service.status()) }),
  }),
  createOperation({
    ...PLAIN,
    id: 'verify',
    method: 'POST',
    path: '/verify',
    tag: 'state',
    summary: 'Compare kernel and database row by row',
    data: VERIFY_REPORT,
    codes: ['not_ready', 'redis_unavailable', 'redis_refused', 'netlink_failed', 'permission'],
    run: async (_, service, signal) => ({ status: 200, data: toSnakeCase(await service.verify(signal)) }),
  }),
  createOperation({
    ...PLAIN,
    id: 'getProfile',
    method: 'GET',
    path: '/profile',
    tag: 'state',
    summary: 'Show a snapshot of the profiler',
    data: FREE,
    codes: [],
    run: async (_, service) => ({ status: 200, data: await service.profile() }),
  }),
  createOperation({
    ...PLAIN,
    id: 'getTuning',
    method: 'GET',
    path: '/tuning',
    tag: 'state',
    summary: 'Show what the tuner did, and why',
    data: FREE,
    codes: [],
    run: (_, service) => ({ status: 200, data: service.tuning() }),
  }),
];
