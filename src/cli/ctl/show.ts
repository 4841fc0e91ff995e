import { setTimeout as pause } from 'node:timers/promises';
import { DaemonError } from '../../base/errors.ts';
import { type NeighborPage, PAGE_LIMIT } from '../../service/neighbor-info.ts';
import type { Client, Query } from './client.ts';
import type { Run } from './command.ts';
import { parseFilters } from './filters.ts';
import { formatNeighbors, type Neighbor } from './neighbor-table.ts';
import { redraw } from './redraw.ts';
import { run as watch } from './watch.ts';
import type { Wire } from './wire.ts';

/** Pages that the daemon is too busy for are asked for again: so often, so much later. */
const ATTEMPTS = 5;
const BUSY_PAUSE_MS = 500;

export const run: Run = async (given, context) => {
  const filters = parseFilters(given);
  const { client, json, paint, nowMs, write, screen } = context;
  if (given.has('watch')) return screen() === undefined || json ? watch(given, context) : redraw(filters, context);
  const { neighbors, total } = await all(client, filters);
  if (json) write(`${JSON.stringify({ total, neighbors }, null, 2)}\n`);
  else write(formatNeighbors(neighbors, nowMs(), paint));
  return 0;
};

async function all(
  client: Client,
  filters: Query,
): Promise<{ readonly neighbors: Neighbor[]; readonly total: number }> {
  const neighbors: Neighbor[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await onePage(client, { ...filters, limit: `${PAGE_LIMIT.max}`, cursor });
    neighbors.push(...page.neighbors);
    if (page.next_cursor === null) return { neighbors, total: page.total };
    cursor = page.next_cursor;
  }
}

async function onePage(client: Client, query: Query): Promise<Wire<NeighborPage>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await client.ask('GET', '/neighbors', query)) as Wire<NeighborPage>;
    } catch (error) {
      if (!(error instanceof DaemonError) || error.code !== 'busy' || attempt === ATTEMPTS) throw error;
      await pause(BUSY_PAUSE_MS);
    }
  }
}
