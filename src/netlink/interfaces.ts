import { DaemonError } from '../base/errors.ts';
import { IFA_F_DADFAILED, IFA_F_TENTATIVE } from './codec/ifaddrmsg.ts';
import { IFF_LOWER_UP, IFF_UP, type LinkMessage } from './codec/ifinfomsg.ts';
import { readU32 } from './codec/rtattr.ts';
import type { Requester } from './requester.ts';

const IFLA_LINK = 5;
const UP = IFF_UP | IFF_LOWER_UP;

/** An address that can be used as a source: duplicate address detection is over, and has found nobody. */
export type InterfaceAddress = { readonly ip: Uint8Array; readonly prefixLength: number };

/** An interface as it was when it was read. */
export type Interface = {
  readonly ifindex: number;
  readonly name: string;
  /** It is up, and so is what is below it: there is a carrier. */
  readonly isUp: boolean;
  /** Its own link-layer address, if that is of Ethernet. */
  readonly mac: Uint8Array | undefined;
  /** The interface that a VLAN interface stands on, by its link or, failing that, by its name (`Ethernet0.10`). */
  readonly parent: string | undefined;
  readonly addresses: readonly InterfaceAddress[];
};

/** By name. */
export type Interfaces = ReadonlyMap<string, Interface>;

/**
 * Reads all interfaces of this network namespace with their addresses. It is no snapshot: an interface that comes or goes
 * meanwhile may be in it or not. While many come, as at a boot, every dump is interrupted; what it has brought counts, and what
 * interrupted it has an event that asks for the next reading.
 *
 * Rejects as the dumps do, otherwise.
 */
export async function readInterfaces(
  requests: Pick<Requester, 'dumpLinks' | 'dumpAddresses'>,
  signal: AbortSignal,
): Promise<Interfaces> {
  const addresses = new Map<number, InterfaceAddress[]>();
  for await (const messages of unlessInterrupted(requests.dumpAddresses(signal))) {
    for (const { ifindex, prefixLength, local, address, flags, allFlags = flags } of messages) {
      const ip = local ?? address;
      if (ip === undefined || (allFlags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) !== 0) continue;
      const known = addresses.get(ifindex) ?? [];
      known.push({ ip: ip.slice(), prefixLength });
      addresses.set(ifindex, known);
    }
  }
  const links: (LinkMessage & { readonly name: string })[] = [];
  for await (const messages of unlessInterrupted(requests.dumpLinks(signal))) {
    for (const message of messages) {
      const { name, address } = message;
      if (name !== undefined) links.push({ ...message, name, address: address?.slice(), rest: message.rest.map(copy) });
    }
  }
  const names = new Map(links.map(({ ifindex, name }) => [ifindex, name]));
  return new Map(
    links.map((link) => [
      link.name,
      {
        ifindex: link.ifindex,
        name: link.name,
        isUp: (link.flags & UP) === UP && link.carrier !== 0,
        mac: link.address?.length === 6 ? link.address : undefined,
        parent: parentOf(link, names),
        addresses: addresses.get(link.ifindex) ?? [],
      },
    ]),
  );
}

async function* unlessInterrupted<T>(dump: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    yield* dump;
  } catch (thrown) {
    if (DaemonError.from(thrown, 'read interfaces').code !== 'netlink_interrupted') throw thrown;
  }
}

function copy({ type, data }: LinkMessage['rest'][number]) {
  return { type, data: data.slice() };
}

/** IFLA_LINK of a veth is its other end, which may have that number in another namespace. */
function parentOf(
  { name, linkKind, rest }: LinkMessage & { readonly name: string },
  names: ReadonlyMap<number, string>,
): string | undefined {
  const data = linkKind === 'vlan' ? rest.find(({ type }) => type === IFLA_LINK)?.data : undefined;
  const below = data === undefined ? undefined : names.get(readU32(data) ?? 0);
  const dot = name.indexOf('.');
  return below ?? (dot > 0 ? name.slice(0, dot) : undefined);
}
