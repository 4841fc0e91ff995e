import { startConsumer } from '../consumer.ts';
import { DATABASES } from '../switch-databases.ts';
import { type Form, words } from './parse.ts';
import { consumed, settle } from './settle.ts';
import { operations, redisCommand, start, stop, type World } from './world.ts';

/** What happens to the databases and the programs of the switch. */
export const SWITCH_FORMS: readonly Form[] = [
  {
    usage: 'config_db|appl_db|state_db COMMAND OF redis-cli',
    pattern: /^(?<db>config_db|appl_db|state_db) (?<command>.+)$/,
    block: 'none',
    run: async (world, { db = '', command = '' }) => {
      if (db === 'config_db') world.configTouched = true;
      await redisCommand(world, DATABASES[db as keyof typeof DATABASES], ...words(command));
    },
  },
  {
    usage: 'bulk config_db N unrelated rows',
    pattern: /^bulk config_db (?<count>\d+) unrelated rows$/,
    block: 'none',
    run: async (world, { count = '' }) => {
      world.configTouched = true;
      const script = "for n = 1, ARGV[1] do redis.call('HSET', 'ACL_RULE|TABLE|' .. n, 'PRIORITY', n) end";
      await redisCommand(world, DATABASES.config_db, 'EVAL', script, '0', count);
    },
  },
  {
    usage: 'start [SECTION.KEY=VALUE...]',
    pattern: /^start(?<settings>( \S+=\S+)*)$/,
    block: 'none',
    run: async (world, { settings = '' }) => {
      world.settings.push(...words(settings));
      await start(world);
    },
  },
  { usage: 'stop', pattern: /^stop$/, block: 'none', run: stop },
  {
    usage: 'restart the daemon',
    pattern: /^restart the daemon$/,
    block: 'none',
    run: async (world) => {
      await stop(world);
      await start(world);
    },
  },
  { usage: 'consumer pause', pattern: /^consumer pause$/, block: 'none', run: (world) => pauseConsumer(world, true) },
  {
    usage: 'consumer resume',
    pattern: /^consumer resume$/,
    block: 'none',
    run: (world) => pauseConsumer(world, false),
  },
  { usage: 'consumer restart', pattern: /^consumer restart$/, block: 'none', run: restartConsumer },
  { usage: 'settle', pattern: /^settle$/, block: 'none', run: settle },
  {
    usage: 'mark NAME',
    pattern: /^mark (?<name>\S+)$/,
    block: 'none',
    run: async (world, { name = '' }) => {
      await consumed(world);
      world.marks.set(name, operations(world).length);
    },
  },
];

async function pauseConsumer(world: World, paused: boolean): Promise<void> {
  await consumed(world);
  await (paused ? world.consumer.pause() : world.consumer.resume());
  world.consumerPaused = paused;
}

/** Ends it, as an upgrade of its container does, and starts another; a pause outlives it. */
async function restartConsumer(world: World): Promise<void> {
  await consumed(world);
  await world.consumer[Symbol.asyncDispose]();
  world.past.push(...world.consumer.operations);
  world.consumer = await startConsumer(world.redis, { paused: world.consumerPaused });
}
