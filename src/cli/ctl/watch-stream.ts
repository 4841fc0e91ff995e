import { DaemonError } from '../../base/errors.ts';
import type { WatchEvent } from '../../service/watch-event.ts';
import { clean } from './clean.ts';
import type { Client, Query } from './client.ts';
import type { Wire } from './wire.ts';

/** What a watch says, as the API sends it. */
export type WireEvent = Wire<WatchEvent>;

/** Follows the neighbors until `enough` is aborted. Kinds of events that neighctl does not know are left out. */
export async function* watchNeighbors(client: Client, query: Query, enough: AbortSignal): AsyncGenerator<WireEvent> {
  try {
    for await (const { event, id, data } of client.follow('/watch', query, enough)) {
      const fields = id === '' ? {} : { revision: id };
      yield { ...fields, ...(clean(JSON.parse(data)) as object), kind: event } as WireEvent;
    }
  } catch (error) {
    if (enough.aborted) return;
    if (!(error instanceof SyntaxError)) throw error;
    throw new DaemonError('bug', { op: 'watch', message: `an event is not JSON (${error.message})`, cause: error });
  }
}
