import type { Intent } from '../neighbor/dirty-queue.ts';
import { type Ip, isIpv6LinkLocal } from '../neighbor/ip.ts';
import { type KernelEntry, KernelTable } from '../neighbor/kernel-table.ts';
import { Mirror, type Published, type RowId } from '../neighbor/mirror.ts';
import { Pending } from '../neighbor/pending.ts';
import {
  type AbsentRule,
  desired,
  ownsInterface,
  type PolicyConfig,
  type PolicyEntry,
  takesLinkLocal,
  type Verdict,
} from '../neighbor/policy.ts';
import { Vrfs } from '../neighbor/vrf.ts';
import { Links } from '../netlink/links.ts';
import { Chronicle } from './chronicle.ts';
import { countUnder, type DriftKind, type SyncCounters } from './counters.ts';
import { FailedNeighbors } from './failed-neighbors.ts';
import { GoneNeighbors } from './gone-neighbors.ts';
import { HostRoutes } from './host-routes.ts';
import type { Rechecks } from './rechecks.ts';
import { Refusals } from './refusals.ts';
import { VrfCounters } from './vrf-counters.ts';

/**
 * Why a key is judged.
 * - `event`: the kernel has said something about it
 * - `moved`: the kernel has said that it is new, has another MAC, or is now learned here or elsewhere, or that its interface
 *   has another name or master; what the database has does not matter
 * - `reconcile`: we look for ourselves; nothing has happened that other programs should be told of
 */
export type Cause = 'event' | 'moved' | 'reconcile';

export type ImageOptions = {
  readonly policy: PolicyConfig;
  readonly counters: SyncCounters;
  readonly maxNeighbors: number;
  readonly rechecks: Rechecks;
};

/**
 * All that the engine knows: the kernel's links and neighbors, the database's rows, and what has to be written to make
 * the second follow from the first.
 */
