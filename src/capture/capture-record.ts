import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../base/errors.ts';
import type { PolicyConfig, VrfRules } from '../neighbor/policy.ts';
import type { StoredRow } from '../neighbor/row.ts';
import type { Knobs } from '../sync/knobs.ts';
import type { Start } from '../sync/start-phase.ts';

/** Version of the format, in the `start` record. */
export const CAPTURE_VERSION = 1;

const names = z.array(z.string()).readonly();
const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]];
const failure = z.strictObject({ code: z.enum(codes), message: z.string() });
/** Nothing but the kind. */
const none = z.strictObject({}).transform(() => undefined);
const bytes = z.strictObject({ bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array) });

const policy = z.strictObject({
  ipv4Enabled: z.boolean(),
  ipv6Enabled: z.boolean(),
  loopbackEnabled: z.boolean(),
  interfaces: names,
  linkLocalInterfaces: names,
  // Recordings from before there were rules for VRFs have none.
  vrfs: z
    .record(z.string(), z.strictObject({ enabled: z.boolean(), ipv4Enabled: z.boolean(), ipv6Enabled: z.boolean() }))
    .default({})
    .transform((rules): ReadonlyMap<string, VrfRules> => new Map(Object.entries(rules))),
  facts: z.strictObject({
    dualTor: z.boolean(),
    evpn: z.boolean(),
    linkLocalInterfaces: names.transform((list): ReadonlySet<string> => new Set(list)),
  }),
  failedTable: z.boolean(),
}) satisfies z.ZodType<PolicyConfig>;

const knobs = z.strictObject({
  batchSize: z.int().min(1),
  batchTimeoutMs: z.number().min(0),
  workers: z.int().min(1),
  verifyIntervalMs: z.number().min(0),
}) satisfies z.ZodType<Knobs>;

const begin = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cold'),
    graceMs: z.number().min(0),
    reason: z.enum(['start_grace', 'fast_boot']),
  }),
  z.strictObject({ kind: z.literal('warm'), timerMs: z.number().min(0) }),
]) satisfies z.ZodType<Start>;

/** key, neigh, family; null for a field that is not there */
const row = z
  .tuple([z.string(), z.string().nullable(), z.string().nullable()])
  .transform(([key, neigh, family]): StoredRow => ({ key, neigh: neigh ?? undefined, family: family ?? undefined }));

/**
 * What a capture holds: all that the engine is told, by kind, and the questions that it asks, so that the answers find their
 * place. Kinds of one word with `bytes` are netlink datagrams as they were received or sent.
 */
export const CAPTURE_KINDS = {
  /** What the engine begins with: always the first record, and only there. */
  start: z.strictObject({
    version: z.literal(CAPTURE_VERSION),
    policy,
    policyKnown: z.boolean(),
    knobs,
    maxNeighbors: z.int().min(1),
  }),
  /** The event socket: opened, a datagram, events lost, closed, and the end of what was handed over in one go. */
  opened: z.strictObject({ receiveBufferBytes: z.int(), bufferForced: z.boolean() }),
  event: bytes,
  overrun: none,
  truncated: none,
  closed: failure,
  drained: none,
  /** The request socket: what was asked, the answers one receive at a time, or the failure of it. */
  request: bytes,
  reply: bytes,
  request_failed: failure,
  /** All events that were queued when the engine asked have been handed over. */
  barrier: none,
  /** The database: whether it can be reached, what is read of it, the rows or keys one slice at a time, the end or failure. */
  table: z.strictObject({ up: z.boolean() }),
  read: z.strictObject({ what: z.enum(['table', 'verify', 'keys', 'failed']), keys: names.optional() }),
  rows: z.strictObject({ rows: z.array(row).readonly() }),
  keys: z.strictObject({ keys: names }),
  read_end: none,
  read_failed: failure,
  /** How the daemon starts is known; the restored flag of a warm start has been seen. */
  begin: z.strictObject({ start: begin }),
  restored: none,
  /** The configuration has changed. */
  policy: z.strictObject({ policy, linkLocalGraceMs: z.number().min(0) }),
  knobs: z.strictObject({ knobs }),
  /** Somebody wants both sides, or the neighbors of one VRF, to be looked at once more. */
  refresh: none,
  resync_vrf: z.strictObject({ name: z.string() }),
  /** The recording was ended in order. */
  end: none,
} as const;

export type CaptureKind = keyof typeof CAPTURE_KINDS;

/** What a record of a kind holds besides. */
export type CaptureContent<K extends CaptureKind> = z.infer<(typeof CAPTURE_KINDS)[K]>;

type RecordOf<K extends CaptureKind> =
  CaptureContent<K> extends undefined ? { readonly kind: K } : { readonly kind: K } & CaptureContent<K>;

export type CaptureRecord = { readonly [K in CaptureKind]: RecordOf<K> }[CaptureKind];

/** The kinds whose content is a datagram. */
export const BYTE_KINDS: ReadonlySet<string> = new Set(['event', 'request', 'reply'] satisfies CaptureKind[]);
