import { DaemonError } from '../base/errors.ts';
import type { NeighsyncCommands, NeighsyncService } from './service.ts';

/** The same service for those who may only ask: every command is refused with `forbidden`, for this reason. */
export function readOnly(service: NeighsyncService, reason: string): NeighsyncService {
  const refuse = (op: string) => (): never => {
    throw new DaemonError('forbidden', { op, message: reason });
  };
  const refusals: NeighsyncCommands = {
    add: refuse('add'),
    remove: refuse('delete'),
    configure: refuse('configure'),
    reload: refuse('reload'),
    resync: refuse('resync'),
    restart: refuse('restart'),
    writeProfile: refuse('write a profile'),
  };
  return { ...service, ...refusals };
}
