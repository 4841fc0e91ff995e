import { assertNever } from '../../../src/base/assert-never.ts';
import { parseMac } from '../../../src/neighbor/mac.ts';
import {
  NTF_EXT_LEARNED,
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from '../../../src/netlink/codec/neighbour.ts';
import type { FakeKernel } from '../../../src/netlink/fake-kernel.ts';
import type { FakeNeighbor } from '../../../src/netlink/fake-messages.ts';
import { type KernelStep, type NudName, PLACES, type Place } from './kernel-steps.ts';
import type { Step } from './steps.ts';
import { addressBytes } from './watcher.ts';

export const BRIDGE = 20;
export const VRF = { number: 21, name: 'Vrf1', otherName: 'Vrf2', table: 1001 } as const;

const NUD: Readonly<Record<NudName, number>> = {
  permanent: NUD_PERMANENT,
  reachable: NUD_REACHABLE,
  stale: NUD_STALE,
  delay: NUD_DELAY,
  probe: NUD_PROBE,
  failed: NUD_FAILED,
  incomplete: NUD_INCOMPLETE,
  noarp: NUD_NOARP,
};

/** Does the steps of a schedule in a fake kernel. */
export class KernelChanges {
  readonly #kernel: FakeKernel;
  readonly #onChange: () => void;
  readonly #numbers = new Map<Place, number>(PLACES.map((place) => [place, [2, 3, 7][place] ?? 0]));
  #lastNumber = 100;
  #vrf = VRF.number as number;

  /** @param onChange called after each single change */
  constructor(kernel: FakeKernel, onChange: () => void) {
    this.#kernel = kernel;
    this.#onChange = onChange;
  }

  readonly make = (step: KernelStep): void => {
    const kernel = this.#kernel;
    const ifindex = this.#numbers.get(step.place) ?? 0;
    const link = kernel.links().find((one) => one.ifindex === ifindex);
    switch (step.kind) {
      case 'neighbor':
        kernel.putNeighbor(ifindex, addressBytes(step.ip), entryOf(step));
        break;
      case 'forget':
        return this.#forget(ifindex, addressBytes(step.ip));
      case 'name':
        if (kernel.links().some(({ name }) => name === step.name)) return;
        kernel.putLink(ifindex, step.name, link?.master);
        break;
      case 'unlink':
        kernel.deleteLink(ifindex);
        if (!step.sameNumber) this.#numbers.set(step.place, ++this.#lastNumber);
        break;
      case 'master':
        if (link?.name === undefined) return;
        kernel.putLink(ifindex, link.name, this.#master(step.master));
        break;
      default:
        return assertNever(step, 'step');
    }
    this.#onChange();
  };

  /** A VRF keeps its table, whatever it is called and whatever number it has. */
  readonly changeVrf = (change: (Step & { readonly kind: 'vrf' })['change']): void => {
    const kernel = this.#kernel;
    const vrf = kernel.links().find(({ ifindex }) => ifindex === this.#vrf);
    if ((change === 'make' || change === 'make_elsewhere') === (vrf !== undefined)) return;
    if (change === 'delete') kernel.deleteLink(this.#vrf);
    else if (change === 'rename')
      kernel.putVrf(this.#vrf, vrf?.name === VRF.name ? VRF.otherName : VRF.name, VRF.table);
    else {
      if (change === 'make_elsewhere') this.#vrf = ++this.#lastNumber;
      kernel.putVrf(this.#vrf, VRF.name, VRF.table);
    }
    this.#onChange();
  };

  /** An interface can only join what is there. */
  #master(master: 'bridge' | 'vrf' | undefined): number | undefined {
    if (master === undefined) return undefined;
    const number = master === 'bridge' ? BRIDGE : this.#vrf;
    return this.#kernel.linkName(number) === undefined ? undefined : number;
  }

  /** The kernel says of a neighbor first that it failed, then that it is gone: there are two changes. */
  #forget(ifindex: number, ip: Uint8Array): void {
    const kernel = this.#kernel;
    const has = kernel.neighbors().some((one) => one.ifindex === ifindex && addressBytesEqual(one.dst, ip));
    if (!has) return;
    kernel.putNeighbor(ifindex, ip, { state: NUD_FAILED });
    this.#onChange();
    kernel.deleteNeighbor(ifindex, ip);
    this.#onChange();
  }
}

function addressBytesEqual(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

function entryOf({ mac, state, learned }: KernelStep & { readonly kind: 'neighbor' }): FakeNeighbor {
  return {
    state: NUD[state],
    flags: learned ? NTF_EXT_LEARNED : 0,
    ...(mac === undefined ? {} : { lladdr: macBytes(mac) }),
  };
}

function macBytes(text: string): Uint8Array {
  if (parseMac(text) === undefined) throw new TypeError(`no MAC: ${text}`);
  return Uint8Array.from(text.split(':'), (byte) => Number.parseInt(byte, 16));
}
