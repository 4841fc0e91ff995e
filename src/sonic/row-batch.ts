import { DaemonError } from '../base/errors.ts';
import type { Fence, RowWrite } from '../neighbor/row.ts';
import { type KeyWrite, validateWrite } from './row-check.ts';

/** 0-based indices into the batch of the rows that must wait for the consumer; everything else is written. */
export type ApplyResult = { readonly deferred: readonly number[] };

/** Where rows go. One batch is one script: it is written as a whole or, if `apply` rejects, nobody knows. */
export type RowSink = {
  /**
   * @throws DaemonError `fenced` (nothing was written), `redis_unavailable` (unknown), `redis_refused`, or `bug` for a batch
   * that is too large, names a key twice, or has a row that no consumer could read (nothing was sent)
   */
  readonly apply: (batch: readonly RowWrite[], fence: Fence | undefined) => Promise<ApplyResult>;
};

export type SinkOptions = {
  /** most rows in one batch: never more than the consumer pops per message, or keys are stranded */
  readonly maxKeys: number;
};

/** A script's KEYS and ARGV. */
export type ScriptCall = { readonly keys: readonly string[]; readonly args: readonly string[] };

const OPS = { set: 'S', set_when_consumed: 'W', delete: 'D', set_key: 'N' } as const;

/**
 * The four arguments per row that the write scripts take, after every row has been checked.
 *
 * @throws DaemonError `bug`
 */
export function encodeRows(batch: readonly (RowWrite | KeyWrite)[], maxKeys: number): string[] {
  const op = 'encode batch';
  if (batch.length > maxKeys) {
    throw new DaemonError('bug', { op, message: `${batch.length} rows, but at most ${maxKeys} may be in one batch` });
  }
  const seen = new Set<string>();
  const args: string[] = [];
  for (const write of batch) {
    validateWrite(write);
    if (seen.has(write.key)) throw new DaemonError('bug', { op, message: `${write.key} is twice in one batch` });
    seen.add(write.key);
    if (write.kind === 'delete' || write.kind === 'set_key') args.push(OPS[write.kind], write.key, '', '');
    else args.push(OPS[write.kind], write.key, write.mac, write.family);
  }
  return args;
}

/** Reads a write script's reply: 1-based numbers of deferred rows. */
export function decodeDeferred(reply: unknown): ApplyResult {
  if (Array.isArray(reply) && reply.every((row): row is number => typeof row === 'number')) {
    return { deferred: reply.map((row) => row - 1) };
  }
  throw new DaemonError('bug', { op: 'read write reply', message: `not row numbers: ${JSON.stringify(reply)}` });
}
