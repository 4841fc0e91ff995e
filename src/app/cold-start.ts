import type { Config } from '../config/schema.ts';
import type { Boot } from '../host/boot.ts';
import type { Start } from '../sync/start-phase.ts';

/** How to start when no daemon before this one has left rows to take over. */
export function coldStart({ deployment }: Config, { isFast, uptimeMs }: Boot): Start {
  const { start_grace_ms: graceMs, fast_boot_hold_ms: holdMs } = deployment;
  // The command line says fast for as long as the machine runs; what it is about is over soon.
  return isFast && uptimeMs < holdMs
    ? { kind: 'cold', graceMs: holdMs, reason: 'fast_boot' }
    : { kind: 'cold', graceMs, reason: 'start_grace' };
}
