export * from './gen/google/rpc/error_details.ts';
export { Status as RpcStatus } from './gen/google/rpc/status.ts';
export * from './gen/neighsync/v1/daemon_service.ts';
export * from './gen/neighsync/v1/neighbor.ts';
export * from './gen/neighsync/v1/neighbor_service.ts';
export * from './gen/neighsync/v1/reports.ts';
export * from './gen/neighsync/v1/watch.ts';
