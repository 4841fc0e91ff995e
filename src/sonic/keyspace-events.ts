import { DaemonError } from '../base/errors.ts';
import type { RedisConnection } from '../redis/connection.ts';

const SETTING = 'notify-keyspace-events';

/**
 * Asks a server whether it tells of all that happens to hashes: keyspace events (K) of hashes (h) and of what concerns every
 * type (g), or of all types (A). SONiC has AKE.
 *
 * @returns the setting if that is too little; undefined also where we may not ask
 * @throws DaemonError `redis_unavailable`
 */
export async function insufficientEvents(connection: Pick<RedisConnection, 'command'>): Promise<string | undefined> {
  try {
    const reply = await connection.command(['CONFIG', 'GET', SETTING]);
    const setting: unknown = Object(reply)[SETTING];
    if (typeof setting !== 'string') return undefined;
    const isEnough = setting.includes('K') && (setting.includes('A') || /g.*h|h.*g/.test(setting));
    return isEnough ? undefined : setting;
  } catch (thrown) {
    const error = DaemonError.from(thrown, `read ${SETTING}`);
    if (error.code === 'redis_refused') return undefined;
    throw error;
  }
}
