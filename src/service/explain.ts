import { onAbort } from '../base/abort.ts';
import { DaemonError } from '../base/errors.ts';
import type { HistoryItem } from '../neighbor/history.ts';
import { formatIp, type Ip } from '../neighbor/ip.ts';
import type { KernelEntry } from '../neighbor/kernel-table.ts';
import { formatKey } from '../neighbor/key.ts';
import { formatMac, macFromBytes } from '../neighbor/mac.ts';
import { formatNud } from '../neighbor/nud.ts';
import type { StoredRow } from '../neighbor/row.ts';
import type { NeighMessage } from '../netlink/codec/ndmsg.ts';
import type { Inspection } from '../sync/inspection.ts';
import type { KernelRequests, KeyReader } from '../sync/ports.ts';
import type { Keep } from '../sync/status.ts';
import { describe, type WallClock } from './describe.ts';
import { parseTarget } from './locate.ts';
import type { NeighborAddress } from './neighbor-info.ts';
import type { Explanation, HistoryEntry } from './reports.ts';
import { rulesRead } from './rule-configuration.ts';
import { type Rule, ruleText } from './rule-text.ts';

export type ExplainOptions = {
  readonly inspection: Inspection;
  readonly requests: Pick<KernelRequests, 'getNeighbors'>;
  readonly readKeys: KeyReader;
  readonly keeps: () => readonly Keep[];
  /** Value and origin of a key of the configuration. */
  readonly configured: (key: string) => { readonly value: unknown; readonly origin: string };
  readonly clock: WallClock;
  /** Lets one explanation in at a time. */
  readonly exclusive: () => Promise<Disposable>;
};

const HISTORY_SHOWN = 20;
/** Of one address: kernel and database are asked about all of them at once. */
const MOST_INTERFACES = 64;
/** A Redis that is away must not keep the rest of the answer. */
const READ_LIMIT_MS = 2_000;

/** What was found out about an address on one interface. */
type Found = {
  readonly name: string;
  readonly ip: Ip;
  readonly kernel: KernelEntry | undefined;
  readonly database: Pick<Explanation['database'], 'row' | 'error'>;
  readonly history: readonly HistoryItem[];
};

/** See `NeighsyncQueries.explain`. */
export async function explain(
  options: ExplainOptions,
  address: NeighborAddress,
  signal: AbortSignal,
): Promise<readonly Explanation[]> {
  const { inspection, exclusive } = options;
  const { ip, interface: named } = parseTarget(address);
  // One at a time: each looks through the history, and asks over the connections of the engine.
  using _lock = await exclusive();
  const history = inspection.history(ip, HISTORY_SHOWN);
  const known = new Set([...inspection.interfacesOf(ip), ...[...history.keys()].sort()]);
  const names = (named === undefined ? [...known].slice(0, MOST_INTERFACES) : [named]).sort();
  const [kernel, database] = await Promise.all([
    askKernel(options, names, ip, signal),
    readRows(options, names, ip, signal),
  ]);
  return names.map((name) => {
    const items = history.get(name) ?? [];
    return explanationOf(options, { name, ip, kernel: kernel.get(name), database: database(name), history: items });
  });
}

function explanationOf(options: ExplainOptions, { name, ip, kernel, database, history }: Found): Explanation {
  const { inspection, clock, keeps, configured } = options;
  const entry = inspection.find(name, ip);
  const verdict = entry === undefined ? undefined : inspection.verdict(name, entry);
  const rule: Rule = verdict?.rule ?? 'no_neighbor';
  const { published, pending } = inspection.row(name, ip);
  const orphan = entry === undefined && published !== 'none';
  return {
    interface: name,
    ipAddress: formatIp(ip),
    kernel: kernel === undefined ? undefined : describe(inspection, name, kernel, clock),
    known: entry === undefined ? undefined : describe(inspection, name, entry, clock),
    verdict: {
      kind: verdict?.kind ?? 'absent',
      rule,
      text: ruleText(rule),
      macAddress: verdict?.kind === 'row' ? formatMac(verdict.mac) : undefined,
    },
    configuration: rulesRead(rule, { interfaceName: name, ip, inspection, configured }),
    database: { ...database, pending, kept: orphan ? keeps()[0]?.reason : undefined },
    history: history.map(historyEntry),
  };
}

/** The kernel's entries as of now, by interface; those that it has not are left out. */
async function askKernel(
  { inspection, requests, clock }: ExplainOptions,
  names: readonly string[],
  ip: Ip,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KernelEntry>> {
  const links = names.map((name) => inspection.linkNamed(name)).filter((link) => link !== undefined);
  const targets = links.map(({ ifindex }) => ({ ifindex, ip }));
  const answers = await requests.getNeighbors(targets, signal);
  const found = new Map<string, KernelEntry>();
  for (const [place, answer] of answers.entries()) {
    if (answer === 'absent') continue;
    if (answer instanceof DaemonError) throw answer;
    const name = links[place]?.name ?? '';
    found.set(name, entryOf(answer, ip, inspection.find(name, ip)?.changedMs ?? clock.monotonicMs()));
  }
  return found;
}

function entryOf({ ifindex, state, flags, lladdr }: NeighMessage, ip: Ip, changedMs: number): KernelEntry {
  const mac = lladdr === undefined || lladdr.length === 0 ? 'missing' : (macFromBytes(lladdr) ?? 'odd');
  return { ifindex, ip, state, flags, mac, changedMs };
}

/** The rows as they stand in the database, by interface. */
async function readRows(
  { readKeys }: ExplainOptions,
  names: readonly string[],
  ip: Ip,
  signal: AbortSignal,
): Promise<(name: string) => Found['database']> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT_MS)]);
    const keys = names.map((name) => formatKey(name, ip));
    const late = Promise.withResolvers<never>();
    late.promise.catch(() => {});
    using _limit = onAbort(limited, () => late.reject(new DaemonError('redis_unavailable', { op: 'read the row' })));
    const read = await Promise.race([readKeys(keys, limited), late.promise]);
    const rows = new Map(read.map((row) => [row.key, fieldsOf(row)]));
    return (name) => ({ row: rows.get(formatKey(name, ip)), error: undefined });
  } catch (thrown) {
    const error = DaemonError.from(thrown, 'read the row').message;
    return () => ({ row: undefined, error });
  }
}

function fieldsOf({ neigh, family }: StoredRow) {
  return { neigh, family };
}

function historyEntry({ what, atMs, state, mac }: HistoryItem): HistoryEntry {
  return {
    at: new Date(atMs).toISOString(),
    what,
    state: state === undefined ? undefined : formatNud(state),
    macAddress: typeof mac === 'number' ? formatMac(mac) : undefined,
  };
}
