import type { DaemonError } from '../base/errors.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Between two lines about the same. */
export const REPEAT_MS = 60_000;

/** Logs failures of work that is tried again: when one begins, when its text changes, and then once a minute. */
export type FailureLog = {
  /** @param op what failed; each has a limit of its own */
  readonly warn: (op: string, message: string, error: DaemonError) => void;
  /** It has succeeded, or all has if nothing is named: the next failure is a new one. */
  readonly forget: (op?: string) => void;
};

/** @param nowMs monotonic */
export function createFailureLog(logger: Pick<Logger, 'warn'>, nowMs: () => number): FailureLog {
  const last = new Map<string, { readonly text: string; readonly atMs: number }>();
  return {
    warn: (op, message, error) => {
      const known = last.get(op);
      if (known !== undefined && known.text === error.message && nowMs() - known.atMs < REPEAT_MS) return;
      last.set(op, { text: error.message, atMs: nowMs() });
      logger.warn(message, { op, code: error.code, error: error.message });
    },
    forget: (op) => {
      if (op === undefined) last.clear();
      else last.delete(op);
    },
  };
}
