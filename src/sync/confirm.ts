import { DaemonError } from '../base/errors.ts';
import { slicesOf } from '../base/slices.ts';
import type { Ip } from '../neighbor/ip.ts';
import { formatKey } from '../neighbor/key.ts';
import type { NeighborTarget } from '../netlink/requester.ts';
import type { KernelSide } from './kernel-side.ts';
import type { EngineReport } from './report.ts';

/** A database key, in its two parts. */
export type KeyParts = { readonly interfaceName: string; readonly ip: Ip };

/** Neighbors that the kernel is asked about before its answers are taken: they need room, and all of a table may be asked for. */
const ASKED_AT_ONCE = 2048;

/**
 * Asks the kernel about neighbors one by one and takes the answers, unless events have said something newer meanwhile.
 * A question without an answer (an error) changes nothing, and makes the result false. Must run inside a sweep of the table.
 */
export async function confirm(
  side: KernelSide,
  targets: Iterable<NeighborTarget>,
  signal: AbortSignal,
): Promise<boolean> {
  let sure = true;
  for (const slice of slicesOf(targets, ASKED_AT_ONCE)) sure = (await confirmSlice(side, slice, signal)) && sure;
  return sure;
}

async function confirmSlice(
  { image, ingest, requests, barrier, clock }: KernelSide,
  targets: readonly NeighborTarget[],
  signal: AbortSignal,
): Promise<boolean> {
  let sure = true;
  const mark = image.table.mark();
  const answers = await requests.getNeighbors(targets, signal);
  await barrier(signal);
  const nowMs = clock.monotonicMs();
  for (const [place, target] of targets.entries()) {
    const answer = answers[place];
    if (answer === undefined || image.table.touchedSince(mark, target.ifindex, target.ip)) continue;
    if (answer === 'absent') {
      image.counters.confirmedAbsent++;
      ingest.neighborGone(target.ifindex, target.ip, nowMs);
    } else if (answer instanceof DaemonError) {
      image.counters.netlinkErrors++;
      sure = false;
    } else {
      image.counters.confirmedPresent++;
      ingest.neighbor(answer, nowMs, 'reconcile');
    }
  }
  return sure;
}

/**
 * Rows without a kernel entry: the kernel is asked about each, and what it does not have is deleted.
 *
 * @returns false when an interface was renamed or made anew meanwhile: then the answers about its rows were of another one
 */
export async function confirmOrphans(
  side: KernelSide,
  report: (report: EngineReport) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { image } = side;
  let sure = true;
  let rows = 0;
  let first: KeyParts | undefined;
  image.table.beginSweep();
  try {
    for (const orphans of slicesOf(image.orphans(), ASKED_AT_ONCE)) {
      sure = (await confirmSome(side, orphans, signal)) && sure;
      const deleted = orphans.filter(({ interfaceName, ip }) => image.isToGo(interfaceName, ip));
      rows += deleted.length;
      first ??= deleted[0];
    }
  } finally {
    image.table.endSweep();
  }
  image.failed.retain((interfaceName, ip) => image.entry(interfaceName, ip) !== undefined);
  if (first !== undefined) report({ kind: 'orphans_deleted', rows, first: formatKey(first.interfaceName, first.ip) });
  return sure;
}

async function confirmSome(side: KernelSide, keys: readonly KeyParts[], signal: AbortSignal): Promise<boolean> {
  const { image, clock } = side;
  const orphans = keys.map((key) => ({ ...key, link: image.links.named(key.interfaceName) }));
  let sure = await confirm(side, targetsOf(side, orphans), signal);
  const nowMs = clock.monotonicMs();
  for (const { interfaceName, ip, link } of orphans) {
    const now = image.links.named(interfaceName);
    if (now === undefined) image.propose(interfaceName, ip, nowMs, 'reconcile');
    else if (now.ifindex !== link?.ifindex) sure = false;
  }
  return sure;
}

/** Asks the kernel about neighbors by interface name. */
export async function askAbout(side: KernelSide, keys: readonly KeyParts[], signal: AbortSignal): Promise<boolean> {
  const { table } = side.image;
  table.beginSweep();
  try {
    return await confirm(side, targetsOf(side, keys), signal);
  } finally {
    table.endSweep();
  }
}

/** On an interface that does not exist there can be no neighbor. */
function targetsOf({ image }: KernelSide, keys: readonly KeyParts[]): readonly NeighborTarget[] {
  return keys.flatMap(({ interfaceName, ip }) => {
    const link = image.links.named(interfaceName);
    return link === undefined ? [] : [{ ifindex: link.ifindex, ip }];
  });
}