export class Image {
  readonly links = new Links();
  readonly vrfs = new Vrfs(this.links);
  readonly vrfCounters = new VrfCounters(this.vrfs);
  readonly table: KernelTable;
  readonly mirror = new Mirror();
  readonly pending = new Pending(this.mirror);
  readonly hostRoutes = new HostRoutes();
  readonly failed = new FailedNeighbors((interfaceName) => ownsInterface(interfaceName, this.#policy));
  readonly rechecks: Rechecks;
  readonly refusals: Refusals;
  readonly counters: SyncCounters;
  /** Keys that somebody else has changed and that are to be written right, or deleted if the kernel has no such neighbor. */
  readonly drifted = new Set<RowId>();
  /** While that lasts, or may, no host route is removed: nothing has moved, it is only seen for the first time. */
  isWarmStarting = false;
  /** Monotonic time until which a start held all writes back: nothing that is older is late. */
  heldUntilMs = 0;
  /** What is older came with a start, or waited because the database was not known: its latency says nothing. */
  measuredFromMs = Number.POSITIVE_INFINITY;
  readonly gone = new GoneNeighbors();
  readonly chronicle = new Chronicle();
  #policy: PolicyConfig;
  /** Interfaces whose link-local neighbors lost their rows by configuration, and until when those rows stay. */
  readonly #linkLocalKeeps = new Map<string, number>();

  constructor({ policy, counters, maxNeighbors, rechecks }: ImageOptions) {
    this.#policy = policy;
    this.counters = counters;
    this.rechecks = rechecks;
    this.table = new KernelTable(maxNeighbors);
    this.refusals = new Refusals(maxNeighbors);
  }

  get policy(): PolicyConfig {
    return this.#policy;
  }

  /**
   * Takes another policy; nothing is judged by it before it is proposed again. Where link-local is no longer enabled the
   * rows stay until `keepUntilMs`: intfmgrd reads them to flush the kernel's neighbors.
   */
  setPolicy(policy: PolicyConfig, keepUntilMs: number): void {
    for (const { name } of this.links.all()) {
      if (takesLinkLocal(name, policy)) this.#linkLocalKeeps.delete(name);
      else if (takesLinkLocal(name, this.#policy)) this.#linkLocalKeeps.set(name, keepUntilMs);
    }
    this.#policy = policy;
  }

  /** The kernel's entry behind a database key. */
  entry(interfaceName: string, ip: Ip): KernelEntry | undefined {
    const link = this.links.named(interfaceName);
    return link === undefined ? undefined : this.table.get(link.ifindex, ip);
  }

  /** An entry as the policy wants it. */
  policyEntry(interfaceName: string, entry: KernelEntry, nowMs: number): PolicyEntry {
    const id = this.mirror.find(interfaceName, entry.ip);
    const master = this.links.get(entry.ifindex)?.master;
    return {
      interfaceName,
      ip: entry.ip,
      state: entry.state,
      flags: entry.flags,
      mac: entry.mac,
      ageMs: nowMs - entry.changedMs,
      published: id === undefined ? 'none' : this.pending.intended(id),
      masterName: master === undefined ? undefined : this.links.get(master)?.name,
      vrfName: this.vrfs.of(entry.ifindex)?.name,
    };
  }

  /**
   * Judges a key by what the kernel says now, and puts the intent that follows. It looks at the present only, so it does
   * not matter in which order the events came that made it necessary.
   */
  propose(interfaceName: string, ip: Ip, nowMs: number, cause: Cause): void {
    if (cause === 'reconcile') this.chronicle.touch(interfaceName, ip);
    const entry = this.entry(interfaceName, ip);
    if (entry === undefined) {
      this.failed.note(interfaceName, ip, false);
      if (cause !== 'reconcile') this.gone.note(interfaceName, ip);
      return this.#proposeAbsence(interfaceName, ip, 'no_neighbor', nowMs);
    }
    const verdict = desired(this.policyEntry(interfaceName, entry, nowMs), this.#policy);
    this.#noteFailure(interfaceName, ip, verdict);
    switch (verdict.kind) {
      case 'hold':
        if (cause === 'moved' && !this.isWarmStarting) this.hostRoutes.postpone(interfaceName, ip);
        // Never at once: what rounding leaves of a time may be too little to be waited for.
        if (verdict.recheckAfterMs !== undefined)
          this.rechecks.schedule(interfaceName, ip, nowMs + Math.max(1, verdict.recheckAfterMs));
        return;
      case 'row':
        return this.#proposeRow(interfaceName, ip, verdict, nowMs, cause);
      case 'absent':
        return this.#proposeAbsence(interfaceName, ip, verdict.rule, nowMs);
    }
  }

  /**
   * Takes what the database was found to have under a key, and proposes what follows from it; a row without a neighbor is
   * left for `orphans`.
   *
   * @returns how that differs from what we thought, undefined when it does not
   */
  correct(id: RowId, found: Published, nowMs: number): DriftKind | undefined {
    const thought = this.mirror.published(id);
    if (thought === found) return undefined;
    this.mirror.record(id, found);
    const [interfaceName, ip] = [this.mirror.interfaceName(id), this.mirror.ip(id).slice()];
    if (this.entry(interfaceName, ip) !== undefined) this.propose(interfaceName, ip, nowMs, 'reconcile');
    const kind = found === 'none' ? 'missing' : thought === 'none' ? 'unwanted' : 'wrong';
    // The id of a key with neither row nor change is given to another; nor is a row put right that the policy holds.
    if (kind === 'unwanted' || !this.pending.isIdle(id)) this.drifted.add(id);
    else this.drifted.delete(id);
    return kind;
  }

  /** Proposes every neighbor that the kernel has. */
  proposeAll(nowMs: number): void {
    for (const { ifindex, ip } of this.table.entries()) {
      const link = this.links.get(ifindex);
      if (link !== undefined) this.propose(link.name, ip, nowMs, 'reconcile');
    }
  }

  /** Rows that the database has, or may have, for neighbors that the kernel does not have. */
  *orphans(): Generator<{ readonly interfaceName: string; readonly ip: Ip }> {
    for (const { interfaceName, ip } of this.#rows()) {
      if (this.entry(interfaceName, ip) === undefined) yield { interfaceName, ip: ip.slice() };
    }
  }

  /** At most `limit` keys that the database has for certain: acknowledged, and nothing is under way for them. */
  certainKeys(limit: number): readonly string[] {
    const keys: string[] = [];
    for (const id of this.mirror.ids()) {
      if (keys.length === limit) break;
      const published = this.mirror.published(id);
      if (published !== 'none' && published !== 'unsure' && this.pending.isIdle(id)) keys.push(this.mirror.key(id));
    }
    return keys;
  }

  /** Whether a row that was there goes, or is gone. */
  isToGo(interfaceName: string, ip: Ip): boolean {
    const id = this.mirror.find(interfaceName, ip);
    return id === undefined || this.pending.intended(id) === 'none';
  }

  /** Link-local rows that stay for now although link-local is disabled: how many, and until when. */
  linkLocalKept(nowMs: number): { readonly rows: number; readonly untilMs: number } {
    let [rows, untilMs] = [0, nowMs];
    for (const [name, endMs] of this.#linkLocalKeeps) {
      if (endMs <= nowMs) this.#linkLocalKeeps.delete(name);
      else untilMs = Math.max(untilMs, endMs);
    }
    if (this.#linkLocalKeeps.size === 0) return { rows, untilMs };
    for (const { interfaceName, ip } of this.#rows()) {
      if (isIpv6LinkLocal(ip) && this.#linkLocalKeeps.has(interfaceName)) rows++;
    }
    return { rows, untilMs };
  }

  /** While the kernel tries again, what was said of the neighbor before stands. */
  #noteFailure(interfaceName: string, ip: Ip, { kind, rule }: Verdict): void {
    if (kind === 'hold' || rule === 'dual_tor_incomplete') return;
    this.failed.note(interfaceName, ip, rule === 'dual_tor_failed' && this.#policy.failedTable);
  }

  *#rows(): Generator<{ readonly interfaceName: string; readonly ip: Ip }> {
    for (const id of this.mirror.ids()) {
      if (this.mirror.published(id) === 'none') continue;
      yield { interfaceName: this.mirror.interfaceName(id), ip: this.mirror.ip(id) };
    }
  }

  #proposeRow(interfaceName: string, ip: Ip, verdict: Verdict & { kind: 'row' }, nowMs: number, cause: Cause): void {
    const id = this.mirror.intern(interfaceName, ip);
    this.#put(id, { kind: 'set', mac: verdict.mac }, nowMs);
    if (verdict.hostRouteVrf === undefined) return this.hostRoutes.forget(interfaceName, ip);
    const moved = this.hostRoutes.takePostponed(interfaceName, ip) || cause === 'moved';
    if (moved && !this.isWarmStarting) this.hostRoutes.put(interfaceName, ip, verdict.hostRouteVrf);
  }

  #proposeAbsence(interfaceName: string, ip: Ip, rule: AbsentRule | 'no_neighbor', nowMs: number): void {
    countUnder(this.counters.absentByRule, rule);
    this.hostRoutes.forget(interfaceName, ip);
    // Rows of interfaces that are not ours belong to somebody else.
    if (rule === 'interface') return;
    const id = this.mirror.find(interfaceName, ip);
    if (id === undefined) return;
    const keepUntilMs = rule === 'link_local' ? (this.#linkLocalKeeps.get(interfaceName) ?? 0) : 0;
    if (nowMs < keepUntilMs) return this.rechecks.schedule(interfaceName, ip, keepUntilMs);
    this.#put(id, { kind: 'delete' }, nowMs);
  }

  #put(id: RowId, intent: Intent, nowMs: number): void {
    if (this.pending.put(id, intent, nowMs) !== 'suppressed') return;
    this.counters.suppressed++;
    if (this.pending.isIdle(id)) this.drifted.delete(id);
  }
}
