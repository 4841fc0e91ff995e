import type { Run } from './command.ts';
import { parseFilters } from './filters.ts';
import { formatNeighbor } from './neighbor-table.ts';
import type { Paint } from './paint.ts';
import { type WireEvent, watchNeighbors } from './watch-stream.ts';

/** A line for each thing that happens, until Ctrl-C. */
export const run: Run = async (given, { client, json, paint, write, nowMs, enough }) => {
  const query = { ...parseFilters(given), from_revision: given.text('from-revision') };
  for await (const event of watchNeighbors(client, query, enough)) {
    const line = json ? JSON.stringify(event) : formatEvent(event, nowMs(), paint);
    if (line !== undefined) write(`${line}\n`);
  }
  return 0;
};

/** Undefined for what only programs want to know. */
export function formatEvent(event: WireEvent, nowMs: number, paint: Paint): string | undefined {
  const at = paint.faint(new Date(nowMs).toISOString());
  switch (event.kind) {
    case 'snapshot':
      return event.reason === 'start' ? undefined : `${at} ${paint.fair('anew')}     ${REASONS[event.reason]}`;
    case 'present':
      return `${at} present  ${formatNeighbor(event.neighbor, paint)}`;
    case 'changed':
      return `${at} ${paint.good('changed')}  ${formatNeighbor(event.neighbor, paint)}`;
    case 'gone':
      return `${at} ${paint.bad('gone')}     ${event.ip_address} ${event.interface}`;
    default:
      return undefined;
  }
}

const REASONS = {
  revision_unknown: 'that revision is not known here; all neighbors follow',
  too_slow: 'changes were missed, for they were not taken in time; all neighbors follow',
} as const;
