import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WatchEvent } from '../../src/service/watch-event.ts';
import { type ContractSetup, type Follower, follow, NEIGHBORS, names, openWorld, refuses } from './contract-world.ts';

const OURS = { prefix: '10.9.0.0/16' } as const;
const NEW = {
  ipAddress: '10.9.0.5',
  interface: 'Ethernet0',
  macAddress: '02:00:00:00:09:21',
  state: 'PERMANENT',
} as const;

/** The cases of the contract that follow what happens. */
export function watchCases(setup: ContractSetup): void {
  test('a watch begins with all neighbors for which its filter holds, and goes on with what happens to them', async () => {
    await using world = await openWorld(setup);
    await using watch = follow(world.service, OURS);
    const snapshot = await watch.upTo(isKind('synced'));
    assert.deepEqual(snapshot[0], { kind: 'snapshot', reason: 'start' });
    assert.deepEqual(presentIn(snapshot), names(NEIGHBORS.slice(0, 3)));
    await world.put({ ipAddress: '2001:db8:9::77', interface: 'Vlan10', macAddress: NEW.macAddress, state: 'STALE' });
    await world.put(NEW);
    const [changed] = await quietly(watch, isAbout('changed', NEW.ipAddress));
    assert.ok(changed?.kind === 'changed');
    assert.deepEqual([changed.neighbor.macAddress, changed.neighbor.state], [NEW.macAddress, NEW.state]);
    await world.drop(NEW);
    const [gone] = await quietly(watch, isAbout('gone', NEW.ipAddress));
    assert.ok(gone?.kind === 'gone');
    assert.deepEqual([gone.interface, gone.revision !== changed.revision], ['Ethernet0', true]);
  });

  test('a neighbor for which the filter holds no longer is gone', async () => {
    await using world = await openWorld(setup);
    await using watch = follow(world.service, { ...OURS, state: 'permanent' });
    assert.deepEqual(presentIn(await watch.upTo(isKind('synced'))), names(NEIGHBORS.slice(0, 1)));
    await world.put({ ...NEIGHBORS[0], ipAddress: '10.9.0.1', interface: 'Ethernet0', state: 'STALE' });
    await quietly(watch, isAbout('gone', '10.9.0.1'));
  });

  test('a watch goes on from a revision, with what came after it and nothing else', async () => {
    await using world = await openWorld(setup);
    const revision = await revisionOf(follow(world.service, OURS));
    await world.put(NEW);
    await world.drop({ ipAddress: '10.9.0.2', interface: 'Ethernet0' });
    await using watch = follow(world.service, { ...OURS, fromRevision: revision });
    const events = await watch.upTo(isAbout('gone', '10.9.0.2'));
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'snapshot' || kind === 'present' || kind === 'synced'),
      [],
    );
    assert.ok(events.some(isAbout('changed', NEW.ipAddress)));
  });

  test('a watch that goes on from what is not known begins anew, and says so', async () => {
    await using world = await openWorld(setup);
    const ofAnotherRun = await revisionOf(follow(world.service, OURS));
    await using later = await openWorld(setup);
    for (const fromRevision of [ofAnotherRun, 'nonsense', '-1']) {
      await using watch = follow(later.service, { ...OURS, fromRevision });
      const snapshot = await watch.upTo(isKind('synced'));
      assert.deepEqual(snapshot[0], { kind: 'snapshot', reason: 'revision_unknown' });
      assert.deepEqual(presentIn(snapshot), names(NEIGHBORS.slice(0, 3)));
    }
  });

  test('an empty revision is none', async () => {
    await using world = await openWorld(setup);
    await using watch = follow(world.service, { ...OURS, fromRevision: '' });
    assert.deepEqual(await watch.upTo(isKind('snapshot')), [{ kind: 'snapshot', reason: 'start' }]);
  });

  test('a watch ends when it is told to, also while nothing happens', { timeout: 60_000 }, async () => {
    await using world = await openWorld(setup);
    const ending = new AbortController();
    const kinds: string[] = [];
    for await (const { kind } of world.service.watch(OURS, ending.signal)) {
      kinds.push(kind);
      if (kind === 'synced') setTimeout(() => ending.abort(), 20);
    }
    assert.ok(kinds.includes('synced'));
    const events = world.service.watch(OURS, AbortSignal.abort())[Symbol.asyncIterator]();
    assert.equal((await events.next()).done, true);
  });

  test('more watches than there may be are refused, and one that has ended makes room', async () => {
    await using world = await openWorld(setup);
    await using stack = new AsyncDisposableStack();
    const open = async (): Promise<Follower> => {
      const watch = stack.use(follow(world.service, OURS));
      await watch.upTo(isKind('snapshot'));
      return watch;
    };
    const first = await open();
    await refuses(async () => {
      for (let count = 0; count < MOST_WATCHES; count++) await open();
    }, 'busy');
    await first[Symbol.asyncDispose]();
    await open();
  });
}

/** `api.max_watches` is not above. */
const MOST_WATCHES = 1_000;

async function revisionOf(watch: Follower): Promise<string> {
  await using following = watch;
  const synced = (await following.upTo(isKind('synced'))).at(-1);
  return synced?.kind === 'synced' ? synced.revision : '';
}

function isKind(kind: WatchEvent['kind']): (event: WatchEvent) => boolean {
  return (event) => event.kind === kind;
}

function isAbout(kind: 'changed' | 'gone', ipAddress: string): (event: WatchEvent) => boolean {
  return (event) => event.kind === kind && addressOf(event) === ipAddress;
}

function addressOf(event: WatchEvent): string | undefined {
  if (event.kind === 'gone') return event.ipAddress;
  return event.kind === 'changed' || event.kind === 'present' ? event.neighbor.ipAddress : undefined;
}

/** The event, with nothing before it but signs of life and more about the same neighbor. */
async function quietly(watch: Follower, like: (event: WatchEvent) => boolean): Promise<readonly WatchEvent[]> {
  const events = await watch.upTo(like);
  const found = events.at(-1);
  assert.ok(found !== undefined);
  const others = events.filter((event) => event.kind !== 'heartbeat' && addressOf(event) !== addressOf(found));
  assert.deepEqual(others, []);
  return [found];
}

function presentIn(events: readonly WatchEvent[]): readonly string[] {
  return names(events.flatMap((event) => (event.kind === 'present' ? [event.neighbor] : [])));
}
