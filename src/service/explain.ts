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
};

const HISTORY_SHOWN = 20;
/** A Redis that is away must not keep the rest of the answer. */
const READ_LIMIT_MS = 2_000;

/** See `NeighsyncQueries.explain`. */
export async function explain(
  options: ExplainOptions,
  address: NeighborAddress,
  signal: AbortSignal,
): Promise<readonly Explanation[]> {
  const { inspection } = options;
  const { ip, interface: named } = parseTarget(address);
  const known = [...inspection.interfacesOf(ip), ...inspection.formerInterfacesOf(ip)];
  const names = named === undefined ? [...new Set(known)].sort() : [named];
  return Promise.all(names.map((name) => explainOn(options, name, ip, signal)));
}

async function explainOn(options: ExplainOptions, name: string, ip: Ip, signal: AbortSignal): Promise<Explanation> {
  const { inspection, clock, keeps, configured } = options;
  const [kernel, database] = await Promise.all([
    askKernel(options, name, ip, signal),
    readRow(options, name, ip, signal),
  ]);
  const entry = inspection.find(name, ip);
  const verdict = entry === undefined ? undefined : inspection.verdict(name, entry);
  const rule: Rule = verdict?.rule ?? 'no_neighbor';
  const { published, pending } = inspection.row(name, ip);
  const orphan = entry === undefined && published !== 'none';
  return {
    interface: name,
    ipAddress: formatIp(ip),
    kernel: kernel === undefined ? undefined : describe(inspection, name, kernel, clock),
    known: entry === undefined ? undefined : describe(inspection, name, { ...entry, ip }, clock),
    verdict: {
      kind: verdict?.kind ?? 'absent',
      rule,
      text: ruleText(rule),
      macAddress: verdict?.kind === 'row' ? formatMac(verdict.mac) : undefined,
    },
    configuration: rulesRead(rule, { interfaceName: name, ip, inspection, configured }),
    database: { ...database, pending, kept: orphan ? keeps()[0]?.reason : undefined },
    history: inspection.history(name, ip, HISTORY_SHOWN).map(historyEntry),
  };
}

/** The kernel's entry as of now; undefined when it has none, or gives no answer. */
async function askKernel(
  { inspection, requests, clock }: ExplainOptions,
  name: string,
  ip: Ip,
  signal: AbortSignal,
): Promise<KernelEntry | undefined> {
  const link = inspection.linkNamed(name);
  if (link === undefined) return undefined;
  const [answer] = await requests.getNeighbors([{ ifindex: link.ifindex, ip }], signal);
  if (answer === undefined || answer === 'absent') return undefined;
  if (answer instanceof DaemonError) throw answer;
  const changedMs = inspection.find(name, ip)?.changedMs ?? clock.monotonicMs();
  return entryOf(answer, ip, changedMs);
}

function entryOf({ ifindex, state, flags, lladdr }: NeighMessage, ip: Ip, changedMs: number): KernelEntry {
  const mac = lladdr === undefined || lladdr.length === 0 ? 'missing' : (macFromBytes(lladdr) ?? 'odd');
  return { ifindex, ip, state, flags, mac, changedMs };
}

async function readRow(
  { readKeys }: ExplainOptions,
  name: string,
  ip: Ip,
  signal: AbortSignal,
): Promise<Pick<Explanation['database'], 'row' | 'error'>> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_LIMIT_MS)]);
    const [row] = await readKeys([formatKey(name, ip)], limited);
    return { row: row === undefined ? undefined : fieldsOf(row), error: undefined };
  } catch (thrown) {
    return { row: undefined, error: DaemonError.from(thrown, 'read the row').message };
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
