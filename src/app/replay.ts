import { DaemonError } from '../base/errors.ts';
import { readCapture } from '../capture/read-capture.ts';
import { type ReplayResult, replay } from '../capture/replay.ts';
import type { ScratchSink } from '../capture/replay-table.ts';
import { createConnection, type RedisConnection } from '../redis/connection.ts';
import { createDirectSink } from '../sonic/direct-sink.ts';
import { tableNames } from '../sonic/table-names.ts';
import { createTableReader } from '../sonic/table-reader.ts';
import { firstConnection } from './first-connection.ts';

export type ReplayCommand = {
  readonly file: string;
  readonly realTime: boolean;
  /** unix socket of a Redis whose database 0 has no NEIGH_TABLE */
  readonly into: string | undefined;
  readonly onWrite: (line: string) => void;
};

const ROWS_AT_ONCE = 100;
const TIMES = { connectTimeoutMs: 3_000, socketTimeoutMs: 30_000, pingIntervalMs: 1_000, reconnectMaxMs: 1_000 };

/** Replays a recording, into a scratch Redis besides if one is named. */
export async function runReplay(
  { file, realTime, into, onWrite }: ReplayCommand,
  signal: AbortSignal,
): Promise<ReplayResult> {
  const records = readCapture(file);
  if (into === undefined) return await replay(records, { realTime, onWrite }, signal);
  const endpoint = { kind: 'unix', path: into } as const;
  await using connection = createConnection({ endpoint, database: 0, name: 'neighsyncd-replay', ...TIMES });
  const scratch = await openScratch(connection, signal);
  return await replay(records, { realTime, onWrite, scratch, scratchBatch: ROWS_AT_ONCE }, signal);
}

/** A Redis that holds rows already is somebody's: nothing is written there. */
async function openScratch(connection: RedisConnection, signal: AbortSignal): Promise<ScratchSink> {
  const names = tableNames('NEIGH_TABLE', 0, ':');
  await firstConnection(connection, signal);
  for await (const [row] of createTableReader(connection, names, 'producer').read(signal)) {
    if (row === undefined) continue;
    const message = `${connection.where} is no scratch Redis: it has ${names.finalPrefix}${row.key}`;
    throw new DaemonError('usage', { op: 'replay', message });
  }
  return createDirectSink(connection, names, { maxKeys: ROWS_AT_ONCE });
}
