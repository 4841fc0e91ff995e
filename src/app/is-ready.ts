import type { EngineStatus } from '../sync/status.ts';

/** Both sides have been seen whole, and both can be reached now. */
export function isReady({ ready, tableUp, kernel }: EngineStatus): boolean {
  return ready && tableUp && kernel !== undefined;
}
