import { DaemonError } from '../../base/errors.ts';
import { toSnakeCase } from '../../base/snake-case.ts';
import type { NeighsyncService } from '../../service/service.ts';
import { type DaemonServiceServer, ProfileKind } from './gen/neighsync/v1/daemon_service.ts';
import { type Numbers, wordOf } from './names.ts';
import { configMessage, configReportMessage, healthMessage, statusMessage, verifyMessage } from './report-messages.ts';
import { type CallLimits, unary } from './unary.ts';

const PROFILES: Numbers<'cpu' | 'heap', ProfileKind> = {
  cpu: ProfileKind.PROFILE_KIND_CPU,
  heap: ProfileKind.PROFILE_KIND_HEAP,
};

/** The daemon itself, over the service. */
export function daemonService(service: NeighsyncService, calls: CallLimits): DaemonServiceServer {
  return {
    getHealth: unary('get health', calls, () => ({ health: healthMessage(service.health()) })),
    getStats: unary('get stats', calls, () => ({ stats: service.stats() })),
    getStatus: unary('get status', calls, () => ({ status: statusMessage(service.status()) })),
    getConfig: unary('get config', calls, () => ({ values: service.configuration().map(configMessage) })),
    updateConfig: unary('update config', calls, ({ values }) => ({
      report: configReportMessage(service.configure(Object.fromEntries(values))),
    })),
    reloadConfig: unary('reload config', calls, () => ({ report: configReportMessage(service.reload()) })),
    resync: unary('resync', calls, ({ vrf }) => {
      if (vrf === '') service.resync();
      else service.resync(vrf);
      return {};
    }),
    restart: unary('restart', calls, () => {
      service.restart();
      return {};
    }),
    verify: unary('verify', calls, async (_request, signal) => verifyMessage(await service.verify(signal))),
    getProfile: unary('get profile', calls, async () => ({ profile: json(await service.profile()) })),
    writeProfile: unary('write profile', calls, async ({ kind }, signal) => {
      return await service.writeProfile(profileOf(kind), signal);
    }),
    getTuning: unary('get tuning', calls, () => ({ tuning: json(service.tuning()) })),
  };
}

function profileOf(kind: ProfileKind): 'cpu' | 'heap' {
  const word = wordOf(PROFILES, kind);
  if (word === 'cpu' || word === 'heap') return word;
  const message = `${word ?? 'none'} is unknown (allowed: PROFILE_KIND_CPU, PROFILE_KIND_HEAP)`;
  throw new DaemonError('invalid_argument', { op: 'kind', message });
}

function json(value: object): { [name: string]: unknown } {
  return { ...(toSnakeCase(value) as object) };
}
