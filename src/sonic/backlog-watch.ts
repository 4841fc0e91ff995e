import { nextBeat } from '../base/beat.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';
import { loadScript } from '../redis/script.ts';
import { readBacklog } from './backlog.ts';
import { type BacklogState, stepBacklog, type Wake } from './backlog-step.ts';
import type { TableNames } from './table-names.ts';

/** 131,072 keys of a consumer that takes 128; should more be stranded, the rest follows when these have gone. */
const MOST_MESSAGES = { every_pop: 1024, one_pop: 1 } as const;

export type BacklogWatchOptions = {
  readonly connection: Pick<RedisConnection, 'command' | 'run' | 'ready'>;
  readonly names: Pick<TableNames, 'keySet' | 'channel'>;
  /** most keys that the consumer takes per message (orchagent's -b); a smaller number is safe, a larger one is not */
  readonly consumerBatch: number;
  /** Told after each look: how many keys wait, and whether they do not move. */
  readonly onBacklog: (keys: number, stalled: boolean) => void;
  /** Told of a look that failed; the next one is made all the same. */
  readonly onFailure: (failure: DaemonError) => void;
  /** between two looks; also the first pause between two wakings; default 1000 */
  readonly intervalMs?: number;
  /** longest pause between two wakings; default 60,000 */
  readonly maxPauseMs?: number;
  readonly clock?: Pick<Clock, 'monotonicMs'>;
};

export type BacklogWatch = {
  /** messages published so far */
  readonly messages: number;
  /** Watches until `signal` is aborted; nothing else ends it. */
  readonly run: (signal: AbortSignal) => Promise<void>;
};

/** Watches how many keys wait for a table's consumer, and calls it again when it has left some behind. */
export function createBacklogWatch(options: BacklogWatchOptions): BacklogWatch {
  const { connection, names, consumerBatch, onBacklog, onFailure } = options;
  const { intervalMs = 1000, maxPauseMs = 60_000, clock = systemClock } = options;
  const script = loadScript(new URL('./lua/wake-consumer.lua', import.meta.url));
  const plan = { firstMs: intervalMs, maxMs: maxPauseMs };
  let state: BacklogState = { kind: 'empty' };
  let messages = 0;

  async function look(): Promise<void> {
    const keys = await readBacklog(connection, names);
    const next = stepBacklog(state, keys, clock.monotonicMs(), plan);
    state = next.state;
    onBacklog(keys, state.kind === 'stalled');
    await wake(next.wake);
  }

  async function wake(how: Wake): Promise<void> {
    if (how === 'none') return;
    const args = [names.channel, String(consumerBatch), String(MOST_MESSAGES[how])];
    messages += Number(await connection.run(script, [names.keySet], args));
  }

  return {
    get messages() {
      return messages;
    },
    async run(signal) {
      while (!signal.aborted) {
        try {
          await connection.ready(signal);
          await look();
        } catch (error) {
          if (signal.aborted) return;
          onFailure(DaemonError.from(error, 'watch the backlog'));
        }
        await nextBeat(intervalMs, signal);
      }
    },
  };
}
