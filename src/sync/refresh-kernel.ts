import type { BackoffPlan } from '../base/backoff.ts';
import { DaemonError } from '../base/errors.ts';
import type { NeighMessage } from '../netlink/codec/ndmsg.ts';
import { confirm } from './confirm.ts';
import type { KernelSide } from './kernel-side.ts';

/** After a request that failed. */
export const KERNEL_RETRY: BackoffPlan = { firstMs: 50, maxMs: 5_000 };

/** After so many incomplete looks in a row their union is good enough to go on with, while more passes follow. */
export const INTERRUPTIONS_BORNE = 5;

/**
 * Makes the image's kernel side equal to the kernel: links first, so that neighbors find their names, then neighbors.
 *
 * Each batch of a dump is applied only after a barrier, and only to what no event has spoken of since the dump began: an
 * event read meanwhile is newer than the dump's copy. What the dump did not bring is a suspect, not a corpse (a dump
 * can miss live entries while the kernel's hash grows): the kernel is asked about each by itself.
 *
 * @returns after all that, `netlink_interrupted` when a dump was inconsistent, for then it may have missed something new, or
 *   `netlink_failed` when the kernel gave no answer about a suspect
 */
export async function refreshKernel(side: KernelSide, signal: AbortSignal): Promise<DaemonError | undefined> {
  // After an overrun the kernel drops in silence whatever happens before its queue is empty: what is read earlier proves nothing.
  await side.barrier(signal);
  const linksInterrupted = await refreshLinks(side, signal);
  side.image.refusals.clear();
  const dumps = [side.requests.dumpNeighbors(signal)];
  const neighborsInterrupted = await refreshNeighbors(side, { dumps, includes: () => true }, signal);
  side.image.counters.kernelResyncs++;
  return linksInterrupted ?? neighborsInterrupted;
}

async function refreshLinks(side: KernelSide, signal: AbortSignal) {
  const { image, ingest, requests, barrier } = side;
  const suspects = new Set([...image.links.all()].map(({ ifindex }) => ifindex));
  ingest.beginLinkSweep();
  try {
    const interruption = await untilInterrupted(requests.dumpLinks(signal), async (links) => {
      await barrier(signal);
      for (const link of links) {
        suspects.delete(link.ifindex);
        if (!ingest.touchedInSweep(link.ifindex)) ingest.link(link, 'reconcile');
      }
    });
    for (const ifindex of suspects) await askForLink(side, ifindex, signal);
    return interruption;
  } finally {
    ingest.endLinkSweep();
  }
}

/** Asks about links that neighbors came on without any event having told us of them. */
export async function lookUpLinks(side: KernelSide, ifindexes: readonly number[], signal: AbortSignal): Promise<void> {
  const unknown = ifindexes.filter((ifindex) => side.image.links.get(ifindex) === undefined);
  side.ingest.beginLinkSweep();
  try {
    for (const ifindex of unknown) await askForLink(side, ifindex, signal);
  } finally {
    side.ingest.endLinkSweep();
  }
}

/** Asks about one link; when there is none, its neighbors go with it. Must run inside a sweep of the links. */
async function askForLink({ ingest, requests, barrier }: KernelSide, ifindex: number, signal: AbortSignal) {
  const link = await requests.getLink(ifindex, signal);
  await barrier(signal);
  if (ingest.touchedInSweep(ifindex)) return;
  if (link === undefined) ingest.linkGone(ifindex);
  else ingest.link(link, 'reconcile');
}

/** Neighbors to look at again: dumps that bring them all together, and on which interfaces they are at the moment. */
export type NeighborScope = {
  readonly dumps: readonly AsyncIterable<readonly NeighMessage[]>[];
  readonly includes: (ifindex: number) => boolean;
};

/** Makes the neighbors of a scope equal to the kernel's, as `refreshKernel` does with all. */
export async function refreshNeighbors(side: KernelSide, { dumps, includes }: NeighborScope, signal: AbortSignal) {
  const { image, ingest, barrier, clock } = side;
  const { table } = image;
  const mark = table.beginSweep();
  try {
    let interruption: DaemonError | undefined;
    for (const dump of dumps) {
      const interrupted = await untilInterrupted(dump, async (neighbors) => {
        await barrier(signal);
        const nowMs = clock.monotonicMs();
        for (const neighbor of neighbors) {
          const touched = neighbor.dst !== undefined && table.touchedSince(mark, neighbor.ifindex, neighbor.dst);
          if (!touched && includes(neighbor.ifindex)) ingest.neighbor(neighbor, nowMs, 'reconcile');
        }
      });
      interruption ??= interrupted;
    }
    const untouched = table.untouchedSince(mark).filter(({ ifindex }) => includes(ifindex));
    const suspects = untouched.map(({ ifindex, ip }) => ({ ifindex, ip: ip.slice() }));
    const sure = await confirm(side, suspects, signal);
    return interruption ?? (sure ? undefined : unanswered());
  } finally {
    table.endSweep();
  }
}

function unanswered(): DaemonError {
  const message = 'no answer about some neighbors that a dump did not bring';
  return new DaemonError('netlink_failed', { op: 'refresh from the kernel', message });
}

/** Consumes a dump; an interruption at its end is returned, any other error thrown. */
async function untilInterrupted<T>(
  dump: AsyncIterable<T>,
  consume: (batch: T) => Promise<void>,
): Promise<DaemonError | undefined> {
  try {
    for await (const batch of dump) await consume(batch);
    return undefined;
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'refresh from the kernel');
    if (error.code === 'netlink_interrupted') return error;
    throw error;
  }
}
