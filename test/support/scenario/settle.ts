import { DATABASES } from '../switch-databases.ts';
import { until } from '../until.ts';
import { FENCE, redisCommand, type World } from './world.ts';

/**
 * Waits until everything that the scenario did so far has had all its effects, each proven and none slept for:
 *
 * 1. the kernel has told everybody of carriers that came and went (it does so later, in its own time);
 * 2. the daemon has read all events up to now: it knows a link that was created just now, for events keep their order;
 * 3. the daemon has read CONFIG_DB up to now: it obeys a row that was written just now;
 * 4. both sides are known to it, and nothing is pending;
 * 5. the consumer, unless it is paused, has taken everything, and told us.
 */
export async function settle(world: World): Promise<void> {
  await carriersTold(world);
  if (world.daemon !== undefined) {
    await eventsRead(world);
    await idle(world);
    if (world.configTouched) await configRead(world);
    await idle(world);
  }
  await consumed(world);
}

/** Waits until the consumer, unless it is paused, has taken all there is, and we have heard of it all. */
export async function consumed(world: World): Promise<void> {
  if (world.consumerPaused) return;
  await world.consumer.drained();
  const count = (): number => world.consumer.operations.filter(({ key }) => key === FENCE).length;
  const before = count();
  await redisCommand(world, DATABASES.appl_db, 'SADD', 'NEIGH_TABLE_KEY_SET', FENCE);
  await redisCommand(world, DATABASES.appl_db, 'PUBLISH', 'NEIGH_TABLE_CHANNEL@0', 'G');
  await until('the consumer has reported everything', () => count() > before);
}

/** `LOWER_UP` changes at once; the operational state, and what hangs on it, only when the kernel gets round to it. */
async function carriersTold({ namespace }: World): Promise<void> {
  let links = '';
  await until(`carrier and operational state of all links agree: ${links}`, async () => {
    links = await namespace.ip('-o', 'link', 'show', 'up');
    return links
      .split('\n')
      .filter((line) => line !== '')
      .every((line) => /LOWER_UP/.test(line) !== /state (DOWN|LOWERLAYERDOWN)/.test(line));
  });
}

async function eventsRead(world: World): Promise<void> {
  await world.namespace.ip('link', 'add', FENCE, 'type', 'bridge');
  await linksKnown(world);
  await world.namespace.ip('link', 'del', FENCE);
  await linksKnown(world);
}

async function linksKnown({ namespace, daemon }: World): Promise<void> {
  const links = (await namespace.ip('-o', 'link')).trimEnd().split('\n').length;
  let known: number | undefined;
  await until(`the daemon knows ${links} links`, async () => {
    known = await daemon?.metric('neighsyncd_links');
    return known === links;
  });
}

/** Gives a link of our own an IPv6 link-local neighbor, and sees its row come with the configuration. */
async function configRead(world: World): Promise<void> {
  const { namespace } = world;
  const row = `${FENCE}:fe80::fe`;
  await namespace.batch([
    `link add ${FENCE} type bridge`,
    `link set ${FENCE} addrgenmode none up`,
    `neigh add fe80::fe lladdr 02:00:00:00:00:fe dev ${FENCE} nud permanent`,
  ]);
  await redisCommand(world, DATABASES.config_db, 'HSET', `INTERFACE|${FENCE}`, 'ipv6_use_link_local_only', 'enable');
  const exists = (key: string) => redisCommand(world, DATABASES.appl_db, 'EXISTS', key);
  const deleted = () => redisCommand(world, DATABASES.appl_db, 'SISMEMBER', 'NEIGH_TABLE_DEL_SET', row);
  const staged = async (): Promise<boolean> => (await exists(`_NEIGH_TABLE:${row}`)) === '1';
  const final = async (): Promise<boolean> => (await exists(`NEIGH_TABLE:${row}`)) === '1';
  await until(
    `the daemon has obeyed INTERFACE|${FENCE} in CONFIG_DB`,
    async () => (await staged()) || (await final()),
    10_000,
  );
  await namespace.ip('link', 'del', FENCE);
  await until(
    `the row of ${FENCE} is gone`,
    async () => !(await staged()) && (!(await final()) || (await deleted()) === '1'),
  );
  await redisCommand(world, DATABASES.config_db, 'DEL', `INTERFACE|${FENCE}`);
  world.configTouched = false;
}

/** Both sides known, nothing pending; judged by what the daemon says of itself. */
async function idle({ daemon }: World): Promise<void> {
  let health = '';
  await until('the daemon has nothing left to do', async () => {
    health = (await daemon?.get('/health'))?.body ?? '';
    const { ready, pending, reasons } = JSON.parse(health) as Health;
    return ready && pending === 0 && !reasons.some((reason) => reason.includes(' being read'));
  }).catch((error: Error) => {
    throw new Error(`${error.message}: ${health}`);
  });
}

type Health = { readonly ready: boolean; readonly pending: number; readonly reasons: readonly string[] };
