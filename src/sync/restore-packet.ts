import type { OutgoingPacket } from '../host/packet-socket.ts';
import { type Ip, isIpv6LinkLocal } from '../neighbor/ip.ts';
import type { Interface, InterfaceAddress } from '../netlink/interfaces.ts';
import { ARP_REQUEST, ETH_P_ARP, encodeArp } from '../netlink/packet/arp.ts';
import {
  ETH_P_IPV6,
  encodeNeighborSolicitation,
  multicastMac,
  solicitedNodeAddress,
} from '../netlink/packet/neighbor-solicitation.ts';
import type { AddressNeed, RestoreTarget } from './restore-plan.ts';
import { serves } from './restore-readiness.ts';

const BROADCAST = new Uint8Array(6).fill(0xff);
const UNKNOWN = new Uint8Array(6);

/**
 * The question that makes a restored neighbor tell of itself: a broadcast ARP request, or a solicitation to its solicited-node
 * address. Not to its old MAC: whoever has a new one would not hear it, and the switches on the path would not learn ours
 * everywhere. Undefined where the interface has no Ethernet address, or no address to ask from.
 */
export function packetFor(
  { ip }: Pick<RestoreTarget, 'ip'>,
  need: AddressNeed,
  { ifindex, mac, addresses }: Interface,
): OutgoingPacket | undefined {
  const source = sourceFor(
    ip,
    addresses.filter((address) => serves(address, need)),
  );
  if (mac === undefined || source === undefined) return undefined;
  if (need === 'ipv4') {
    const sender = { senderMac: mac, senderIp: source };
    const payload = encodeArp({ operation: ARP_REQUEST, ...sender, targetMac: UNKNOWN, targetIp: ip });
    return { ifindex, protocol: ETH_P_ARP, destination: BROADCAST, payload };
  }
  const group = solicitedNodeAddress(ip);
  const payload = encodeNeighborSolicitation({ source, destination: group, target: ip, sourceMac: mac });
  return { ifindex, protocol: ETH_P_IPV6, destination: multicastMac(group), payload };
}

/** The address whose prefix the neighbor is in, else a global one, else any: hosts may refuse to talk to other subnets. */
function sourceFor(ip: Ip, addresses: readonly InterfaceAddress[]): Ip | undefined {
  const best =
    addresses.find((address) => isWithin(ip, address)) ??
    addresses.find((address) => !isIpv6LinkLocal(address.ip)) ??
    addresses[0];
  return best?.ip;
}

function isWithin(ip: Ip, { ip: own, prefixLength }: InterfaceAddress): boolean {
  return own.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8));
    return ((byte ^ (ip[index] ?? 0)) & (0xff00 >> bits) & 0xff) === 0;
  });
}
