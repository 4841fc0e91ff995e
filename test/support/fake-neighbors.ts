import assert from 'node:assert/strict';
import { formatIp, isIpv6LinkLocal, parseIp } from '../../src/neighbor/ip.ts';
import { ABSENT_RULES } from '../../src/neighbor/policy.ts';
import type { NeighborInfo, NeighborSource } from '../../src/service/neighbor-info.ts';
import type { Explanation, HistoryEntry } from '../../src/service/reports.ts';

/** What a test says of a neighbor; the rest follows, or is usual. */
export type Put = Pick<NeighborInfo, 'ipAddress' | 'interface'> &
  Partial<Pick<NeighborInfo, 'macAddress' | 'state' | 'vrf' | 'flags' | 'row' | 'lastChanged' | 'source'>>;

/** A change, as watches are told it: what there was before, and what there is now. */
export type Change = { readonly before: NeighborInfo | undefined; readonly after: NeighborInfo | undefined };

type Verdict = Explanation['verdict'];

/** The kernel's neighbors and what happened to them, in memory. Changes are numbered from 1, and the last ones kept. */
export class FakeNeighbors {
  readonly #byKey = new Map<string, NeighborInfo>();
  readonly #changes: Change[] = [];
  readonly #kept: number;
  readonly #history = new Map<string, HistoryEntry[]>();
  #number = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** The number of the last change. */
  get number(): number {
    return this.#number;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The change of that number; undefined when it is not kept, or has not happened. */
  change(number: number): Change | undefined {
    return number > this.#number ? undefined : this.#changes.at(number - this.#number - 1);
  }

  /** In the order of the service. */
  sorted(): readonly NeighborInfo[] {
    return [...this.#byKey.values()].sort(compareNeighbors);
  }

  onInterfaces(ipAddress: string): readonly NeighborInfo[] {
    return this.sorted().filter((one) => one.ipAddress === ipAddress);
  }

  history(interfaceName: string, ipAddress: string): readonly HistoryEntry[] {
    return this.#history.get(`${interfaceName}:${ipAddress}`) ?? [];
  }

  /** The interfaces that have the address, or had it, by name. */
  interfacesOf(ipAddress: string): readonly string[] {
    const keys = [...this.#history.keys()].filter((key) => key.slice(key.indexOf(':') + 1) === ipAddress);
    return keys.map((key) => key.slice(0, key.indexOf(':'))).sort();
  }

  put(given: Put): NeighborInfo {
    const ip = parseIp(given.ipAddress);
    assert.ok(ip !== undefined, given.ipAddress);
    const { macAddress = '02:00:00:00:00:01', state = 'REACHABLE', flags = [] } = given;
    const bare = {
      vrf: 'default',
      ...given,
      ipAddress: formatIp(ip),
      macAddress: 'macAddress' in given ? given.macAddress : macAddress,
      family: ip.length === 4 ? 'IPv4' : 'IPv6',
      state,
      flags,
      source: given.source ?? sourceOf(state, flags),
      lastChanged: given.lastChanged ?? new Date().toISOString(),
    } as const;
    const after: NeighborInfo = { ...bare, row: given.row ?? (verdictOf(bare).kind === 'row' ? 'written' : 'none') };
    this.#record(after, { before: this.#byKey.get(keyOf(after)), after });
    this.#byKey.set(keyOf(after), after);
    return after;
  }

  drop(neighbor: NeighborInfo): void {
    if (this.#byKey.delete(keyOf(neighbor))) this.#record(neighbor, { before: neighbor, after: undefined });
  }

  #record(neighbor: NeighborInfo, change: Change): void {
    this.#number++;
    this.#changes.push(change);
    if (this.#changes.length > this.#kept) this.#changes.shift();
    const { after } = change;
    const at = new Date().toISOString();
    const said = { at, state: after?.state, macAddress: after?.macAddress };
    const entries: HistoryEntry[] = [{ ...said, what: after === undefined ? 'kernel_gone' : 'kernel_changed' }];
    if (after?.row === 'written') entries.unshift({ ...said, state: undefined, what: 'row_written' });
    this.#history.set(
      keyOf(neighbor),
      [...entries, ...this.history(neighbor.interface, neighbor.ipAddress)].slice(0, 8),
    );
  }
}

function keyOf({ interface: name, ipAddress }: NeighborInfo): string {
  return `${name}:${ipAddress}`;
}

function sourceOf(state: string, flags: readonly string[]): NeighborSource {
  if (flags.includes('extern_learn')) return 'external';
  return state === 'PERMANENT' ? 'static' : 'dynamic';
}

/** IPv4 first, then the bytes of the address, then the name of the interface. */
export function compareNeighbors(
  a: Pick<NeighborInfo, 'ipAddress' | 'interface'>,
  b: Pick<NeighborInfo, 'ipAddress' | 'interface'>,
): number {
  const [ipA, ipB] = [bytesOf(a.ipAddress), bytesOf(b.ipAddress)];
  if (ipA.length !== ipB.length) return ipA.length - ipB.length;
  const byAddress = Buffer.compare(ipA, ipB);
  if (byAddress !== 0) return byAddress;
  return a.interface < b.interface ? -1 : Number(a.interface > b.interface);
}

function bytesOf(text: string): Uint8Array {
  return parseIp(text) ?? new Uint8Array();
}

/** The policy as far as the fake has one. */
export function verdictOf({
  ipAddress,
  macAddress,
  state,
  flags,
}: Pick<NeighborInfo, 'ipAddress' | 'macAddress' | 'state' | 'flags'>): Verdict {
  const absent = (rule: keyof typeof ABSENT_RULES): Verdict => {
    return { kind: 'absent', rule, text: ABSENT_RULES[rule], macAddress: undefined };
  };
  if (isIpv6LinkLocal(bytesOf(ipAddress))) return absent('link_local');
  if (state === 'FAILED') return absent('failed');
  if (state === 'INCOMPLETE') return absent('incomplete');
  if (state === 'NOARP' && !flags.includes('extern_learn')) return absent('noarp');
  if (macAddress === undefined) return absent('missing_mac');
  return { kind: 'row', rule: 'resolved', text: 'it is resolved and in use', macAddress };
}

/** One interface, whether or not it has the address. */
export function explain(neighbors: FakeNeighbors, name: string, ipAddress: string): Explanation {
  const known = neighbors.onInterfaces(ipAddress).find((one) => one.interface === name);
  const verdict =
    known === undefined
      ? ({
          kind: 'absent',
          rule: 'no_neighbor',
          text: 'the kernel has no such neighbor',
          macAddress: undefined,
        } as const)
      : verdictOf(known);
  const written = known?.row === 'written' ? { neigh: known.macAddress, family: known.family } : undefined;
  return {
    interface: name,
    ipAddress,
    kernel: known,
    known,
    verdict,
    configuration: [{ key: 'filtering.interfaces', value: [], origin: 'default' }],
    database: { row: written, error: undefined, pending: known?.row === 'pending', kept: undefined },
    history: neighbors.history(name, ipAddress),
  };
}
