import { DaemonError } from '../../base/errors.ts';
import type { ChangeResult, DatabaseOutcome as Outcome } from '../../service/changes.ts';
import type { NeighborAddress, NeighborPage } from '../../service/neighbor-info.ts';
import type { NeighsyncService } from '../../service/service.ts';
import type { WatchEvent } from '../../service/watch-event.ts';
import { explanationMessage } from './explanation-message.ts';
import {
  DatabaseOutcome,
  type DeleteNeighborResponse,
  type ListNeighborsRequest,
  type NeighborServiceServer,
} from './gen/neighsync/v1/neighbor_service.ts';
import type { WatchNeighborsRequest, WatchNeighborsResponse } from './gen/neighsync/v1/watch.ts';
import { type Numbers, STATES, wordOf } from './names.ts';
import { filterOf, neighborMessage } from './neighbor-message.ts';
import { type StreamLimits, streaming } from './streaming.ts';
import { type CallLimits, unary } from './unary.ts';
import { watchMessage } from './watch-message.ts';

const OUTCOMES: Numbers<Outcome, DatabaseOutcome> = {
  acknowledged: DatabaseOutcome.DATABASE_OUTCOME_ACKNOWLEDGED,
  no_row: DatabaseOutcome.DATABASE_OUTCOME_NO_ROW,
  pending: DatabaseOutcome.DATABASE_OUTCOME_PENDING,
};

/** Fields of `ListNeighborsRequest` that have another name in the service. */
const PAGING: Readonly<Record<string, string>> = { limit: 'page_size', cursor: 'page_token' };

/** The neighbors, over the service. */
export function neighborService(
  service: NeighsyncService,
  calls: CallLimits,
  streams: StreamLimits,
): NeighborServiceServer {
  return {
    listNeighbors: unary('list neighbors', calls, async (request, signal) => {
      const { neighbors, nextCursor = '', total, revision } = await list(service, request, signal);
      return { neighbors: neighbors.map(neighborMessage), nextPageToken: nextCursor, totalSize: total, revision };
    }),
    getNeighbor: unary('get neighbor', calls, (request) => ({
      neighbor: neighborMessage(service.get(addressOf(request))),
    })),
    addNeighbor: unary('add neighbor', calls, async (request, signal) => {
      const { ipAddress, macAddress, interface: name, externLearn, router } = request;
      const state = wordOf(STATES, request.state);
      const added = { ipAddress, macAddress, interface: name, state, externLearn, router };
      return changeMessage(await service.add(added, signal));
    }),
    deleteNeighbor: unary('delete neighbor', calls, async (request, signal) =>
      changeMessage(await service.remove(addressOf(request), signal)),
    ),
    watchNeighbors: streaming('watch neighbors', streams, (request: WatchNeighborsRequest, signal) =>
      messages(service.watch({ ...filterOf(request.filter), fromRevision: request.fromRevision || undefined }, signal)),
    ),
    explainNeighbor: unary('explain neighbor', calls, async (request, signal) => ({
      explanations: (await service.explain(addressOf(request), signal)).map(explanationMessage),
    })),
  };
}

async function list(
  service: NeighsyncService,
  { filter, pageSize, pageToken }: ListNeighborsRequest,
  signal: AbortSignal,
): Promise<NeighborPage> {
  try {
    const paging = { limit: pageSize === 0 ? undefined : pageSize, cursor: pageToken || undefined };
    return await service.list({ ...filterOf(filter), ...paging }, signal);
  } catch (thrown) {
    throw named(DaemonError.from(thrown, 'list neighbors'));
  }
}

/** The same error, with fields called as they are here. */
function named(error: DaemonError): DaemonError {
  const op = PAGING[error.op];
  if (error.code !== 'invalid_argument' || op === undefined) return error;
  const message = error.message.slice(error.op.length + ': '.length).replaceAll('next_cursor', 'next_page_token');
  return new DaemonError('invalid_argument', { op, message, cause: error });
}

function addressOf({ ipAddress, interface: name }: { ipAddress: string; interface: string }): NeighborAddress {
  return { ipAddress, interface: name || undefined };
}

function changeMessage({ database, rule, ruleText, neighbor }: ChangeResult): DeleteNeighborResponse {
  return { database: OUTCOMES[database], rule, ruleText, neighbor: neighbor && neighborMessage(neighbor) };
}

async function* messages(events: AsyncIterable<WatchEvent>): AsyncGenerator<WatchNeighborsResponse> {
  for await (const event of events) yield watchMessage(event);
}
