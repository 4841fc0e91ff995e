import { onAbort } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { DaemonError } from '../base/errors.ts';
import type { Ip } from '../neighbor/ip.ts';
import { macToBytes } from '../neighbor/mac.ts';
import type { NeighborChanger } from '../netlink/changer.ts';
import { NTF_EXT_LEARNED, NTF_ROUTER, NUD_PERMANENT, NUD_REACHABLE, NUD_STALE } from '../netlink/codec/neighbour.ts';
import type { Inspection } from '../sync/inspection.ts';
import type { Barrier } from '../sync/ports.ts';
import { parseAddRequest } from './arguments.ts';
import type { AddRequest, AddState, ChangeResult } from './changes.ts';
import { describe } from './describe.ts';
import { interfaceOf, linkOf, parseTarget } from './locate.ts';
import type { NeighborAddress } from './neighbor-info.ts';
import { ruleText } from './rule-text.ts';

export type ChangeOptions = {
  readonly inspection: Inspection;
  readonly changer: NeighborChanger;
  /** Resolves when the engine has taken all events that the kernel had queued. */
  readonly barrier: Barrier;
  /** Kernel and database have both been seen whole. */
  readonly isReady: () => boolean;
  readonly clock: Clock;
  /** How long a row may take before its change is told as pending. */
  readonly rowLimitMs?: number;
};

const NUD_OF: Readonly<Record<AddState, number>> = {
  permanent: NUD_PERMANENT,
  reachable: NUD_REACHABLE,
  stale: NUD_STALE,
};
const ROW_LIMIT_MS = 5_000;

/** What the engine is to see: that the neighbor is there, or that it is not. */
type Wanted = { readonly name: string; readonly ip: Ip; readonly present: boolean };

/** Changes neighbors of the kernel, and sees their rows written. */
export class NeighborChanges {
  readonly #options: ChangeOptions;

  constructor(options: ChangeOptions) {
    this.#options = options;
  }

  /** See `NeighsyncCommands.add`. */
  async add(request: AddRequest, signal: AbortSignal): Promise<ChangeResult> {
    const { ip, mac, interface: name, state, externLearn, router } = parseAddRequest(request);
    const { inspection, changer } = this.#options;
    this.#needReady('add neighbor');
    const { ifindex } = linkOf(inspection, name, 'add neighbor');
    const flags = (externLearn ? NTF_EXT_LEARNED : 0) | (router ? NTF_ROUTER : 0);
    await changer.set({ ifindex, dst: ip, lladdr: macToBytes(mac), state: NUD_OF[state], flags }, signal);
    return this.#seen({ name, ip, present: true }, signal);
  }

  /** See `NeighsyncCommands.remove`. */
  async remove(address: NeighborAddress, signal: AbortSignal): Promise<ChangeResult> {
    const target = parseTarget(address);
    const { inspection, changer } = this.#options;
    this.#needReady('delete neighbor');
    const name = interfaceOf(inspection, target, 'delete neighbor');
    const { ifindex } = linkOf(inspection, name, 'delete neighbor');
    if (!(await changer.remove({ ifindex, dst: target.ip }, signal))) {
      const message = `the kernel has no neighbor ${address.ipAddress} on ${name} any more`;
      throw new DaemonError('not_found', { op: 'delete neighbor', message });
    }
    return this.#seen({ name, ip: target.ip, present: false }, signal);
  }

  #needReady(op: string): void {
    if (!this.#options.isReady()) throw new DaemonError('not_ready', { op });
  }

  /** Waits until the engine has seen the change, and the row that follows from it is acknowledged. */
  async #seen(wanted: Wanted, signal: AbortSignal): Promise<ChangeResult> {
    const { name, ip } = wanted;
    const { inspection, barrier, clock } = this.#options;
    // A reader that dies meanwhile is started again, and finds out: until then nothing has been seen.
    await barrier(signal).catch(() => undefined);
    const inTime = await this.#settled(wanted, signal);
    const entry = inspection.find(name, ip);
    const neighbor = entry === undefined ? undefined : describe(inspection, name, entry, clock);
    if (!inTime) return { database: 'pending', rule: undefined, ruleText: undefined, neighbor };
    if (entry === undefined) return { database: 'acknowledged', rule: undefined, ruleText: undefined, neighbor };
    const { kind, rule } = inspection.verdict(name, entry);
    const hasRow = kind === 'row' || (kind === 'hold' && inspection.row(name, ip).published !== 'none');
    return { database: hasRow ? 'acknowledged' : 'no_row', rule, ruleText: ruleText(rule), neighbor };
  }

  /** Resolves with true once the row is as the policy wants it, with false when that takes too long. */
  async #settled(wanted: Wanted, signal: AbortSignal): Promise<boolean> {
    const { name, ip } = wanted;
    const { inspection, clock, rowLimitMs = ROW_LIMIT_MS } = this.#options;
    const settled = Promise.withResolvers<boolean>();
    const look = (): void => {
      if (isSettled(inspection, wanted)) settled.resolve(true);
    };
    using _following = inspection.follow((changed, changedIp) => {
      if (changed === name && Buffer.compare(changedIp, ip) === 0) look();
    });
    const cancel = clock.after(rowLimitMs, () => settled.resolve(false));
    using _abort = onAbort(signal, () => settled.resolve(false));
    look();
    try {
      return await settled.promise;
    } finally {
      cancel();
    }
  }
}

function isSettled(inspection: Inspection, { name, ip, present }: Wanted): boolean {
  const { published, pending } = inspection.row(name, ip);
  const entry = inspection.find(name, ip);
  if (pending || present !== (entry !== undefined)) return false;
  if (entry === undefined) return published === 'none';
  const verdict = inspection.verdict(name, entry);
  switch (verdict.kind) {
    case 'row':
      return published === verdict.mac;
    case 'absent':
      return published === 'none' || verdict.rule === 'interface';
    case 'hold':
      return true;
  }
}
