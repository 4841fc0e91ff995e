import type { RedisConnection } from '../src/redis/connection.ts';

/** What Redis has done since it started. */
export type RedisUse = {
  /** user and system time, in steps of its own */
  readonly cpuS: number;
  /** commands that change data, those in scripts included */
  readonly writes: number;
};

const WRITE = /^cmdstat_(?:hset|hmset|hdel|set|del|unlink|sadd|srem|spop):calls=(\d+)/gm;
const CPU = /^used_cpu_(?:user|sys):([\d.]+)/gm;

/** Asks for both; the question takes some 0.05 ms of its time. */
export async function readRedisUse(connection: Pick<RedisConnection, 'command'>): Promise<RedisUse> {
  return { cpuS: sumOf(CPU, await info(connection, 'cpu')), writes: await countWrites(connection) };
}

/** The writes alone. */
export async function countWrites(connection: Pick<RedisConnection, 'command'>): Promise<number> {
  return sumOf(WRITE, await info(connection, 'commandstats'));
}

async function info(connection: Pick<RedisConnection, 'command'>, section: string): Promise<string> {
  return String(await connection.command(['INFO', section]));
}

function sumOf(pattern: RegExp, text: string): number {
  return [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
}
