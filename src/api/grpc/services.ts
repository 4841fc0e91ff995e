import type { Server, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { NeighsyncService } from '../../service/service.ts';
import { daemonService } from './daemon-service.ts';
import { tolerant } from './definition.ts';
import { HealthService } from './gen/grpc/health/v1/health.ts';
import { ServerReflectionService as ReflectionV1 } from './gen/grpc/reflection/v1/reflection.ts';
import { ServerReflectionService as ReflectionV1Alpha } from './gen/grpc/reflection/v1alpha/reflection.ts';
import { DaemonServiceService } from './gen/neighsync/v1/daemon_service.ts';
import { NeighborServiceService } from './gen/neighsync/v1/neighbor_service.ts';
import { healthService } from './health-service.ts';
import { neighborService } from './neighbor-service.ts';
import { serverReflectionInfo } from './reflection.ts';
import type { StreamLimits } from './streaming.ts';
import type { CallLimits } from './unary.ts';

/** Our services, by their full names. */
const NAMES = ['neighsync.v1.DaemonService', 'neighsync.v1.NeighborService'] as const;

/** Everything that is served: our two services, the health of each, and the reflection of all. */
export function addServices(
  server: Server,
  service: NeighsyncService,
  { calls, streams }: { readonly calls: CallLimits; readonly streams: StreamLimits },
): void {
  const add = (definition: ServiceDefinition, implementation: UntypedServiceImplementation): void =>
    server.addService(tolerant(definition), implementation);
  add(NeighborServiceService, neighborService(service, calls, streams));
  add(DaemonServiceService, daemonService(service, calls));
  add(HealthService, healthService(service, NAMES, calls, streams));
  for (const definition of [ReflectionV1, ReflectionV1Alpha]) add(definition, { serverReflectionInfo });
}
