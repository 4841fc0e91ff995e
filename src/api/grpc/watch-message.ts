import { assertNever } from '../../base/assert-never.ts';
import type { SnapshotReason as Reason, WatchEvent } from '../../service/watch-event.ts';
import { SnapshotReason, type WatchNeighborsResponse } from './gen/neighsync/v1/watch.ts';
import type { Numbers } from './names.ts';
import { neighborMessage } from './neighbor-message.ts';

const REASONS: Numbers<Reason, SnapshotReason> = {
  start: SnapshotReason.SNAPSHOT_REASON_START,
  revision_unknown: SnapshotReason.SNAPSHOT_REASON_REVISION_UNKNOWN,
  too_slow: SnapshotReason.SNAPSHOT_REASON_TOO_SLOW,
};

/** An event of a watch as a message. */
export function watchMessage(event: WatchEvent): WatchNeighborsResponse {
  return { event: eventOf(event) };
}

function eventOf(event: WatchEvent): WatchNeighborsResponse['event'] {
  switch (event.kind) {
    case 'snapshot':
      return { $case: 'snapshot', value: { reason: REASONS[event.reason] } };
    case 'present':
      return { $case: 'present', value: { neighbor: neighborMessage(event.neighbor) } };
    case 'synced':
      return { $case: 'synced', value: { revision: event.revision } };
    case 'changed':
      return { $case: 'changed', value: { revision: event.revision, neighbor: neighborMessage(event.neighbor) } };
    case 'gone':
      return {
        $case: 'gone',
        value: { revision: event.revision, ipAddress: event.ipAddress, interface: event.interface },
      };
    case 'heartbeat':
      return { $case: 'heartbeat', value: { revision: event.revision } };
    default:
      return assertNever(event, 'event of a watch');
  }
}
