import { aborted } from '../base/abort.ts';
import type { Config } from '../config/schema.ts';
import { createBacklogWatch } from '../sonic/backlog-watch.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { NeighborDatabase } from './database.ts';

/** orchagent's backlog, watched while `run` runs. */
export type Backlog = {
  /** Keys that wait for orchagent; NaN while nobody knows. */
  readonly keys: number;
  /** They have not moved for a while, although orchagent was called again. */
  readonly stalled: boolean;
  /** Messages published to call orchagent again. */
  readonly messages: number;
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/** With direct output there is no orchagent, and no backlog. */
export function createBacklog(
  { reader, names }: NeighborDatabase,
  { performance }: Config,
  output: 'producer' | 'direct',
  logger: Logger,
): Backlog {
  if (output === 'direct') return { keys: 0, stalled: false, messages: 0, run: aborted };
  let keys = Number.NaN;
  let stalled = false;
  const watch = createBacklogWatch({
    connection: reader,
    names,
    consumerBatch: performance.consumer_batch,
    onBacklog: (now, isStalled) => {
      keys = now;
      if (isStalled && !stalled) logger.warn('orchagent does not take its rows and is called again', { keys });
      if (!isStalled && stalled) logger.info('orchagent takes its rows again', { keys });
      stalled = isStalled;
    },
    onFailure: (error) => {
      keys = Number.NaN;
      logger.debug('the backlog of orchagent could not be read', { error: error.message });
    },
  });
  return {
    get keys() {
      return keys;
    },
    get stalled() {
      return stalled;
    },
    get messages() {
      return watch.messages;
    },
    run: watch.run,
  };
}
