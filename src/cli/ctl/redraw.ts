import type { Query } from './client.ts';
import type { Context } from './command.ts';
import { formatNeighbors, type Neighbor, sortKey } from './neighbor-table.ts';
import { type WireEvent, watchNeighbors } from './watch-stream.ts';

/** Not more often: nobody reads faster, and a storm must not make the terminal the bottleneck. */
const FRAME_MS = 250;
/** AGE goes on while nothing happens. */
const IDLE_MS = 1_000;
/** The head, and the line below. */
const OTHER_LINES = 3;
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const CLEAR = '\x1b[2J';

/** The neighbors as a table that is always up to date, until Ctrl-C. As many as fit are shown. */
export async function redraw(filters: Query, context: Context): Promise<number> {
  const neighbors = new Map<string, Neighbor>();
  let synced = false;
  let changed = true;
  let drawnMs = 0;
  context.write(CLEAR);
  const draw = (): void => {
    const nowMs = context.nowMs();
    if (!synced || (!changed && nowMs - drawnMs < IDLE_MS)) return;
    changed = false;
    drawnMs = nowMs;
    context.write(frame(neighbors, context));
  };
  const timer = setInterval(draw, FRAME_MS);
  try {
    for await (const event of watchNeighbors(context.client, filters, context.enough)) {
      if (event.kind === 'snapshot' || event.kind === 'synced') synced = event.kind === 'synced';
      apply(neighbors, event);
      if (event.kind !== 'heartbeat') changed = true;
    }
  } finally {
    clearInterval(timer);
  }
  return 0;
}

/** Keeps the neighbors, by `sortKey`, as the events tell. */
export function apply(neighbors: Map<string, Neighbor>, event: WireEvent): void {
  switch (event.kind) {
    case 'snapshot':
      return neighbors.clear();
    case 'present':
    case 'changed':
      return void neighbors.set(sortKey(event.neighbor), event.neighbor);
    case 'gone':
      return void neighbors.delete(sortKey(event));
    default:
  }
}

/** What is on the screen then, as far as it fits. */
export function frame(neighbors: ReadonlyMap<string, Neighbor>, { screen, nowMs, paint }: FrameContext): string {
  const { rows, columns } = screen() ?? { rows: 24, columns: 80 };
  const room = Math.max(1, rows - OTHER_LINES);
  const shown = [...neighbors.keys()].sort().slice(0, room);
  const table = formatNeighbors(
    shown.flatMap((key) => neighbors.get(key) ?? []),
    nowMs(),
    paint,
  );
  const hidden = neighbors.size - shown.length;
  const below = `${neighbors.size} neighbors${hidden > 0 ? `, ${hidden} of them not shown` : ''}; Ctrl-C ends it`;
  const lines = [...table.trimEnd().split('\n'), paint.faint(below)].map((line) => cut(line, columns));
  return `${HOME}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join('')}${CLEAR_BELOW}`;
}

type FrameContext = Pick<Context, 'screen' | 'nowMs' | 'paint'>;

/** As `COLOURS` makes them. */
const COLOUR = new RegExp(`${'\x1b'}\\[\\d+m`, 'y');

/** A line that does not wrap: colours take no room, and none is left open. */
export function cut(line: string, columns: number): string {
  let kept = '';
  let width = 0;
  for (let at = 0; at < line.length; ) {
    COLOUR.lastIndex = at;
    const colour = COLOUR.exec(line)?.[0];
    if (colour !== undefined) {
      kept += colour;
      at += colour.length;
      continue;
    }
    if (width++ < columns) kept += line[at];
    at++;
  }
  return kept;
}
