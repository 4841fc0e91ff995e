import { z } from 'zod';
import { oneOf, text } from './kinds.ts';
import { NEIGHBOR } from './neighbors.ts';

const revision = text('To go on from; also the `id` of the event.');

/** The `data` of a server-sent event; its `event` is the same `kind`. */
export const WATCH_EVENT = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('snapshot'),
    reason: oneOf(['start', 'revision_unknown', 'too_slow'], 'Why all is told (again).'),
  }),
  z.strictObject({ kind: z.literal('present'), neighbor: NEIGHBOR }),
  z.strictObject({ kind: z.literal('synced'), revision }),
  z.strictObject({ kind: z.literal('changed'), revision, neighbor: NEIGHBOR }),
  z.strictObject({ kind: z.literal('gone'), revision, ip_address: z.string(), interface: z.string() }),
  z.strictObject({ kind: z.literal('heartbeat'), revision }),
]);
