import type { Ip } from '../neighbor/ip.ts';
import { type KernelEntry, KernelTable } from '../neighbor/kernel-table.ts';
import { Mirror } from '../neighbor/mirror.ts';
import { formatNud } from '../neighbor/nud.ts';
import { Pending } from '../neighbor/pending.ts';
import { type AbsentRule, desired, type PolicyConfig, type Verdict } from '../neighbor/policy.ts';
import type { RowFamily } from '../neighbor/row.ts';
import { rowFamily } from '../neighbor/stored-row.ts';
import { Links } from '../netlink/links.ts';
import { countUnder, type SyncCounters } from './counters.ts';

/** A verdict of the policy, or that the kernel has no such neighbor. */
export type Judgement = Verdict | { readonly kind: 'absent'; readonly rule: 'no_neighbor' };

/** How many entries of a family are in a NUD state. */
export type Census = { readonly family: RowFamily; readonly state: string; readonly entries: number };

const NO_NEIGHBOR: Judgement = { kind: 'absent', rule: 'no_neighbor' };

/**
 * All that the engine knows: the kernel's links and neighbors, the database's rows, and what has to be written to make
 * the second follow from the first.
 */
export class Image {
  readonly links = new Links();
  readonly table: KernelTable;
  readonly mirror = new Mirror();
  readonly pending = new Pending(this.mirror);
  readonly counters: SyncCounters;
  #policy: PolicyConfig;

  constructor(policy: PolicyConfig, counters: SyncCounters, maxNeighbors: number) {
    this.#policy = policy;
    this.counters = counters;
    this.table = new KernelTable(maxNeighbors);
  }

  get policy(): PolicyConfig {
    return this.#policy;
  }

  /** The kernel's entry behind a database key. */
  entry(interfaceName: string, ip: Ip): KernelEntry | undefined {
    const link = this.links.named(interfaceName);
    return link === undefined ? undefined : this.table.get(link.ifindex, ip);
  }

  /** What the database should say under a key, by what the kernel says now. */
  judge(interfaceName: string, ip: Ip): Judgement {
    const entry = this.entry(interfaceName, ip);
    return entry === undefined ? NO_NEIGHBOR : desired({ interfaceName, ...entry }, this.#policy);
  }

  /**
   * Judges a key and puts the intent that follows. It looks at the present only, so it does not matter in which order
   * the events came that made it necessary.
   *
   * @param sinceMs monotonic time of the event that made it necessary
   */
  propose(interfaceName: string, ip: Ip, sinceMs: number): void {
    const judgement = this.judge(interfaceName, ip);
    switch (judgement.kind) {
      case 'hold':
        return;
      case 'row': {
        const id = this.mirror.intern(interfaceName, ip);
        const outcome = this.pending.put(id, { kind: 'set', mac: judgement.mac }, sinceMs);
        if (outcome === 'suppressed') this.counters.suppressed++;
        return;
      }
      case 'absent':
        this.#proposeAbsence(interfaceName, ip, judgement.rule, sinceMs);
    }
  }

  /** Proposes every neighbor that the kernel has. */
  proposeAll(nowMs: number): void {
    for (const { ifindex, ip } of this.table.entries()) {
      const link = this.links.get(ifindex);
      if (link !== undefined) this.propose(link.name, ip, nowMs);
    }
  }

  /** Entries of the kernel by family and NUD state. */
  census(): readonly Census[] {
    const counts = new Map<string, { family: RowFamily; state: string; entries: number }>();
    for (const { ip, state } of this.table.entries()) {
      const id = `${ip.length}/${state}`;
      const known = counts.get(id);
      if (known === undefined) counts.set(id, { family: rowFamily(ip), state: formatNud(state), entries: 1 });
      else known.entries++;
    }
    return [...counts.values()];
  }

  /** Rows that the database has, or may have, for neighbors that the kernel does not have. */
  *orphans(): Generator<{ readonly interfaceName: string; readonly ip: Ip }> {
    for (const id of this.mirror.ids()) {
      if (this.mirror.published(id) === 'none') continue;
      const interfaceName = this.mirror.interfaceName(id);
      const ip = this.mirror.ip(id);
      if (this.entry(interfaceName, ip) === undefined) yield { interfaceName, ip: ip.slice() };
    }
  }

  #proposeAbsence(interfaceName: string, ip: Ip, rule: AbsentRule | 'no_neighbor', sinceMs: number): void {
    countUnder(this.counters.absentByRule, rule);
    // Rows of interfaces that are not ours belong to somebody else.
    if (rule === 'interface') return;
    const id = this.mirror.find(interfaceName, ip);
    if (id === undefined) return;
    const outcome = this.pending.put(id, { kind: 'delete' }, sinceMs);
    if (outcome === 'suppressed') this.counters.suppressed++;
  }
}
