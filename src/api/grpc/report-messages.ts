import type { ConfigChange as Change, ConfigReport as Report } from '../../service/changes.ts';
import type { HealthInfo, StatusInfo, ConfigValue as Value, VerifyReport as Verified } from '../../service/reports.ts';
import type { VerifyResponse } from './gen/neighsync/v1/daemon_service.ts';
import {
  type ConfigChange,
  type ConfigReport,
  type ConfigValue,
  DifferenceKind,
  type Health,
  HealthStatus,
  OutputMode,
  type Status,
} from './gen/neighsync/v1/reports.ts';
import type { Numbers } from './names.ts';

const HEALTH: Numbers<HealthInfo['status'], HealthStatus> = {
  healthy: HealthStatus.HEALTH_STATUS_HEALTHY,
  degraded: HealthStatus.HEALTH_STATUS_DEGRADED,
  unhealthy: HealthStatus.HEALTH_STATUS_UNHEALTHY,
};

const OUTPUTS: Numbers<StatusInfo['output'], OutputMode> = {
  producer: OutputMode.OUTPUT_MODE_PRODUCER,
  direct: OutputMode.OUTPUT_MODE_DIRECT,
};

const DIFFERENCES: Numbers<Verified['differences'][number]['kind'], DifferenceKind> = {
  missing: DifferenceKind.DIFFERENCE_KIND_MISSING,
  wrong: DifferenceKind.DIFFERENCE_KIND_WRONG,
  unwanted: DifferenceKind.DIFFERENCE_KIND_UNWANTED,
  malformed: DifferenceKind.DIFFERENCE_KIND_MALFORMED,
};

export function healthMessage(health: HealthInfo): Health {
  return { ...health, status: HEALTH[health.status], reasons: [...health.reasons] };
}

export function statusMessage(status: StatusInfo): Status {
  const vrfs = status.vrfs.map(({ name, tableId, interfaces }) => ({ name, tableId, interfaces: [...interfaces] }));
  return { ...status, output: OUTPUTS[status.output], vrfs };
}

export function configMessage({ key, value, origin, live, allowed, default: usual }: Value): ConfigValue {
  return { key, value, origin, live, allowed, defaultValue: usual };
}

export function configReportMessage({ applied, needsRestart }: Report): ConfigReport {
  return { applied: applied.map(changeMessage), needsRestart: needsRestart.map(changeMessage) };
}

function changeMessage({ key, before, after }: Change): ConfigChange {
  return { key, before, after };
}

export function verifyMessage({ equal, rowsEqual, differences, kept }: Verified): VerifyResponse {
  return {
    equal,
    rowsEqual,
    differences: differences.map((one) => ({ ...one, kind: DIFFERENCES[one.kind] })),
    kept: kept.map(({ key, reason }) => ({ key, reason })),
  };
}
