import assert from 'node:assert/strict';
import { formatIp, parseIp } from '../../../src/neighbor/ip.ts';
import { formatKey, parseKey } from '../../../src/neighbor/key.ts';
import { formatMac, macFromBytes } from '../../../src/neighbor/mac.ts';
import { desired, ownsInterface, type PolicyConfig, type Verdict } from '../../../src/neighbor/policy.ts';
import type { RowWrite, StoredRow } from '../../../src/neighbor/row.ts';
import { claimedInterface, rowFamily } from '../../../src/neighbor/stored-row.ts';
import { DEFAULT_VRF } from '../../../src/neighbor/vrf.ts';
import type { NeighMessage } from '../../../src/netlink/codec/ndmsg.ts';
import type { FakeKernel } from '../../../src/netlink/fake-kernel.ts';

const ZERO = '00:00:00:00:00:00';
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/**
 * Knows what the table should hold, by the policy and the kernel alone, and what it may have been meant to hold at any time
 * since all was last settled; so it can tell of each write whether it can be right.
 */
export class Watcher {
  readonly violations: string[] = [];
  policy: PolicyConfig;
  readonly #kernel: FakeKernel;
  /** The verdicts that each key has had since all was settled; a key that is not here never had another than `absent`. */
  #history = new Map<string, Set<Verdict['kind']>>();
  /** The MACs that each address had meanwhile, whatever its interface was called. */
  #macs = new Map<string, Set<string>>();
  /** The VRFs that each interface was in meanwhile: it may not have been told of yet that it is in another one. */
  #vrfs = new Map<number, Set<string>>();
  readonly #inFlight = new Set<string>();

  constructor(kernel: FakeKernel, policy: PolicyConfig) {
    this.#kernel = kernel;
    this.policy = policy;
    this.settled();
  }

  /** Everything is known and written: what was before does not count any more. */
  settled(): void {
    this.#history = new Map();
    this.#macs = new Map();
    this.#vrfs = new Map();
    this.note(true);
  }

  /** To be called after every change of kernel or policy. */
  note(isFirst = false): void {
    const now = this.#verdicts();
    for (const [key, verdict] of now) {
      if (!this.#history.has(key)) this.#history.set(key, new Set(isFirst ? [] : ['absent']));
      this.#history.get(key)?.add(verdict.kind);
    }
    for (const [key, kinds] of this.#history) if (!now.has(key)) kinds.add('absent');
    this.#noteVrfs();
    for (const { dst, lladdr } of this.#kernel.neighbors()) {
      if (dst === undefined) continue;
      const mac = lladdr === undefined ? undefined : macFromBytes(lladdr);
      const address = formatIp(dst);
      const had = this.#macs.get(address) ?? new Set();
      this.#macs.set(address, mac === undefined ? had : had.add(formatMac(mac)));
    }
    // Also of neighbors that are gone, for that may not have been told of yet.
    if (this.policy.facts.dualTor) for (const had of this.#macs.values()) had.add(ZERO);
  }

  /** To be called when a script is sent; it returns what is to be called when it has ended. */
  readonly onBatch = (batch: readonly RowWrite[]): (() => void) => {
    for (const write of batch) {
      const complain = (what: string): void => void this.violations.push(`${what}: ${JSON.stringify(write)}`);
      if (this.#inFlight.has(write.key)) complain('its key is in another script');
      this.#inFlight.add(write.key);
      const parts = parseKey(write.key);
      if (parts === undefined || formatKey(parts.interfaceName, parts.ip) !== write.key) complain('no canonical key');
      else if (!ownsInterface(parts.interfaceName, this.policy)) complain('its interface is not ours');
      else if (write.kind === 'delete') {
        if (this.#history.get(write.key)?.has('absent') === false) complain('its neighbor lives');
      } else {
        if (write.mac.length !== 17 || !MAC.test(write.mac)) complain('no MAC');
        if (write.family !== rowFamily(parts.ip)) complain('of another family');
        if (this.#macs.get(formatIp(parts.ip))?.has(write.mac) !== true)
          complain('no neighbor has had this MAC lately');
      }
    }
    return () => {
      for (const { key } of batch) this.#inFlight.delete(key);
    };
  };

  /** Compares rows that are ours; those that a hold keeps may be anything. */
  compare(rows: ReadonlyMap<string, StoredRow>): void {
    const verdicts = this.#verdicts();
    const counts = (key: string): boolean =>
      ownsInterface(claimedInterface(key), this.policy) && verdicts.get(key)?.kind !== 'hold';
    const actual = [...rows.values()].filter(({ key }) => counts(key));
    const wanted = [...verdicts].flatMap(([key, verdict]) => {
      const address = parseKey(key)?.ip ?? new Uint8Array(4);
      return verdict.kind === 'row' ? [{ key, neigh: formatMac(verdict.mac), family: rowFamily(address) }] : [];
    });
    assert.deepEqual(actual.sort(byKey), wanted.sort(byKey));
  }

  /** By the policy of now each neighbor may be judged in any VRF that it was in. */
  #noteVrfs(): void {
    for (const { ifindex } of this.#kernel.links()) {
      const had = this.#vrfs.get(ifindex) ?? new Set();
      this.#vrfs.set(ifindex, had.add(this.#kernel.vrfName(ifindex) ?? DEFAULT_VRF));
    }
    for (const neighbor of this.#kernel.neighbors()) {
      const interfaceName = this.#kernel.linkName(neighbor.ifindex);
      if (interfaceName === undefined || neighbor.dst === undefined) continue;
      const kinds = this.#history.get(formatKey(interfaceName, neighbor.dst));
      for (const vrf of this.#vrfs.get(neighbor.ifindex) ?? [])
        kinds?.add(this.#judge(interfaceName, neighbor, neighbor.dst, vrf).kind);
    }
  }

  #verdicts(): ReadonlyMap<string, Verdict> {
    const verdicts = new Map<string, Verdict>();
    for (const neighbor of this.#kernel.neighbors()) {
      const interfaceName = this.#kernel.linkName(neighbor.ifindex);
      if (interfaceName === undefined || neighbor.dst === undefined) continue;
      verdicts.set(
        formatKey(interfaceName, neighbor.dst),
        this.#judge(interfaceName, neighbor, neighbor.dst, this.#kernel.vrfName(neighbor.ifindex) ?? DEFAULT_VRF),
      );
    }
    return verdicts;
  }

  /** All that a passing of time could change has changed: the neighbor is old enough. */
  #judge(interfaceName: string, { lladdr, state, flags }: NeighMessage, ip: Uint8Array, vrfName: string): Verdict {
    const mac = lladdr === undefined ? 'missing' : (macFromBytes(lladdr) ?? 'odd');
    const about = { ageMs: Number.POSITIVE_INFINITY, published: 'none', masterName: undefined, vrfName } as const;
    return desired({ interfaceName, ip, state, flags, mac, ...about }, this.policy);
  }
}

/** The bytes of an address in a step. */
export function addressBytes(text: string): Uint8Array {
  const ip = parseIp(text);
  assert.ok(ip !== undefined, text);
  return ip;
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : 1;
}
