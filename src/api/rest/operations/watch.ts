import type { WatchQuery } from '../../../service/watch-event.ts';
import { WATCH_QUERY } from '../schemas/neighbors.ts';
import { WATCH_EVENT } from '../schemas/watch.ts';
import { type OperationFacts, PLAIN } from './operation.ts';
import { parseFields } from './parse-fields.ts';

/** The stream of events; `data` is that of one event. */
export const WATCH: OperationFacts = {
  ...PLAIN,
  id: 'watchNeighbors',
  method: 'GET',
  path: '/watch',
  tag: 'neighbors',
  summary: 'Follow the neighbors of the kernel as server-sent events',
  query: WATCH_QUERY,
  statuses: { 200: 'Events, until the client goes away. The `id` of an event is its revision.' },
  data: WATCH_EVENT,
  isStream: true,
  headers: { 'Last-Event-ID': 'The `id` of the last event that was seen; goes before `from_revision`.' },
  codes: ['not_ready'],
};

/** What is to be watched. The header goes before the query: a browser that connects again sends both. */
export function watchQuery(query: unknown, lastEventId: string | undefined): WatchQuery {
  const { from_revision, ...filter } = parseFields(WATCH_QUERY, 'query', query);
  return { ...filter, fromRevision: lastEventId || from_revision };
}
