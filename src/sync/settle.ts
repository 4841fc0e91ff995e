import type { PendingWrite } from '../neighbor/pending.ts';
import type { Image } from './image.ts';

/** The database has acknowledged a write. `nowMs` is monotonic, `atMs` the wall clock. */
export function settleWritten(image: Image, write: PendingWrite, nowMs: number, atMs: number): void {
  const { counters, mirror, pending, links, chronicle } = image;
  const { id, kind, mac } = write;
  const interfaceName = mirror.interfaceName(id);
  const ip = mirror.ip(id).slice();
  const ofVrf = image.vrfCounters.of(links.named(interfaceName)?.ifindex);
  ofVrf[kind === 'delete' ? 'deleted' : 'written']++;
  if (kind === 'delete') counters.deleted++;
  else if (mirror.published(id) === 'none') counters.added++;
  else counters.updated++;
  if (image.drifted.delete(id)) counters.driftRepaired++;
  pending.settle(write, 'written', nowMs);
  if (kind === 'delete') chronicle.note('row_deleted', interfaceName, ip, atMs);
  else chronicle.note('row_written', interfaceName, ip, atMs, undefined, mac);
}

/** Whether writes were made is not known, or they were not: they are made again. */
export function settleUnknown(image: Image, writes: readonly PendingWrite[], nowMs: number): void {
  for (const write of writes) image.pending.settle(write, 'unknown', nowMs);
}

/** Remembers of writes that they failed; before they are settled. */
export function noteFailed({ mirror, chronicle }: Image, writes: readonly PendingWrite[], atMs: number): void {
  for (const { id } of writes) chronicle.note('write_failed', mirror.interfaceName(id), mirror.ip(id), atMs);
}
