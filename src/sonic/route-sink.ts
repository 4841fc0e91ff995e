import { DaemonError } from '../base/errors.ts';
import type { Fence } from '../neighbor/row.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { createProducerSink } from './producer-sink.ts';
import type { SinkOptions } from './row-batch.ts';
import type { TableNames } from './table-names.ts';

/** orchagent reads what stands before the first colon as a VRF only if it begins so, else the whole key as a prefix. */
const VRF_PREFIX = 'Vrf';

/** A host route: the name of the VRF device, and the address in the form of a row's key, without a prefix length. */
export type HostRoute = { readonly vrf: string; readonly ip: string };

/** Removes the routes that stand for single hosts, because a neighbor has taken the host's place. */
export type HostRouteSink = {
  /**
   * Deletes the routes in one script, each once; those that do not exist, too. When it has resolved, the deletes are before
   * every write that is sent later.
   *
   * @throws DaemonError as `RowSink.apply`; `bug` also for a VRF whose name orchagent would not understand (nothing was sent)
   */
  readonly remove: (batch: readonly HostRoute[], fence?: Fence) => Promise<void>;
};

/** @param names of `ROUTE_TABLE` in APPL_DB */
export function createHostRouteSink(
  connection: Pick<RedisConnection, 'run'>,
  names: TableNames,
  options: SinkOptions = { maxKeys: 128 },
): HostRouteSink {
  const sink = createProducerSink(connection, names, options);
  return {
    async remove(batch, fence) {
      const keys = new Set(batch.map(formatKey));
      const deletes = [...keys].map((key) => ({ kind: 'delete', key }) as const);
      await sink.apply(deletes, fence);
    },
  };
}

function formatKey({ vrf, ip }: HostRoute): string {
  if (vrf.startsWith(VRF_PREFIX)) return `${vrf}:${ip}`;
  throw new DaemonError('bug', { op: 'delete host route', message: `not the name of a VRF: ${JSON.stringify(vrf)}` });
}
